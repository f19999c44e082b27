"""Both sides talk about the terms of a task, and what they agree on is what stands."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, Refusal
from orderloom.kernel.ids import new_id
from orderloom.negotiation.commands.tolerate import set_tolerance
from orderloom.negotiation.models import Negotiation, Version
from orderloom.negotiation.queries.talks import TalkCard, talks_of
from orderloom.negotiation.rules import Band, NegotiationOver, NotYourTurn, ProposalOpen, StaleVersion
from orderloom.negotiation.states import Deed, NegotiationStatus, Rest
from orderloom.negotiation.terms import Part, Terms, digest_of
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.answer import Answer, accept_task, answer_tasks, decline_task
from orderloom.production.commands.make import change_date, finish_task, report_progress
from orderloom.production.commands.propose import (
    Proposal,
    Reply,
    answer_change,
    answer_changes,
    propose_change,
    propose_changes,
)
from orderloom.production.factories import (
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
from orderloom.production.states import DeclineReason
from orderloom.routing.models import Assignment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Shop:
    return make_shop({"mugs": ["Ash", "Beech", "Cedar"]})


def offered(shop: Shop, quantity: int = 100) -> OrderTask:
    (task,) = buy(shop, "mugs", quantity=quantity)
    return task


def accepted(shop: Shop, quantity: int = 100) -> OrderTask:
    task = offered(shop, quantity)
    do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
    return again(shop, task)


def talk(shop: Shop, task: OrderTask) -> TalkCard:
    return look(shop, lambda: talks_of(shop.owner, "task", [task.id])[task.id][0])


def propose(shop: Shop, task: OrderTask, actor=None, **told) -> TalkCard:
    now = again(shop, task)
    terms = replace(standing_of(now), **told)
    do(propose_change, actor=actor or shop.holder(now), task_id=task.id, terms=terms)
    return talk(shop, task)


def answer(shop: Shop, task: OrderTask, deed: Deed, actor=None, version: UUID | None = None, **told) -> None:
    one = talk(shop, task)
    terms = replace(one.head.terms, **told) if deed is Deed.COUNTER else None
    reply = Reply(task.id, version or one.head.id, deed, terms, "too dear" if deed is Deed.REJECT else "")
    do(answer_change, actor=actor or shop.owner, reply=reply)


def refused(kind: type[Refusal], deed, shop: Shop, task: OrderTask, *args, **told) -> None:
    before = state(shop)
    with pytest.raises(kind):
        deed(shop, task, *args, **told)
    assert state(shop) == before


def state(shop: Shop) -> tuple[list[object], ...]:
    def read() -> tuple[list[object], ...]:
        return (
            list(OrderTask.objects.order_by("id").values()),
            list(Negotiation.objects.order_by("id").values()),
            list(Version.objects.order_by("id").values()),
        )

    return look(shop, read)


def pieces(shop: Shop, task: OrderTask) -> int:
    return sum(one.quantity for one in tasks_of(shop, task.order_id) if one.status != "cancelled")


class TestPart:
    def test_the_rest_of_a_part_goes_to_the_next_supplier(self, shop):
        task = offered(shop)
        first = shop.holder(task)
        do(accept_task, actor=first, task_id=task.id, promised=SOON, quantity=60)
        kept, rest = tasks_of(shop, task.order_id)
        assert (kept.quantity, kept.split_off, kept.status) == (60, 40, "accepted")
        assert (rest.quantity, rest.split_from_id, rest.status) == (40, task.id, "offered")
        assert rest.supplier_id not in (None, kept.supplier_id)
        assert rest.sku
        assert rest.sku != kept.sku
        assert pieces(shop, task) == 100
        assert facts_of(shop, kept)[-3:] == ["TaskOffered", "TaskSplit", "TaskAccepted"] or set(
            facts_of(shop, kept)
        ) >= {"TaskSplit", "TaskAccepted"}
        assert facts_of(shop, rest) == ["PartOpened", "TaskOffered"]

    def test_who_could_make_a_part_only_is_not_asked_for_the_rest_again(self, shop):
        task = offered(shop)
        do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON, quantity=60)
        kept, rest = tasks_of(shop, task.order_id)
        asked = {kept.supplier_id, rest.supplier_id}
        do(decline_task, actor=shop.holder(rest), task_id=rest.id, reason=DeclineReason.DATE, text="")
        third = again(shop, rest)
        assert third.supplier_id not in asked
        do(decline_task, actor=shop.holder(third), task_id=rest.id, reason=DeclineReason.DATE, text="")
        assert again(shop, rest).status == "queued"

    @pytest.mark.parametrize("quantity", [0, -1, 101])
    def test_not_none_and_not_more_than_all(self, shop, quantity):
        task = offered(shop)
        with pytest.raises(Invalid):
            do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON, quantity=quantity)
        assert again(shop, task).status == "offered"


class TestBeforeAcceptance:
    def test_a_proposal_waits_on_the_merchant_and_stands_when_accepted(self, shop):
        task = offered(shop)
        one = propose(shop, task, quantity=80, day=SOON + DAY, note="kiln is full")
        waiting = again(shop, task)
        assert (waiting.status, waiting.talk_turn, waiting.respond_by) == ("offered", "merchant", None)
        assert waiting.talk_by == one.respond_by
        assert order_now(shop, task).waits_on == "merchant"
        answer(shop, task, Deed.ACCEPT)
        kept, rest = tasks_of(shop, task.order_id)
        assert (kept.status, kept.quantity, kept.promised_date) == ("accepted", 80, SOON + DAY)
        assert kept.first_promised_date == SOON + DAY
        assert (rest.quantity, rest.status) == (20, "offered")
        assert (kept.talk_turn, kept.talk_by) == ("", None)
        assert facts_of(shop, kept)[-3:] == ["ChangeAccepted", "TaskAccepted", "TaskSplit"]
        statuses = look(shop, lambda: list(Assignment.objects.filter(task_id=task.id).values_list("status")))
        assert statuses == [("accepted",)]

    def test_a_rejected_proposal_leaves_the_offer_as_it_was_with_new_time(self, shop):
        task = offered(shop)
        propose(shop, task, day=SOON)
        answer(shop, task, Deed.REJECT)
        after = again(shop, task)
        assert (after.status, after.talk_turn, after.quantity) == ("offered", "", 100)
        assert after.respond_by is not None
        assert talk(shop, task).reason == "too dear"

    def test_parts_by_day_become_tasks_of_the_same_supplier(self, shop):
        task = offered(shop)
        split = (Part(60, SOON), Part(30, SOON + DAY), Part(10, SOON + 2 * DAY))
        propose(shop, task, split=split)
        answer(shop, task, Deed.ACCEPT)
        found = tasks_of(shop, task.order_id)
        assert [(one.quantity, one.promised_date, one.status) for one in found] == [
            (part.quantity, part.day, "accepted") for part in split
        ]
        assert {one.supplier_id for one in found} == {task.supplier_id}
        assert len({one.sku for one in found}) == 3
        assert [one.split_off for one in found] == [40, 0, 0]

    def test_a_fewer_pieces_in_parts(self, shop):
        task = offered(shop)
        propose(shop, task, quantity=70, split=(Part(50, SOON), Part(20, SOON + DAY)))
        answer(shop, task, Deed.ACCEPT)
        found = tasks_of(shop, task.order_id)
        assert sorted(one.quantity for one in found) == [20, 30, 50]
        assert pieces(shop, task) == 100

    def test_the_counter_gives_the_ball_back(self, shop):
        task = offered(shop)
        first = propose(shop, task, unit_price=Decimal("12.50"), currency="CNY", day=SOON)
        answer(shop, task, Deed.COUNTER, unit_price=Decimal("11.80"))
        second = again(shop, task)
        assert (second.talk_turn, second.respond_by is not None) == ("supplier", True)
        holder = shop.holder(task)
        refused(StaleVersion, answer, shop, task, Deed.ACCEPT, holder, first.head.id)
        refused(NotYourTurn, answer, shop, task, Deed.ACCEPT, shop.owner)
        answer(shop, task, Deed.ACCEPT, holder)
        after = again(shop, task)
        assert (after.status, after.unit_price, after.price_currency) == (
            "accepted",
            Decimal("11.8000"),
            "CNY",
        )
        one = talk(shop, task)
        assert [version.side for version in one.versions] == ["supplier", "merchant"]
        assert [(change.field, change.before, change.after) for change in one.versions[1].changes] == [
            ("price", "12.5 CNY", "11.8 CNY")
        ]

    def test_plain_acceptance_ends_the_proposal(self, shop):
        task = offered(shop)
        propose(shop, task, quantity=80, day=SOON)
        do(accept_task, actor=shop.holder(task), task_id=task.id, promised=SOON)
        after = again(shop, task)
        assert (after.status, after.quantity, after.talk_turn) == ("accepted", 100, "")
        assert talk(shop, task).status is NegotiationStatus.SUPERSEDED

    def test_a_refusal_ends_the_proposal_and_the_next_supplier_sees_nothing_of_it(self, shop):
        task = offered(shop)
        propose(shop, task, quantity=80, day=SOON)
        do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="")
        after = again(shop, task)
        assert (after.status, after.talk_turn) == ("offered", "")
        assert talk(shop, task).status is NegotiationStatus.SUPERSEDED
        propose(shop, task, quantity=90, day=SOON)

    def test_a_merchant_offers_anew_instead_of_proposing(self, shop):
        refused(IllegalMove, propose, shop, offered(shop), shop.owner, quantity=80, day=SOON)


class TestAfterAcceptance:
    def test_a_later_day_keeps_the_first_promise_and_says_why(self, shop):
        task = accepted(shop)
        propose(shop, task, day=SOON + 3 * DAY, note="glaze is late")
        answer(shop, task, Deed.ACCEPT)
        after = again(shop, task)
        assert (after.promised_date, after.first_promised_date) == (SOON + 3 * DAY, SOON)
        assert after.slip_reason == "glaze is late"

    def test_the_merchant_calls_off_what_is_not_needed(self, shop):
        task = accepted(shop)
        propose(shop, task, shop.owner, quantity=40, rest=Rest.DROP)
        assert again(shop, task).talk_turn == "supplier"
        answer(shop, task, Deed.ACCEPT, shop.holder(task))
        after = again(shop, task)
        assert (after.quantity, after.dropped, after.status) == (40, 60, "accepted")
        assert len(tasks_of(shop, task.order_id)) == 1

    def test_a_cancellation_is_a_request(self, shop):
        task = accepted(shop)
        propose(shop, task, shop.owner, quantity=0, rest=Rest.DROP, note="the buyer went away")
        assert again(shop, task).status == "accepted"
        answer(shop, task, Deed.COUNTER, shop.holder(task), quantity=30)
        answer(shop, task, Deed.ACCEPT)
        after = again(shop, task)
        assert (after.quantity, after.dropped, after.status) == (30, 70, "accepted")
        propose(shop, task, shop.owner, quantity=0, rest=Rest.DROP, note="all of it")
        answer(shop, task, Deed.ACCEPT, shop.holder(task))
        assert again(shop, task).status == "cancelled"
        assert facts_of(shop, task)[-2:] == ["ChangeAccepted", "TaskCancelled"]

    def test_all_pieces_to_somebody_else(self, shop):
        task = accepted(shop)
        propose(shop, task, quantity=0)
        answer(shop, task, Deed.ACCEPT)
        gone, rest = tasks_of(shop, task.order_id)
        assert (gone.quantity, gone.status, rest.quantity, rest.status) == (0, "cancelled", 100, "offered")
        assert rest.supplier_id != gone.supplier_id

    def test_more_only_as_far_as_the_line_has_more(self, shop):
        task = accepted(shop)
        refused(Invalid, propose, shop, task, shop.owner, quantity=101)
        propose(shop, task, shop.owner, quantity=60, rest=Rest.DROP)
        answer(shop, task, Deed.ACCEPT, shop.holder(task))
        propose(shop, task, shop.owner, quantity=90)
        answer(shop, task, Deed.ACCEPT, shop.holder(task))
        after = again(shop, task)
        assert (after.quantity, after.dropped, after.added) == (90, 40, 30)

    def test_what_changed_in_between_is_not_overwritten(self, shop):
        task = accepted(shop)
        propose(shop, task, day=SOON + 2 * DAY)
        holder = shop.holder(task)
        do(change_date, actor=holder, task_id=task.id, promised=SOON + DAY, reason="rain")
        refused(Conflict, answer, shop, task, Deed.ACCEPT)
        answer(shop, task, Deed.WITHDRAW, holder)
        assert again(shop, task).promised_date == SOON + DAY

    def test_what_is_made_counts_as_far_as_it_is_still_wanted(self, shop):
        task = accepted(shop)
        do(report_progress, actor=shop.holder(task), task_id=task.id, produced=70)
        propose(shop, task, shop.owner, quantity=50, rest=Rest.DROP)
        answer(shop, task, Deed.ACCEPT, shop.holder(task))
        assert again(shop, task).produced == 50

    def test_the_proposal_survives_what_does_not_touch_it(self, shop):
        task = accepted(shop)
        propose(shop, task, day=SOON + DAY)
        do(finish_task, actor=shop.holder(task), task_id=task.id)
        answer(shop, task, Deed.ACCEPT)
        assert again(shop, task).promised_date == SOON + DAY


class TestNothingTwice:
    @pytest.mark.parametrize("deed", [Deed.ACCEPT, Deed.REJECT, Deed.WITHDRAW, Deed.COUNTER])
    def test_an_answered_proposal_cannot_be_answered_again(self, shop, deed):
        task = accepted(shop)
        version = propose(shop, task, quantity=80).head.id
        answer(shop, task, Deed.ACCEPT)
        count = len(tasks_of(shop, task.order_id))
        who = shop.holder(task) if deed is Deed.WITHDRAW else shop.owner
        refused(NegotiationOver, answer, shop, task, deed, who, version, quantity=70)
        assert len(tasks_of(shop, task.order_id)) == count

    def test_one_open_proposal_for_a_task(self, shop):
        task = accepted(shop)
        propose(shop, task, quantity=80)
        refused(ProposalOpen, propose, shop, task, shop.owner, quantity=70)

    def test_only_its_own_side_takes_a_proposal_back(self, shop):
        task = accepted(shop)
        propose(shop, task, quantity=80)
        refused(NotYourTurn, answer, shop, task, Deed.WITHDRAW, shop.owner)
        answer(shop, task, Deed.WITHDRAW, shop.holder(task))
        assert talk(shop, task).status is NegotiationStatus.WITHDRAWN

    def test_a_version_of_another_proposal_is_stale(self, shop):
        task = accepted(shop)
        old = propose(shop, task, quantity=80).head.id
        answer(shop, task, Deed.REJECT)
        propose(shop, task, quantity=70)
        refused(StaleVersion, answer, shop, task, Deed.ACCEPT, shop.owner, old)
        refused(StaleVersion, answer, shop, task, Deed.ACCEPT, shop.owner, new_id())

    def test_the_digests_follow_from_each_other(self, shop):
        task = accepted(shop)
        propose(shop, task, quantity=80)
        answer(shop, task, Deed.COUNTER, quantity=90)
        rows = look(shop, lambda: list(Version.objects.order_by("number")))
        before = b""
        for row in rows:
            assert bytes(row.digest) == digest_of(before, row.number, row.side, row.terms)
            before = bytes(row.digest)


class TestTolerance:
    @pytest.fixture
    def lenient(self, shop) -> Shop:
        do(set_tolerance, actor=shop.owner, kind="task", band=Band(Decimal(5), 2, Decimal(10)))
        return shop

    def test_within_the_band_it_accepts_itself(self, lenient):
        task = accepted(lenient)
        one = propose(lenient, task, quantity=90, day=SOON + 2 * DAY)
        assert one.status is NegotiationStatus.ACCEPTED
        after = again(lenient, task)
        assert (after.quantity, after.promised_date, after.talk_turn) == (90, SOON + 2 * DAY, "")
        assert facts_of(lenient, task)[-3:] == ["ChangeProposed", "ChangeAccepted", "TaskSplit"]

    @pytest.mark.parametrize(
        "told", [{"quantity": 89}, {"day": SOON + 3 * DAY}, {"substitute": "white"}, {"quantity": 0}]
    )
    def test_outside_a_person_decides(self, lenient, told):
        task = accepted(lenient)
        assert propose(lenient, task, **told).is_open

    def test_a_supplier_tolerates_nothing_by_itself(self, lenient):
        task = accepted(lenient)
        assert propose(lenient, task, lenient.owner, quantity=95, rest=Rest.DROP).is_open

    def test_only_with_the_permission_and_within_reason(self, shop):
        with pytest.raises(NotAllowed):
            do(set_tolerance, actor=shop.viewer, kind="task", band=Band(Decimal(5)))
        with pytest.raises(Invalid):
            do(set_tolerance, actor=shop.owner, kind="task", band=Band(Decimal(101), 91, Decimal(-1)))


class TestOnBehalf:
    def test_staff_answer_for_the_supplier_and_it_is_marked(self, shop):
        task = accepted(shop)
        propose(shop, task, shop.owner, quantity=80, rest=Rest.DROP)
        reply = Reply(task.id, talk(shop, task).head.id, Deed.ACCEPT)
        do(answer_change, actor=shop.operator, reply=reply, for_supplier=True)
        assert again(shop, task).quantity == 80

    def test_staff_propose_for_the_supplier(self, shop):
        task = offered(shop)
        terms = Terms(80, day=SOON)
        do(propose_change, actor=shop.operator, task_id=task.id, terms=terms, for_supplier=True)
        one = talk(shop, task)
        assert (one.turn, one.head.side, one.head.on_behalf) == ("merchant", "supplier", True)

    def test_a_viewer_says_nothing(self, shop):
        refused(NotAllowed, propose, shop, accepted(shop), shop.viewer, quantity=80)

    def test_another_supplier_finds_nothing(self, shop):
        task = accepted(shop)
        stranger = next(one.actor for one in shop.sellers.values() if one.supplier_id != task.supplier_id)
        refused(NotFound, propose, shop, task, stranger, quantity=80)


class TestMany:
    def test_a_hundred_answers_each_with_its_own_outcome(self, shop):
        tasks = [offered(shop, 10) for _ in range(12)]
        actor = shop.holder(tasks[0])
        mine = [task for task in tasks if task.supplier_id == tasks[0].supplier_id]
        answers = [Answer(task.id, promised=SOON) for task in mine[:2]]
        answers += [Answer(mine[2].id, promised=SOON, quantity=4)]
        answers += [Answer(mine[3].id, reason=DeclineReason.DATE)]
        answers += [Answer(new_id(), promised=SOON), Answer(tasks[1].id, promised=SOON)]
        found = do(answer_tasks, actor=actor, answers=answers)
        codes = [one.refusal.code if one.refusal else "" for one in found]
        assert codes == ["", "", "", "", "not_found", "not_found"]
        assert [again(shop, task).status for task in mine] == ["accepted", "accepted", "accepted", "offered"]
        assert again(shop, mine[3]).supplier_id != mine[3].supplier_id

    def test_proposed_and_answered_together(self, shop):
        tasks = [accepted(shop, 10) for _ in range(9)]
        mine = [task for task in tasks if task.supplier_id == tasks[0].supplier_id]
        told = [Proposal(task.id, replace(standing_of(task), day=SOON + DAY)) for task in mine]
        told[1] = Proposal(mine[1].id, standing_of(mine[1]))
        found = do(propose_changes, actor=shop.holder(mine[0]), proposals=told)
        assert [one.refusal.code if one.refusal else "" for one in found] == ["", "invalid", ""]
        replies = [Reply(task.id, talk(shop, task).head.id, Deed.ACCEPT) for task in (mine[0], mine[2])]
        replies += [Reply(mine[1].id, new_id(), Deed.ACCEPT)]
        found = do(answer_changes, actor=shop.owner, replies=replies)
        assert [one.refusal.code if one.refusal else "" for one in found] == ["", "", "negotiation_over"]
        assert [again(shop, task).promised_date for task in mine] == [SOON + DAY, SOON, SOON + DAY]


def test_the_day_may_not_have_passed(shop):
    task = accepted(shop)
    refused(Invalid, propose, shop, task, day=date(2026, 2, 1))
    propose(shop, task, quantity=90)
    later_on = later(24 * 40)
    reply = Reply(task.id, talk(shop, task).head.id, Deed.ACCEPT)
    do(answer_change, actor=shop.owner, reply=reply, now=later_on)
    assert again(shop, task).quantity == 90
