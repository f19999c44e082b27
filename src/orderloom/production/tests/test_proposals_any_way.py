"""Whatever both sides do in whatever order: pieces add up, turns alternate, a stale version changes nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderloom.kernel.errors import Refusal
from orderloom.negotiation.commands.tolerate import set_tolerance
from orderloom.negotiation.models import Version
from orderloom.negotiation.queries.talks import TalkCard, talks_of
from orderloom.negotiation.rules import Band
from orderloom.negotiation.states import Deed, NegotiationStatus, Rest
from orderloom.negotiation.terms import Part, Terms, differences
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.propose import Reply, answer_change, propose_change
from orderloom.production.factories import SOON, Shop, again, buy, do, look, make_shop, tasks_of
from orderloom.production.models import OrderTask

pytestmark = pytest.mark.django_db
WHOLE = 40


@st.composite
def other_terms(draw: st.DrawFn) -> dict[str, object]:
    quantity = draw(st.integers(0, WHOLE + 5))
    told: dict[str, object] = {
        "quantity": quantity,
        "rest": draw(st.sampled_from(Rest)),
        "day": SOON + timedelta(days=draw(st.integers(0, 6))),
        "split": (),
    }
    if quantity > 1 and draw(st.booleans()):
        first = draw(st.integers(1, quantity - 1))
        told["split"] = (Part(first, SOON), Part(quantity - first, SOON + timedelta(days=4)))
    return told


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "take", *Deed]),
        st.booleans(),  # the merchant does it
        st.integers(0, 3),  # which of the known versions, counted back from the newest
        other_terms(),
    ),
    min_size=3,
    max_size=9,
)


@pytest.fixture
def shop() -> Shop:
    shop = make_shop({"mugs": ["Ash", "Beech", "Cedar"]})
    do(set_tolerance, actor=shop.owner, kind="task", band=Band(Decimal(0), 2, Decimal(5)))
    return shop


def talks(shop: Shop, task: OrderTask) -> list[TalkCard]:
    return look(shop, lambda: talks_of(shop.owner, "task", [task.id]).get(task.id, []))


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_adds_up_whatever_they_do(shop, steps):
    (task,) = buy(shop, "mugs", quantity=WHOLE)
    supplier = shop.holder(task)
    for deed, is_merchant, back, told in steps:
        actor = shop.owner if is_merchant else supplier
        before, known = again(shop, task), talks(shop, task)
        versions = look(shop, lambda: list(Version.objects.order_by("-at", "-id")))
        seen = versions[min(back, len(versions) - 1)].id if versions else task.id
        terms = replace(standing_of(before), **told)
        try:
            _do(deed, actor, task, seen, terms)
        except Refusal:
            assert vars_of(again(shop, task)) == vars_of(before)
            assert talks(shop, task) == known
        else:
            _is_right(shop, task, deed, before, known, seen)
        _adds_up(shop, task)


def vars_of(task: OrderTask) -> dict[str, object]:
    return {name: value for name, value in vars(task).items() if name != "_state"}


def _do(deed, actor, task: OrderTask, seen, terms: Terms) -> None:
    if deed == "propose":
        do(propose_change, actor=actor, task_id=task.id, terms=terms)
    elif deed == "take":
        do(accept_task, actor=actor, task_id=task.id, promised=terms.day, quantity=terms.quantity)
    else:
        do(answer_change, actor=actor, reply=Reply(task.id, seen, deed, terms))


def _is_right(shop: Shop, task: OrderTask, deed, before: OrderTask, known: list[TalkCard], seen) -> None:
    """What was not refused was allowed, and changed the task only by an agreement."""
    after, now = again(shop, task), talks(shop, task)
    if deed in list(Deed):
        assert known[0].is_open
        assert known[0].head.id == seen  # never a stale version
    agreed = now and now[0].status is NegotiationStatus.ACCEPTED
    if deed == "take" or agreed:
        return
    assert not differences(standing_of(before), standing_of(after))


def _adds_up(shop: Shop, task: OrderTask) -> None:
    rows = tasks_of(shop, task.order_id)
    living = sum(row.quantity for row in rows if row.status != "cancelled")
    called_off = sum(row.quantity for row in rows if row.status == "cancelled")
    dropped, added = sum(row.dropped for row in rows), sum(row.added for row in rows)
    assert living + called_off + dropped - added == WHOLE
    for row in rows:
        parts = [one for one in rows if one.split_from_id == row.id]
        begun = sum(one.quantity + one.split_off + one.dropped - one.added for one in parts)
        assert begun == row.split_off
        assert row.produced <= row.quantity
    for one in talks(shop, task):
        sides = [version.side for version in one.versions]
        assert all(a is not b for a, b in pairwise(sides))
    opened = [one for one in talks(shop, task) if one.is_open]
    now = again(shop, task)
    assert len(opened) <= 1
    assert now.talk_turn == (opened[0].turn if opened else "")
