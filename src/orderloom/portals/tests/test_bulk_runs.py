"""Runs over many rows: by the worker, piece by piece, stopped and gone on with, tried again and taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django import app as jobs

from orderloom.identity.models import User
from orderloom.identity.queries import WorkspaceCard, staff_actor
from orderloom.intake.models import CustomerOrder, OrderOwner
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import IllegalMove, NotAllowed
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.partners.commands import pause_supplier
from orderloom.portals.bulk import commands, moves, selection
from orderloom.portals.bulk.commands import begin_run, do_piece, stop_run
from orderloom.portals.bulk.runner import run_to_end
from orderloom.portals.bulk.selection import is_long
from orderloom.portals.merchant import runs
from orderloom.portals.models import BulkFailure, BulkRun
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_tasks_list import move, task_of

SMALL = 2


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pieces hold two rows, and more than two rows be the worker's."""
    monkeypatch.setattr(commands, "PIECE", SMALL)
    monkeypatch.setattr(commands, "AT_ONCE", SMALL)
    for module in (selection, moves, runs):
        monkeypatch.setattr(module, "AT_ONCE", SMALL)


def operator(shop: Shop, role: str = "operator") -> tuple[Actor, WorkspaceCard]:
    return staff_actor(User.objects.get(id=shop.people[role]), shop.slug)


def begun(
    shop: Shop, ids: list[UUID] | None, name: str = "hold", query: str = "", argument: str = ""
) -> BulkRun:
    with wear(Hat.workspace(shop.id)):
        return begin_run(
            actor=operator(shop)[0], list_name="orders", move=name, argument=argument, query=query, ids=ids,
            now=clock.now(),
        )  # fmt: skip


def finish(shop: Shop, run: BulkRun) -> BulkRun:
    with wear(Hat.workspace(shop.id)):
        run_to_end(*operator(shop), run.id)
    return shop.see(lambda: BulkRun.objects.get(id=run.id))


def held(shop: Shop) -> int:
    return shop.see(lambda: CustomerOrder.objects.filter(held=True).count())


def facts(shop: Shop, kind: str) -> int:
    return shop.see(lambda: TimelineEvent.objects.filter(kind=kind).count())


def test_many_rows_are_the_workers_with_a_page_and_a_notice(shop: Shop, small_pieces, worker_connection):
    shop.receive(*range(1, 6))
    told = {"move": "hold", "all_matching": "1", "stage": "review", "q": "ada"}
    answer = shop.operator.post(shop.at("orders/bulk/"), told, follow=True)
    assert "Looking for all that fit" in words(answer)
    assert held(shop) == 0
    rows = worker_connection.execute(
        "SELECT args FROM procrastinate_jobs WHERE task_name = 'portals.jobs.run_bulk'"
    )
    ((args,),) = rows.fetchall()[-1:]
    jobs.tasks["portals.jobs.run_bulk"](**args)
    assert held(shop) == 5
    notice = shop.see(lambda: Notice.objects.get(kind="orders_hold"))
    run = shop.see(lambda: BulkRun.objects.get())
    assert notice.facts == {"count": 5, "left": 0, "run": str(run.id)}
    html = words(shop.operator.get(shop.at("notices/")))
    assert "5 orders on hold" in html
    assert shop.at(f"runs/{run.id}/") in html
    assert "Hold" in words(shop.viewer.get(shop.at("runs/")))
    jobs.tasks["portals.jobs.run_bulk"](**args)  # a job that is given back changes nothing
    assert facts(shop, "OrderHeld") == 5


def test_what_is_left_is_told_by_reason_tried_again_and_the_rest_taken_back(shop: Shop):
    ids = shop.receive(1, 2, 3)
    held_before = {"move": "hold", "order": [str(ids[0])]}
    shop.operator.post(shop.at("orders/bulk/"), held_before)
    answer = shop.operator.post(
        shop.at("orders/bulk/"), {"move": "confirm", "order": [str(one) for one in ids]}, follow=True
    )
    assert "2 orders confirmed. 1 order stays: on hold 1." in words(answer)
    run = shop.see(lambda: BulkRun.objects.get(move="confirm"))
    assert shop.at(f"runs/{run.id}/") in words(answer)
    html = words(shop.operator.get(shop.at(f"runs/{run.id}/")))
    number = shop.see(lambda: CustomerOrder.objects.get(id=ids[0]).number)
    assert f">SO-{number}</a>" in html
    assert "On hold" in html
    assert "Retry this 1" in html
    assert "Retry" not in words(shop.viewer.get(shop.at(f"runs/{run.id}/")))
    shop.operator.post(shop.at("orders/bulk/"), {"move": "release", "order": [str(ids[0])]})
    again = shop.operator.post(shop.at(f"runs/{run.id}/retry/"), follow=True)
    assert again.context["card"].done == 1
    assert again.context["card"].origin_id == run.id
    answer = shop.operator.post(shop.at(f"runs/{run.id}/undo/"), follow=True)
    assert "2 orders wait for review again." in words(answer)
    stages = shop.see(lambda: dict(CustomerOrder.objects.values_list("id", "stage")))
    assert [stages[one] for one in ids] == ["confirmed", "review", "review"]


def test_a_run_is_stopped_and_gone_on_with(shop: Shop, small_pieces):
    run = begun(shop, shop.receive(*range(1, 6)))
    actor, workspace = operator(shop)
    with wear(Hat.workspace(shop.id)):
        commands.gather_run(actor=actor, workspace=workspace, run_id=run.id, now=clock.now())
        do_piece(actor=actor, run_id=run.id, now=clock.now())
        with pytest.raises(NotAllowed):
            stop_run(actor=operator(shop, "viewer")[0], run_id=run.id, now=clock.now())
    assert "Stopped. What is done stays done." in words(
        shop.operator.post(shop.at(f"runs/{run.id}/stop/"), follow=True)
    )
    assert finish(shop, run).status == "stopped"
    assert held(shop) == 2
    shop.operator.post(shop.at(f"runs/{run.id}/resume/"))
    assert finish(shop, run).done == 5
    with wear(Hat.workspace(shop.id)), pytest.raises(IllegalMove):
        stop_run(actor=actor, run_id=run.id, now=clock.now())


def test_only_what_fitted_when_it_was_asked_for_is_meant(shop: Shop):
    first = shop.receive(1, 2)
    run = begun(shop, None, query="?stage=review&due=x")
    assert run.total == 0
    ended = finish(shop, run)
    shop.receive(3)
    assert (ended.total, held(shop)) == (2, len(first))
    actor, workspace = operator(shop)
    with wear(Hat.workspace(shop.id)):
        assert not shop.see(lambda: is_long(actor, workspace, "orders", "", None, clock.now()))


def test_a_viewer_begins_nothing_and_the_neighbour_sees_nothing(shop: Shop, other: Shop):
    ids = [str(one) for one in shop.receive(1)]
    assert shop.viewer.post(shop.at("orders/bulk/"), {"move": "hold", "order": ids}).status_code == 403
    assert shop.operator.post(shop.at("orders/bulk/"), {"move": "nonsense", "order": ids}).status_code == 422
    assert "Choose orders first." in words(
        shop.operator.post(shop.at("orders/bulk/"), {"move": "hold"}, follow=True)
    )
    run = begun(shop, [UUID(ids[0])])
    assert other.operator.get(other.at(f"runs/{run.id}/")).status_code == 404
    assert other.operator.post(other.at(f"runs/{run.id}/stop/")).status_code == 404
    left = shop.operator.post(other.at("runs/"))
    assert left.status_code == 404


def test_orders_and_tasks_go_to_another_supplier(shop: Shop):
    ids = buy(shop, 1, 2, 3)
    tasks = [task_of(shop, one) for one in ids]
    move(shop, tasks[0], "accept", promised=str(clock.now().date() + timedelta(days=3)))
    (fresh,) = shop.receive(9)
    told = {"move": "assign", "to": str(shop.yiming), "order": [str(one) for one in [*ids, fresh]]}
    answer = words(shop.operator.post(shop.at("orders/bulk/"), told, follow=True))
    moved = sum(task.supplier_id != shop.yiming for task in tasks[1:])
    assert f"{moved} order" in answer
    assert "a supplier has accepted it 1" in answer
    assert "no supplier is asked yet 1" in answer
    assert [task_of(shop, one).supplier_id for one in ids[1:]] == [shop.yiming, shop.yiming]
    back = {"move": "assign", "to": str(shop.hongyun), "reason": "asked for it", "task": [str(tasks[1].id)]}
    assert "1 task is with the supplier now." in words(
        shop.operator.post(shop.at("tasks/bulk/"), back, follow=True)
    )
    assert task_of(shop, ids[1]).supplier_id == shop.hongyun
    assert shop.viewer.post(shop.at("tasks/bulk/"), back).status_code == 403
    assert shop.operator.post(shop.at("tasks/bulk/"), back | {"to": "x"}).status_code == 422
    failures = shop.see(lambda: sorted(BulkFailure.objects.values_list("code", flat=True)))
    assert failures.count("accepted") == 1


def undo_last(shop: Shop, name: str) -> str:
    run = shop.see(lambda: BulkRun.objects.filter(move=name).latest("id"))
    return words(shop.operator.post(shop.at(f"runs/{run.id}/undo/"), follow=True))


def test_tasks_that_were_given_away_are_asked_of_their_former_suppliers_again(shop: Shop):
    ids = buy(shop, 1, 2, 3, 4)
    (lone,) = buy(shop, 5, hint="Nothing that anybody makes")
    before = {one: task_of(shop, one).supplier_id for one in ids}
    told = {"move": "assign", "to": str(shop.yiming), "order": [str(one) for one in [*ids, lone]]}
    answer = words(shop.operator.post(shop.at("orders/bulk/"), told, follow=True))
    run = shop.see(lambda: BulkRun.objects.get(move="assign"))
    assert shop.at(f"runs/{run.id}/undo/") in answer
    mine = [one for one in ids if before[one] == shop.hongyun]
    taken, rest = mine[0], mine[1:]
    move(shop, task_of(shop, taken), "accept", promised=str(clock.now().date() + timedelta(days=3)))
    answer = undo_last(shop, "assign")
    assert f"{len(rest) + 1} orders are back where they were." in answer
    assert "1 order stays: a supplier has accepted it 1." in answer
    assert [task_of(shop, one).supplier_id for one in rest] == [shop.hongyun] * len(rest)
    assert (task_of(shop, lone).status, task_of(shop, lone).supplier_id) == ("queued", None)
    assert task_of(shop, taken).status == "accepted"
    assert shop.see(lambda: CustomerOrder.objects.get(id=lone).exception) == "no_category"
    assert facts(shop, "TaskWaits") == 2
    assert shop.operator.post(shop.at(f"runs/{run.id}/undo/")).status_code == 409
    again = {"move": "assign", "to": str(shop.yiming), "task": [str(task_of(shop, one).id) for one in rest]}
    shop.operator.post(shop.at("tasks/bulk/"), again)
    with wear(Hat.workspace(shop.id)):
        pause_supplier(actor=shop.actor(), supplier_id=shop.hongyun, now=clock.now())
    assert "the former supplier takes no tasks now" in undo_last(shop, "assign")


def test_who_was_in_charge_before_a_run_is_so_again(shop: Shop):
    ids = shop.receive(1, 2, 3)
    owner, operator_id = shop.people["owner"], shop.people["operator"]

    def charge(user_id: UUID, *orders: UUID) -> str:
        told = {"move": f"charge:{user_id}", "order": [str(one) for one in orders]}
        return words(shop.operator.post(shop.at("orders/bulk/"), told, follow=True))

    def in_charge() -> list[list[UUID]]:
        rows = shop.see(lambda: list(OrderOwner.objects.values_list("order_id", "user_id")))
        return [[user_id for order_id, user_id in rows if order_id == one] for one in ids]

    charge(owner, ids[0])
    charge(operator_id, *ids)
    charge(owner, ids[2])
    assert in_charge() == [[operator_id], [operator_id], [owner]]
    many = shop.see(lambda: BulkRun.objects.get(move="charge", total=3))
    answer = words(shop.operator.post(shop.at(f"runs/{many.id}/undo/"), follow=True))
    assert "2 orders have their former people in charge again." in answer
    assert "1 order stays: somebody else was put in charge since 1." in answer
    assert in_charge() == [[owner], [], [owner]]
    assert facts(shop, "ChangeUndone") == 2
    first = shop.see(lambda: BulkRun.objects.filter(move="charge").earliest("id"))
    assert shop.viewer.post(shop.at(f"runs/{first.id}/undo/")).status_code == 403


def test_what_a_move_refuses_as_a_whole_leaves_no_run_or_ends_it(shop: Shop, small_pieces):
    ids = buy(shop, 1, 2, 3)
    argument = f"{UUID(int=7)} why"
    told = {"move": "assign", "to": str(UUID(int=7)), "order": [str(ids[0])]}
    assert shop.operator.post(shop.at("orders/bulk/"), told).status_code == 422
    assert not shop.see(lambda: BulkRun.objects.exists())
    ended = finish(shop, begun(shop, ids, "assign", argument=argument))
    assert (ended.status, ended.failure, ended.done) == ("failed", "invalid", 0)
    html = words(shop.operator.get(shop.at(f"runs/{ended.id}/")))
    assert "It could not go on." in html
    assert "Go on" in html


def test_suppliers_are_reminded_of_chosen_tasks_and_what_waits_on_none_is_left(shop: Shop):
    tasks = [task_of(shop, one) for one in buy(shop, 1, 2, 3)]
    move(shop, tasks[2], "cancel", reason="Not wanted")
    chosen = {"move": "remind", "task": [str(task.id) for task in tasks]}
    told = words(shop.operator.post(shop.at("tasks/bulk/"), chosen, follow=True))
    assert "Reminded of 2 tasks. 1 task stays: waits on no supplier 1." in told
    again = words(shop.operator.post(shop.at("tasks/bulk/"), chosen, follow=True))
    assert "2 tasks stay" not in again
    assert "reminded less than 30 minutes ago 2" in again
    assert shop.viewer.post(shop.at("tasks/bulk/"), chosen).status_code == 403
    with_bar, without = (words(one.get(shop.at("tasks/"))) for one in (shop.operator, shop.viewer))
    assert 'value="remind"' in with_bar
    assert 'value="remind"' not in without
