"""Tasks that nobody can be asked for: they wait visibly, somebody owns that, and it ends by itself."""

from uuid import UUID

import pytest
from procrastinate.contrib.django import app as jobs

from orderloom.cases.kinds import CaseKind
from orderloom.cases.models import Case
from orderloom.cases.queries.cases import case_rows, count_open
from orderloom.catalog.commands.categories import set_category_owners
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.intake.commands.edit_order import categorise_lines
from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.notifications.models import Notice
from orderloom.partners.commands import pause_supplier, resume_supplier
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import cancel_task
from orderloom.production.factories import (
    SOON,
    Shop,
    add_seller,
    again,
    buy,
    do,
    facts_of,
    look,
    make_shop,
    order_now,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Lamps": []})


def run_routing(shop: Shop) -> None:
    """Do what the worker does when somebody may be able to make waiting tasks."""
    jobs.tasks["routing.jobs.route_waiting"](workspace_id=str(shop.id))


def cases(shop: Shop, status: str = "open") -> list[tuple[str, UUID, UUID | None]]:
    rows = Case.objects.filter(workspace_id=shop.id, status=status).order_by("id")
    return look(shop, lambda: list(rows.values_list("kind", "subject_id", "owner_id")))


def decline(shop: Shop, task: OrderTask) -> OrderTask:
    now_with = again(shop, task)
    do(decline_task, actor=shop.holder(now_with), task_id=task.id, reason=DeclineReason.NO_CAPACITY, text="")
    return again(shop, task)


def test_a_category_that_nobody_makes_becomes_a_case_with_an_owner(shop: Shop) -> None:
    lamps, person = shop.categories["Lamps"], shop.operator.user_id
    do(set_category_owners, actor=shop.owner, category_id=lamps, user_ids=[person])
    lamp, mug = buy(shop, "Lamps", "Mugs")
    order = order_now(shop, lamp)
    assert (lamp.status, lamp.supplier_id, lamp.sku, lamp.respond_by) == (TaskStatus.QUEUED, None, None, None)
    assert mug.status == TaskStatus.OFFERED
    assert (order.status, order.exception, order.waits_on) == (
        OrderStatus.PURCHASING,
        "no_supplier",
        WaitsOn.MERCHANT,
    )
    assert cases(shop) == [(CaseKind.NO_SUPPLIER, lamps, person)]
    assert facts_of(shop, lamp) == ["TaskWaits"]
    told = look(
        shop, lambda: list(Notice.objects.filter(kind="case_opened").values_list("user_id", flat=True))
    )
    assert told == [person]
    (row,) = look(shop, lambda: case_rows(shop.operator))
    assert row.sentence == "No active supplier makes Lamps."
    assert row.order_id == lamp.order_id
    do(accept_task, actor=shop.holder(mug), task_id=mug.id, promised=SOON)
    assert order_now(shop, mug).status == OrderStatus.PURCHASING


def test_many_waiting_orders_make_one_case(shop: Shop) -> None:
    for _number in range(3):
        buy(shop, "Lamps", "Lamps")
    assert look(shop, lambda: count_open(shop.operator)) == 1


def test_adding_a_supplier_sends_them_out_and_solves_the_case(shop: Shop) -> None:
    tasks = [buy(shop, "Lamps")[0] for _number in range(3)]
    add_seller(shop, "Fred", ["Lamps"])
    run_routing(shop)
    for task in tasks:
        row, order = again(shop, task), order_now(shop, task)
        assert (row.status, shop.holder(row).name, row.attempt) == (TaskStatus.OFFERED, "Fred", 1)
        assert row.sku
        assert (order.exception, order.waits_on, order.waits_name) == ("", WaitsOn.SUPPLIER, "Fred")
        assert order.due_at == row.respond_by
        assert facts_of(shop, task) == ["TaskWaits", "TaskOffered"]
    assert cases(shop) == []
    assert len(cases(shop, "solved")) == 1


def test_an_order_keeps_its_flag_while_another_line_waits(shop: Shop) -> None:
    lamp, vase = buy(shop, "Lamps", "Vases")
    add_seller(shop, "Fred", ["Lamps"])
    run_routing(shop)
    assert again(shop, lamp).status == TaskStatus.OFFERED
    assert order_now(shop, vase).exception != ""
    assert [kind for kind, *_ in cases(shop)] == [CaseKind.NO_CATEGORY]


def test_trying_in_vain_says_nothing_new(shop: Shop) -> None:
    (task,) = buy(shop, "Lamps")
    before = order_now(shop, task).row_version
    run_routing(shop)
    do(try_waiting_again, actor=shop.operator)
    assert facts_of(shop, task) == ["TaskWaits"]
    assert len(cases(shop)) == 1
    assert order_now(shop, task).row_version == before


def test_unknown_words_make_one_case_for_all_that_say_them(shop: Shop) -> None:
    first, second = buy(shop, "Vases", "vases")
    (third,) = buy(shop, "Bowls")
    assert {task.status for task in (first, second, third)} == {TaskStatus.QUEUED}
    assert [kind for kind, *_ in cases(shop)] == [CaseKind.NO_CATEGORY] * 2
    assert order_now(shop, first).exception == "no_category"


def test_giving_the_line_a_category_sends_it_out(shop: Shop) -> None:
    (task,) = buy(shop, "Vases")
    mugs = shop.categories["Mugs"]
    do(categorise_lines, actor=shop.owner, line_ids=[task.line_id], category_id=mugs)
    run_routing(shop)
    row = again(shop, task)
    assert (row.status, row.category_id) == (TaskStatus.OFFERED, mugs)
    assert cases(shop) == []
    assert order_now(shop, task).exception == ""


def test_a_category_without_a_supplier_takes_the_place_of_unknown_words(shop: Shop) -> None:
    (task,) = buy(shop, "Vases")
    lamps = shop.categories["Lamps"]
    do(categorise_lines, actor=shop.owner, line_ids=[task.line_id], category_id=lamps)
    run_routing(shop)
    assert [(kind, subject) for kind, subject, _ in cases(shop)] == [(CaseKind.NO_SUPPLIER, lamps)]
    assert facts_of(shop, task) == ["TaskWaits", "TaskWaits"]
    assert order_now(shop, task).exception == "no_supplier"


def test_a_paused_supplier_gets_nothing_and_keeps_what_it_has(shop: Shop) -> None:
    (had,) = buy(shop, "Mugs")
    for seller in shop.sellers.values():
        do(pause_supplier, actor=shop.owner, supplier_id=seller.supplier_id)
    (waits,) = buy(shop, "Mugs")
    assert waits.status == TaskStatus.QUEUED
    do(accept_task, actor=shop.holder(had), task_id=had.id, promised=SOON)
    do(resume_supplier, actor=shop.owner, supplier_id=shop.sellers["Boris"].supplier_id)
    run_routing(shop)
    assert shop.holder(again(shop, waits)).name == "Boris"


def test_the_last_supplier_leaves_the_category(shop: Shop) -> None:
    for seller in shop.sellers.values():
        do(set_supplier_categories, actor=shop.owner, supplier_id=seller.supplier_id, category_ids=[])
    (task,) = buy(shop, "Mugs")
    assert task.status == TaskStatus.QUEUED
    assert cases(shop)[0][:2] == (CaseKind.NO_SUPPLIER, shop.categories["Mugs"])


def test_a_declined_task_whose_next_supplier_has_paused_waits(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    other = next(one for one in shop.sellers.values() if one.supplier_id != task.supplier_id)
    do(pause_supplier, actor=shop.owner, supplier_id=other.supplier_id)
    assert decline(shop, task).status == TaskStatus.QUEUED
    assert [kind for kind, *_ in cases(shop)] == [CaseKind.ALL_DECLINED]
    do(resume_supplier, actor=shop.owner, supplier_id=other.supplier_id)
    run_routing(shop)
    assert shop.holder(again(shop, task)) == other.actor
    assert cases(shop) == []


def test_all_have_declined_and_a_person_assigns_by_hand(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    decline(shop, task)
    row = decline(shop, task)
    order = order_now(shop, task)
    assert (row.status, row.attempt, row.company_id) == (TaskStatus.QUEUED, 2, None)
    assert (order.exception, order.stage, order.waits_on) == (
        "all_declined",
        OrderStage.PURCHASING,
        WaitsOn.MERCHANT,
    )
    (case,) = cases(shop)
    assert case[:2] == (CaseKind.ALL_DECLINED, task.id)
    anna = shop.sellers["Anna"]
    do(assign_task, actor=shop.operator, task_id=task.id, supplier_id=anna.supplier_id, reason="promised me")
    row, order = again(shop, task), order_now(shop, task)
    assert (row.status, row.attempt, shop.holder(row), row.sku) == (
        TaskStatus.OFFERED,
        3,
        anna.actor,
        task.sku,
    )
    assert cases(shop) == []
    assert (order.exception, order.waits_on, order.waits_name) == ("", WaitsOn.SUPPLIER, "Anna")


def test_cancelling_what_waits_ends_its_case(shop: Shop) -> None:
    first, second = buy(shop, "Lamps", "Lamps")
    do(cancel_task, actor=shop.operator, task_id=first.id, reason="")
    assert len(cases(shop)) == 1
    do(cancel_task, actor=shop.operator, task_id=second.id, reason="")
    assert cases(shop) == []
    order = order_now(shop, second)
    assert (order.exception, order.waits_on) == ("", WaitsOn.MERCHANT)


def test_a_case_that_was_closed_too_early_comes_back(shop: Shop) -> None:
    buy(shop, "Lamps")
    look(shop, lambda: Case.objects.update(status="solved", solved_at="2026-03-02T00:00Z"))
    buy(shop, "Lamps")
    assert [kind for kind, *_ in cases(shop)] == [CaseKind.NO_SUPPLIER]
