"""What a supplier answers to an offer, and what may not be answered."""

from datetime import timedelta

import pytest

from orderloom.identity.models import Workspace
from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.kernel.errors import IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.production.commands.answer import AttemptOver, accept_task, decline_task
from orderloom.production.factories import (
    NOW,
    SOON,
    Shop,
    again,
    buy,
    do,
    facts_of,
    later,
    look,
    make_shop,
    order_now,
    tasks_of,
)
from orderloom.production.models import OrderTask
from orderloom.production.queries.shown import shown_of
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.routing.models import Assignment, AssignmentStatus, PoolSeat


def offers_of(shop: Shop, task: OrderTask) -> list[tuple[int, str]]:
    rows = Assignment.objects.filter(task_id=task.id).order_by("attempt")
    return look(shop, lambda: list(rows.values_list("attempt", "status")))


def everything(shop: Shop, task: OrderTask) -> tuple[object, ...]:
    """Return the stored task, its order, its offers and its facts, as one value that can be compared."""
    row, order = again(shop, task), order_now(shop, task)
    return (
        {name: value for name, value in vars(row).items() if name != "_state"},
        {name: value for name, value in vars(order).items() if name != "_state"},
        offers_of(shop, task),
        facts_of(shop, task),
    )


def test_accepting_promises_a_day_and_starts_the_order(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    shown = order_now(shop, task)
    assert (shown.status, shown.waits_on, shown.due_at) == (
        OrderStatus.PURCHASING,
        WaitsOn.SUPPLIER,
        task.respond_by,
    )
    card = do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON, attempt=1, now=later(1))
    row, order = again(shop, task), order_now(shop, task)
    assert card.status is TaskStatus.ACCEPTED
    assert card.moves == ("start", "finish", "ship")
    assert (row.promised_date, row.first_promised_date, row.accepted_at) == (SOON, SOON, later(1))
    assert row.respond_by is None
    assert offers_of(shop, task) == [(1, AssignmentStatus.ACCEPTED)]
    assert facts_of(shop, task) == ["TaskOffered", "TaskAccepted"]
    assert (order.status, order.stage) == (OrderStatus.IN_FULFILMENT, OrderStage.PRODUCTION)
    assert order.waits_name == look(shop, lambda: row.supplier.name)


def test_an_order_waits_until_every_line_is_taken(shop: Shop) -> None:
    first, second = buy(shop, "Mugs", "Mugs")
    do(accept_task, actor=shop.holder(first), task_id=first.id, promised=SOON)
    order = order_now(shop, first)
    assert (order.status, order.stage) == (OrderStatus.IN_FULFILMENT, OrderStage.PURCHASING)
    assert order.due_at == second.respond_by
    do(accept_task, actor=shop.holder(second), task_id=second.id, promised=SOON)
    assert order_now(shop, first).stage == OrderStage.PRODUCTION


def test_a_second_tap_changes_nothing(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    answer = {"actor": shop.holder(task), "task_id": task.id, "promised": SOON, "attempt": 1}
    do(accept_task, **answer)
    before = everything(shop, task)
    assert do(accept_task, **answer, now=later(1)).status is TaskStatus.ACCEPTED
    assert everything(shop, task) == before


def shown(shop: Shop, task: OrderTask) -> str | None:
    to = look(shop, lambda: shown_of([task.id])[task.id].ship_to)
    return to.city or None if to else None


def test_the_address_is_told_when_the_workspace_shares_it(shop: Shop) -> None:
    offered, accepted, never = buy(shop, "Mugs", "Mugs", "Mugs")
    assert shown(shop, offered) is None
    do(accept_task, actor=shop.holder(accepted), task_id=accepted.id, promised=SOON)
    assert shown(shop, accepted) == "Springfield"
    look(shop, lambda: Workspace.objects.update(address_shared="never"))
    do(accept_task, actor=shop.holder(never), task_id=never.id, promised=SOON)
    assert shown(shop, never) is None
    look(shop, lambda: Workspace.objects.update(address_shared="offered"))
    (told,) = buy(shop, "Mugs")
    assert shown(shop, told) == "Springfield"
    do(decline_task, actor=shop.holder(told), task_id=told.id, reason=DeclineReason.PRICE, text="")
    assert shown(shop, told) == "Springfield"
    look(shop, lambda: Workspace.objects.update(address_shared="never"))
    assert shown(shop, accepted) is None


@pytest.mark.parametrize("days", [-2, -400])
def test_a_day_that_has_passed_is_refused(shop: Shop, days: int) -> None:
    (task,) = buy(shop, "Mugs")
    before = everything(shop, task)
    with pytest.raises(Invalid) as refused:
        do(accept_task, actor=shop.holder(task), task_id=task.id, promised=NOW.date() + timedelta(days=days))
    assert set(refused.value.fields) == {"promised"}
    assert everything(shop, task) == before


def test_today_is_accepted_wherever_the_supplier_is(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    yesterday_in_greenwich = NOW.date() - timedelta(days=1)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=yesterday_in_greenwich)
    assert again(shop, task).promised_date == yesterday_in_greenwich


def test_declining_asks_the_next_supplier_and_costs_a_turn_but_is_no_work(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    first = shop.holder(task)
    do(
        decline_task,
        actor=first,
        task_id=task.id,
        reason=DeclineReason.OTHER,
        text="  out of clay ",
        attempt=1,
        now=later(1),
    )
    row = again(shop, task)
    assert row.status == TaskStatus.OFFERED
    assert row.attempt == 2
    assert shop.holder(row) != first
    assert row.sku == task.sku
    assert offers_of(shop, task) == [(1, AssignmentStatus.DECLINED), (2, AssignmentStatus.OFFERED)]
    assert facts_of(shop, task) == ["TaskOffered", "TaskDeclined", "TaskOffered"]
    declined = look(shop, lambda: Assignment.objects.get(task_id=task.id, attempt=1))
    assert (declined.reason, declined.reason_text, declined.answered_at) == (
        "other",
        "out of clay",
        later(1),
    )
    served = look(shop, lambda: dict(PoolSeat.objects.values_list("supplier_id", "served")))
    assert served == {task.supplier_id: 0, row.supplier_id: 1}


def test_who_declined_sees_the_task_no_more(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    first = shop.holder(task)
    do(decline_task, actor=first, task_id=task.id, reason=DeclineReason.DATE, text="")
    for deed, told in (
        (accept_task, {"promised": SOON}),
        (decline_task, {"reason": DeclineReason.DATE, "text": ""}),
    ):
        with pytest.raises(NotFound):
            do(deed, actor=first, task_id=task.id, **told)


def test_another_reason_needs_words(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    before = everything(shop, task)
    with pytest.raises(Invalid) as refused:
        do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.OTHER, text=" \n")
    assert set(refused.value.fields) == {"text"}
    assert everything(shop, task) == before


def test_an_answer_to_an_earlier_offer_is_refused(shop: Shop) -> None:
    """Staff may see the task after the offer moved on, and a supplier may get it back: the number tells them apart."""
    (task,) = buy(shop, "Mugs")
    do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="", attempt=1)
    before = everything(shop, task)
    for deed, told in (
        (accept_task, {"promised": SOON}),
        (decline_task, {"reason": DeclineReason.PRICE, "text": ""}),
    ):
        for actor in (shop.operator, shop.holder(again(shop, task))):
            with pytest.raises(AttemptOver):
                do(deed, actor=actor, task_id=task.id, attempt=1, **told)
    assert everything(shop, task) == before


def test_strangers_and_viewers_may_not_answer(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    stranger = make_shop({"Mugs": ["Cleo"]}, slug="clay")
    other = next(one.actor for one in shop.sellers.values() if one.supplier_id != task.supplier_id)
    before = everything(shop, task)
    for actor in (other, stranger.sellers["Cleo"].actor, stranger.owner, stranger.system):
        with pytest.raises(NotFound):
            do(accept_task, actor=actor, task_id=task.id, promised=SOON)
    for actor in (shop.viewer, shop.system):
        with pytest.raises(NotAllowed):
            do(accept_task, actor=actor, task_id=task.id, promised=SOON)
    assert everything(shop, task) == before


def test_staff_may_answer_for_a_supplier_and_is_named(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    do(accept_task, actor=shop.operator, task_id=task.id, promised=SOON)
    assert again(shop, task).status == TaskStatus.ACCEPTED
    with pytest.raises(IllegalMove):
        do(decline_task, actor=shop.operator, task_id=task.id, reason=DeclineReason.PRICE, text="")


def test_tasks_of_one_order_are_numbered_in_their_lines_order(shop: Shop) -> None:
    tasks = buy(shop, "Mugs", "Mugs", "Mugs")
    assert [task.number for task in tasks] == [20_001, 20_002, 20_003]
    assert [task.title[-2:] for task in tasks] == ["N1", "N1", "N1"]
    assert tasks_of(shop, tasks[0].order_id) == tasks
