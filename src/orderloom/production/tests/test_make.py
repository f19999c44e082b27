"""From an accepted task to a finished one: quantities, dates, facts, and who is told."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from orderloom.catalog.commands.categories import set_category_owners
from orderloom.identity.commands.members import change_member
from orderloom.intake.commands.edit_order import set_order_owners
from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.kernel.errors import IllegalMove, Invalid, NotAllowed
from orderloom.notifications.models import Notice
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import (
    cancel_task,
    change_date,
    complete_task,
    deliver_task,
    finish_task,
    report_progress,
    start_task,
)
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
    order_now,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.shipping.commands.ship_task import Parcel, ship_task


def taken(shop: Shop, quantity: int = 3) -> OrderTask:
    (task,) = buy(shop, "Mugs", quantity=quantity)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return again(shop, task)


def shipped(shop: Shop) -> OrderTask:
    task = taken(shop)
    parcel = Parcel("other", "ABC123456")
    do(ship_task, actor=shop.holder(task), task_id=task.id, parcel=parcel)
    return again(shop, task)


def told(shop: Shop, kind: str) -> list[UUID]:
    rows = Notice.objects.filter(workspace_id=shop.id, kind=kind).order_by("id")
    return look(shop, lambda: list(rows.values_list("user_id", flat=True)))


def test_a_task_is_made_step_by_step(shop: Shop) -> None:
    task = taken(shop)
    actor = shop.holder(task)
    assert do(start_task, actor=actor, task_id=task.id, now=later(1)).status is TaskStatus.IN_PRODUCTION
    assert do(report_progress, actor=actor, task_id=task.id, produced=2, now=later(2)).produced == 2
    assert order_now(shop, task).stage == OrderStage.PRODUCTION
    card = do(finish_task, actor=actor, task_id=task.id, now=later(3))
    assert (card.status, card.produced, card.ready_at) == (TaskStatus.READY_TO_SHIP, 3, later(3))
    assert order_now(shop, task).stage == OrderStage.READY
    row = again(shop, task)
    assert row.started_at == later(1)
    assert facts_of(shop, task)[2:] == ["ProductionStarted", "ProductionProgressed", "TaskReady"]


def test_the_first_report_starts_production(shop: Shop) -> None:
    task = taken(shop)
    do(report_progress, actor=shop.holder(task), task_id=task.id, produced=1, now=later(2))
    row = again(shop, task)
    assert (row.status, row.produced, row.started_at) == (TaskStatus.IN_PRODUCTION, 1, later(2))
    assert facts_of(shop, task)[2:] == ["ProductionStarted", "ProductionProgressed"]


@pytest.mark.parametrize("produced", [-1, 4])
def test_more_than_ordered_or_less_than_nothing_is_refused(shop: Shop, produced: int) -> None:
    task = taken(shop)
    before = vars(again(shop, task)) | {"_state": None}
    with pytest.raises(Invalid) as refused:
        do(report_progress, actor=shop.holder(task), task_id=task.id, produced=produced)
    assert set(refused.value.fields) == {"produced"}
    assert vars(again(shop, task)) | {"_state": None} == before
    assert facts_of(shop, task) == ["TaskOffered", "TaskAccepted"]


def test_what_has_left_was_made(shop: Shop) -> None:
    task = taken(shop)
    parcel = Parcel("other", "ABC123456", quantity=2)
    do(ship_task, actor=shop.holder(task), task_id=task.id, parcel=parcel)
    with pytest.raises(Invalid):
        do(report_progress, actor=shop.holder(task), task_id=task.id, produced=1)
    assert again(shop, task).produced == 2


def test_a_later_day_needs_a_reason_and_the_first_promise_stays(shop: Shop) -> None:
    task = taken(shop)
    actor = shop.holder(task)
    with pytest.raises(Invalid) as refused:
        do(change_date, actor=actor, task_id=task.id, promised=SOON + timedelta(days=2), reason=" ")
    assert set(refused.value.fields) == {"reason"}
    do(change_date, actor=actor, task_id=task.id, promised=SOON + timedelta(days=2), reason=" kiln ")
    row = again(shop, task)
    assert (row.promised_date, row.first_promised_date, row.slip_reason) == (
        SOON + timedelta(days=2),
        SOON,
        "kiln",
    )
    assert order_now(shop, task).due_at.date() == SOON + timedelta(days=2)
    do(change_date, actor=actor, task_id=task.id, promised=SOON, reason="")
    row = again(shop, task)
    assert (row.promised_date, row.slip_reason) == (SOON, "kiln")
    assert facts_of(shop, task)[2:] == ["DateChanged", "DateChanged"]


def test_a_day_that_has_passed_cannot_be_promised(shop: Shop) -> None:
    task = taken(shop)
    with pytest.raises(Invalid) as refused:
        do(change_date, actor=shop.holder(task), task_id=task.id, promised=date(2026, 2, 1), reason="x")
    assert set(refused.value.fields) == {"promised"}
    assert again(shop, task).promised_date == SOON


def test_the_same_day_again_is_no_news(shop: Shop) -> None:
    task = taken(shop)
    do(change_date, actor=shop.holder(task), task_id=task.id, promised=SOON, reason="")
    assert facts_of(shop, task) == ["TaskOffered", "TaskAccepted"]
    assert again(shop, task).row_version == task.row_version


def test_staff_without_the_permission_and_the_program_report_nothing(shop: Shop) -> None:
    task = taken(shop)
    with pytest.raises(NotAllowed):
        do(report_progress, actor=shop.viewer, task_id=task.id, produced=1)
    with pytest.raises(NotAllowed):
        do(change_date, actor=shop.viewer, task_id=task.id, promised=SOON, reason="x")
    with pytest.raises(NotAllowed):
        do(report_progress, actor=shop.system, task_id=task.id, produced=1)
    assert again(shop, task).row_version == task.row_version


def test_delivered_then_done(shop: Shop) -> None:
    task = shipped(shop)
    order = order_now(shop, task)
    assert (order.stage, order.waits_on) == (OrderStage.SHIPPED, WaitsOn.CARRIER)
    with pytest.raises(NotAllowed):
        do(deliver_task, actor=shop.holder(task), task_id=task.id)
    do(deliver_task, actor=shop.system, task_id=task.id, now=later(30))
    row = again(shop, task)
    assert (row.status, row.delivered, row.delivered_at) == (TaskStatus.DELIVERED, 3, later(30))
    do(complete_task, actor=shop.holder(task), task_id=task.id, now=later(31))
    row, order = again(shop, task), order_now(shop, task)
    assert (row.status, row.done_at) == (TaskStatus.DONE, later(31))
    assert (order.status, order.stage, order.waits_on, order.completed_at) == (
        OrderStatus.COMPLETED,
        OrderStage.COMPLETED,
        WaitsOn.NOBODY,
        later(31),
    )
    assert facts_of(shop, task)[2:] == ["TaskShipped", "TaskDelivered", "TaskDone"]


def test_done_tells_the_workspaces_choice_once(shop: Shop) -> None:
    task = shipped(shop)
    do(change_member, actor=shop.owner, user_id=shop.operator.user_id, role="operator", in_charge=True)
    do(complete_task, actor=shop.holder(task), task_id=task.id)
    before = again(shop, task).row_version
    do(complete_task, actor=shop.holder(task), task_id=task.id, now=later(1))
    assert len(told(shop, "task_done")) == 2  # the operator and, as from the start, the owner
    assert shop.operator.user_id in told(shop, "task_done")
    assert again(shop, task).row_version == before
    assert facts_of(shop, task).count("TaskDone") == 1


def test_done_tells_the_people_in_charge_of_the_category_before_the_workspaces(shop: Shop) -> None:
    task = shipped(shop)
    do(
        set_category_owners,
        actor=shop.owner,
        category_id=shop.categories["Mugs"],
        user_ids=[shop.viewer.user_id],
    )
    do(complete_task, actor=shop.holder(task), task_id=task.id)
    assert told(shop, "task_done") == [shop.viewer.user_id]


def test_done_tells_all_people_in_charge_of_the_order_before_the_categorys(shop: Shop) -> None:
    task = shipped(shop)
    do(
        set_category_owners,
        actor=shop.owner,
        category_id=shop.categories["Mugs"],
        user_ids=[shop.viewer.user_id],
    )
    owners = [shop.operator.user_id, shop.viewer.user_id]
    do(set_order_owners, actor=shop.owner, order_id=task.order_id, owners=owners)
    do(complete_task, actor=shop.holder(task), task_id=task.id)
    assert sorted(told(shop, "task_done")) == sorted(owners)


def test_a_task_that_has_not_left_is_not_done(shop: Shop) -> None:
    task = taken(shop)
    with pytest.raises(IllegalMove):
        do(complete_task, actor=shop.holder(task), task_id=task.id)
    assert told(shop, "task_done") == []


def test_cancelling_ends_the_offer(shop: Shop) -> None:
    first, second = buy(shop, "Mugs", "Mugs")
    do(cancel_task, actor=shop.operator, task_id=first.id, reason=" no longer wanted ", now=later(1))
    row = again(shop, first)
    assert (row.status, row.respond_by) == (TaskStatus.CANCELLED, None)
    offer = look(shop, lambda: Assignment.objects.get(task_id=first.id))
    assert (offer.status, offer.answered_at) == (AssignmentStatus.WITHDRAWN, later(1))
    assert facts_of(shop, first) == ["TaskOffered", "TaskCancelled"]
    assert order_now(shop, first).due_at == second.respond_by
    with pytest.raises(NotAllowed):
        do(cancel_task, actor=shop.viewer, task_id=second.id, reason="")
    with pytest.raises(NotAllowed):
        do(cancel_task, actor=shop.holder(second), task_id=second.id, reason="")
    do(accept_task, actor=shop.holder(second), task_id=second.id, promised=SOON)
    with pytest.raises(IllegalMove):
        do(cancel_task, actor=shop.operator, task_id=second.id, reason="")


def test_words_of_any_length_and_kind_can_be_kept(shop: Shop) -> None:
    task = taken(shop)
    words = "kiln\0 \ud800" + "x" * 900
    do(change_date, actor=shop.holder(task), task_id=task.id, promised=SOON + timedelta(days=1), reason=words)
    assert again(shop, task).slip_reason == "kiln " + "x" * 295


def test_an_order_whose_tasks_are_all_cancelled_waits_on_the_merchant(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    do(cancel_task, actor=shop.operator, task_id=task.id, reason="", now=NOW)
    order = order_now(shop, task)
    assert (order.status, order.waits_on, order.due_at) == (OrderStatus.PURCHASING, WaitsOn.MERCHANT, None)
