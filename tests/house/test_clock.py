"""The clock is an actor: offers that nobody answers pass on, reminders come once, holds stop it, two tickers agree."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connections

from orderloom.cases.models import Case
from orderloom.intake.commands.orders import hold_orders, release_orders
from orderloom.kernel.errors import NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.notifications.models import Notice
from orderloom.partners.clock_policy import set_clock_policy
from orderloom.partners.clock_rules import USUAL, ClockRules
from orderloom.partners.working_time import HoursInput, set_working_hours
from orderloom.production.commands.answer import AttemptOver, accept_task
from orderloom.production.commands.make import change_date, finish_task, start_task
from orderloom.production.commands.tick import tick
from orderloom.production.factories import (
    NOW,
    Shop,
    again,
    buy,
    do,
    facts_of,
    later,
    look,
    make_shop,
    order_now,
)
from orderloom.production.jobs import run_clock
from orderloom.production.models import ClockMark, OrderTask
from orderloom.production.queries.clock import MilestoneCard, has_due, milestones_of
from orderloom.production.states import Milestone
from orderloom.routing.models import Assignment, PoolSeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop({"cups": ["Anna", "Bo", "Cy"]})


def strike(shop: Shop, now: datetime) -> int:
    return do(tick, actor=shop.system, now=now)


def policy(shop: Shop, **told: object) -> ClockRules:
    rules = replace(USUAL, **told)
    do(set_clock_policy, actor=shop.owner, told=rules)
    return rules


def statuses(shop: Shop, task: OrderTask) -> list[str]:
    rows = Assignment.objects.filter(workspace_id=shop.id, task_id=task.id).order_by("attempt")
    return look(shop, lambda: list(rows.values_list("status", flat=True)))


def notices(shop: Shop, kind: str) -> list[str]:
    rows = Notice.objects.filter(workspace_id=shop.id, kind=kind).order_by("id")
    return look(shop, lambda: [notice.user.email.split("@")[0] for notice in rows.select_related("user")])


def milestones(shop: Shop, task: OrderTask) -> dict[Milestone, MilestoneCard]:
    found = look(shop, lambda: milestones_of(shop.owner, task.id))
    return {one.kind: one for one in found}


def taken(shop: Shop, promised: date, now: datetime = NOW) -> OrderTask:
    (task,) = buy(shop, "cups")
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=promised, now=now)
    return again(shop, task)


def test_an_offer_that_nobody_answers_goes_to_the_next_supplier(shop: Shop):
    (task,) = buy(shop, "cups")
    first = shop.holder(task)
    assert task.respond_by == later(24)
    assert task.clock_at == later(20)
    assert strike(shop, later(24)) == 1
    after = again(shop, task)
    assert (after.status, after.attempt, after.respond_by) == ("offered", 2, later(48))
    assert after.supplier_id != task.supplier_id
    assert statuses(shop, task) == ["expired", "offered"]
    assert facts_of(shop, task) == ["TaskOffered", "TaskExpired", "TaskOffered"]
    assert order_now(shop, task).due_at == later(48)
    seats = PoolSeat.objects.filter(workspace_id=shop.id, supplier_id=task.supplier_id)
    assert look(shop, lambda: seats.get().served) == 0
    with pytest.raises(NotFound):  # the late acceptance of the first
        do(accept_task, actor=first, task_id=task.id, promised=date(2026, 3, 9), attempt=1, now=later(25))
    with pytest.raises(AttemptOver):
        do(
            accept_task,
            actor=shop.operator,
            task_id=task.id,
            promised=date(2026, 3, 9),
            attempt=1,
            now=later(25),
        )
    assert again(shop, task).row_version == after.row_version


def test_when_all_let_it_pass_a_person_decides(shop: Shop):
    (task,) = buy(shop, "cups")
    for days in (1, 2, 3):
        assert strike(shop, later(24 * days)) == 1
    assert again(shop, task).status == "queued"
    assert statuses(shop, task) == ["expired"] * 3
    assert facts_of(shop, task)[-2:] == ["TaskWaits", "CaseOpened"]
    assert order_now(shop, task).waits_on == "merchant"
    assert strike(shop, later(1000)) == 0


def test_a_reminder_comes_once_and_the_policy_says_when(shop: Shop):
    (task,) = buy(shop, "cups")
    assert strike(shop, later(19)) == 0
    assert strike(shop, later(20)) == 1
    assert strike(shop, later(20)) == strike(shop, later(23)) == 0
    assert facts_of(shop, task) == ["TaskOffered", "MilestoneChased"]
    assert notices(shop, "clock_before") == ["anna"]
    # As if the machine's clock had gone back, or the tick before had been another's: it is not done again.
    rows = OrderTask.objects.filter(workspace_id=shop.id, id=task.id)
    look(shop, lambda: rows.update(clock_at=later(20)))
    assert strike(shop, later(20)) == 1
    assert notices(shop, "clock_before") == ["anna"]
    assert again(shop, task).clock_at == later(24)


def test_where_the_policy_asks_a_person_the_offer_stays(shop: Shop):
    policy(shop, fail_over="ask", grace=2)
    (task,) = buy(shop, "cups")
    assert strike(shop, later(24)) == 1
    assert strike(shop, later(25)) == 1  # a reminder after
    assert strike(shop, later(26)) == 1
    after = again(shop, task)
    assert (after.status, after.attempt, after.clock_at) == ("offered", 1, None)
    assert facts_of(shop, task)[1:] == ["MilestoneChased", "OfferUnanswered", "CaseOpened"]
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=date(2026, 3, 9), now=later(30))
    cases = Case.objects.filter(workspace_id=shop.id, kind="no_answer")
    assert look(shop, lambda: cases.get().status) == "solved"


def test_without_a_fail_over_the_offer_is_escalated_and_stays(shop: Shop):
    policy(shop, fail_over="no")
    do(
        set_working_hours,
        actor=shop.sellers["Anna"].actor,
        supplier_id=None,
        told=HoursInput("UTC", second=shop.sellers["Anna"].actor.user_id),
    )
    (task,) = buy(shop, "cups")
    for hours in (20, 25, 28, 32, 400):
        strike(shop, later(hours))
    assert again(shop, task).status == "offered"
    assert [notices(shop, f"clock_{stage}") for stage in ("before", "after", "second")] == [["anna"]] * 3
    assert notices(shop, "clock_merchant") == ["birch"]
    assert facts_of(shop, task) == ["TaskOffered", *["MilestoneChased"] * 4]


def test_milestones_keep_what_was_planned_first(shop: Shop):
    task = taken(shop, date(2026, 3, 9))
    found = milestones(shop, task)
    assert list(found) == list(Milestone)
    assert found[Milestone.ACCEPT].met_at == NOW
    assert found[Milestone.START].due_at == datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)
    assert found[Milestone.PRODUCED].due_at == datetime(2026, 3, 8, 23, 59, 59, tzinfo=UTC)
    assert found[Milestone.SHIPPED].due_at == datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)
    who = shop.holder(task)
    do(start_task, actor=who, task_id=task.id, now=later(1))
    do(change_date, actor=who, task_id=task.id, promised=date(2026, 3, 12), reason="Material", now=later(2))
    after = milestones(shop, task)
    assert after[Milestone.START].met_at == later(1)
    assert after[Milestone.SHIPPED].planned_at == found[Milestone.SHIPPED].planned_at
    assert after[Milestone.SHIPPED].due_at == datetime(2026, 3, 12, 23, 59, 59, tzinfo=UTC)
    do(finish_task, actor=who, task_id=task.id, now=later(3))
    ready = milestones(shop, task)
    assert ready[Milestone.PRODUCED].met_at == later(3)
    assert ready[Milestone.SHIPPED].due_at == datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)


def test_what_will_be_late_becomes_a_case_that_a_new_day_solves(shop: Shop):
    policy(shop, produce_days=4, ship_days=1)
    task = taken(shop, date(2026, 3, 6))
    strike(shop, datetime(2026, 3, 4, 0, 0, tzinfo=UTC))  # not begun by the end of 3 March
    assert "LatePredicted" in facts_of(shop, task)
    cases = Case.objects.filter(workspace_id=shop.id, kind="late_predicted")
    assert look(shop, lambda: cases.get().facts)["forecast"] == "2026-03-09"
    when = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    do(
        change_date,
        actor=shop.holder(task),
        task_id=task.id,
        promised=date(2026, 3, 9),
        reason="Late",
        now=when,
    )
    assert look(shop, lambda: cases.get().status) == "solved"


def test_a_hold_stops_the_clock_and_the_rest_runs_on(shop: Shop):
    (task,) = buy(shop, "cups")
    do(hold_orders, actor=shop.owner, order_ids=[task.order_id], reason="Wait", now=later(10))
    assert look(shop, lambda: has_due(shop.id, later(10)))
    strike(shop, later(10))
    assert again(shop, task).paused_at == later(10)
    assert strike(shop, later(100)) == 0
    do(release_orders, actor=shop.owner, order_ids=[task.order_id], now=later(110))
    strike(shop, later(110))
    after = again(shop, task)
    assert (after.status, after.attempt, after.paused_at) == ("offered", 1, None)
    assert after.respond_by == later(110 + 14)
    assert order_now(shop, task).due_at == later(124)
    assert facts_of(shop, task) == ["TaskOffered", "ClockPaused", "ClockResumed"]
    assert not look(shop, lambda: has_due(shop.id, later(110)))


def test_a_hold_moves_what_is_due_and_not_what_was_promised(shop: Shop):
    task = taken(shop, date(2026, 3, 9))
    before = milestones(shop, task)
    do(hold_orders, actor=shop.owner, order_ids=[task.order_id], reason="Wait", now=later(10))
    strike(shop, later(10))
    do(release_orders, actor=shop.owner, order_ids=[task.order_id], now=later(34))
    strike(shop, later(34))
    after = milestones(shop, task)
    assert after[Milestone.SHIPPED].due_at == before[Milestone.SHIPPED].due_at + timedelta(days=1)
    assert after[Milestone.SHIPPED].planned_at == before[Milestone.SHIPPED].planned_at
    assert again(shop, task).promised_date == date(2026, 3, 9)


def test_each_supplier_answers_on_its_own_days(shop: Shop):
    for name in ("Anna", "Bo", "Cy"):
        told = HoursInput("Asia/Shanghai", (1, 2, 3, 4, 5), time(9), time(18), None, "CN")
        do(set_working_hours, actor=shop.sellers[name].actor, supplier_id=None, told=told)
    (task,) = buy(
        shop, "cups", now=datetime(2026, 2, 13, 2, 0, tzinfo=UTC)
    )  # Friday 10:00 before the new year
    # The Saturday after it is worked in exchange for the holidays, but this supplier's week ends on Friday.
    assert task.respond_by == datetime(2026, 2, 14, 2, 0, tzinfo=UTC)


def test_two_tickers_do_nothing_twice(shop: Shop):
    tasks = [buy(shop, "cups")[0] for _one in range(12)]
    gate, done = threading.Barrier(2), []

    def run() -> None:
        gate.wait()
        try:
            done.append(strike(shop, later(24)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 12
    for task in tasks:
        assert statuses(shop, task) == ["expired", "offered"]
        assert facts_of(shop, task) == ["TaskOffered", "TaskExpired", "TaskOffered"]
    assert look(shop, ClockMark.objects.count) == 24


def test_a_tick_that_breaks_off_leaves_everything_to_the_next(shop: Shop):
    (task,) = buy(shop, "cups")
    facts = look(shop, TimelineEvent.objects.count)

    def broken() -> None:
        tick(actor=shop.system, now=later(24))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        look(shop, broken)
    assert look(shop, TimelineEvent.objects.count) == facts
    assert statuses(shop, task) == ["offered"]
    assert strike(shop, later(24)) == 1
    assert statuses(shop, task) == ["expired", "offered"]


def test_the_job_does_all_that_is_due(shop: Shop):
    tasks = [buy(shop, "cups")[0] for _one in range(3)]
    run_clock(workspace_id=str(shop.id))
    assert {again(shop, task).attempt for task in tasks} == {2}
