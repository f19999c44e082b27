"""Turns, versions and tolerance as pure rules: a machine that plays both sides, and properties of the band."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from orderloom.kernel.errors import Invalid, Refusal
from orderloom.kernel.ids import new_id
from orderloom.negotiation.rules import (
    Band,
    NegotiationOver,
    NotYourTurn,
    StaleVersion,
    Talk,
    after,
    opened,
    within,
)
from orderloom.negotiation.states import Deed, NegotiationStatus, Rest, Side
from orderloom.negotiation.terms import Part, Terms, checked, differences, digest_of, terms_of, text_of

TODAY = date(2026, 3, 2)
SIDES = st.sampled_from(Side)
DAYS = st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))
PRICES = st.decimals(0, 1000, places=2)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    quantity = draw(st.integers(0, 300))
    price = draw(st.none() | PRICES)
    parts: tuple[Part, ...] = ()
    if quantity >= 2 and draw(st.booleans()):
        first = draw(st.integers(1, quantity - 1))
        days = draw(st.lists(DAYS, min_size=2, max_size=2, unique=True))
        parts = (Part(first, days[0]), Part(quantity - first, days[1]))
    return Terms(
        quantity,
        price,
        "" if price is None else draw(st.sampled_from(["CNY", "USD"])),
        draw(st.none() | DAYS),
        parts,
        draw(st.sampled_from(["", "white glaze"])),
        draw(st.sampled_from(Rest)),
        draw(st.text(max_size=20).map(lambda text: text.replace("\0", ""))),
    )


class BothSides(RuleBasedStateMachine):
    """Whoever may come, with whatever version they have seen: at most one end, and turns that alternate."""

    versions = Bundle("versions")

    def __init__(self) -> None:
        super().__init__()
        self.talk: Talk | None = None
        self.speakers: list[Side] = []
        self.ends: list[tuple[Deed, UUID]] = []

    @rule(target=versions, side=SIDES)
    def begin(self, side: Side):
        if self.talk is not None:
            return multiple()
        self.talk = opened(side, new_id())
        self.speakers.append(side)
        return self.talk.version_id

    @rule(target=versions, side=SIDES, seen=versions)
    def counter(self, side: Side, seen: UUID):
        before = self.talk
        assert before is not None
        new = new_id()
        try:
            self.talk = after(before, side, Deed.COUNTER, seen, new)
        except Refusal as refusal:
            self.refused(before, side, Deed.COUNTER, seen, refusal)
            return multiple()
        self.speakers.append(side)
        return new

    @rule(side=SIDES, seen=versions, deed=st.sampled_from([Deed.ACCEPT, Deed.REJECT, Deed.WITHDRAW]))
    def end(self, side: Side, seen: UUID, deed: Deed) -> None:
        before = self.talk
        assert before is not None
        try:
            self.talk = after(before, side, deed, seen)
        except Refusal as refusal:
            self.refused(before, side, deed, seen, refusal)
            return
        assert seen == before.version_id
        assert (side is self.speakers[-1]) == (deed is Deed.WITHDRAW)
        self.ends.append((deed, seen))

    @rule(seen=consumes(versions))
    def forget(self, seen: UUID) -> None:
        """Somebody closes the page of a version."""

    def refused(self, talk: Talk, side: Side, deed: Deed, seen: UUID, refusal: Refusal) -> None:
        assert self.talk is talk
        if talk.status is not NegotiationStatus.OPEN:
            assert isinstance(refusal, NegotiationOver)
        elif seen != talk.version_id:
            assert isinstance(refusal, StaleVersion)
        else:
            assert isinstance(refusal, NotYourTurn)
            assert (side is self.speakers[-1]) != (deed is Deed.WITHDRAW)

    @invariant()
    def turns_alternate(self) -> None:
        assert all(one is not other for one, other in zip(self.speakers, self.speakers[1:], strict=False))
        if self.talk and self.talk.status is NegotiationStatus.OPEN:
            assert self.talk.turn is not self.speakers[-1]

    @invariant()
    def ends_once(self) -> None:
        assert len(self.ends) <= 1
        assert bool(self.ends) == (self.talk is not None and self.talk.status is not NegotiationStatus.OPEN)


TestBothSides = BothSides.TestCase
TestBothSides.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)


@given(terms(), terms(), PRICES, st.integers(0, 20), PRICES.filter(lambda percent: percent <= 100))
@settings(deadline=None, max_examples=400)
def test_nothing_outside_the_band_accepts_itself(standing, told, price, days, share):
    band = Band(min(price, Decimal(100)), days, share)
    if not within(band, standing, told):
        return
    assert told.substitute == standing.substitute
    assert 0 < told.quantity <= standing.quantity
    assert (standing.quantity - told.quantity) * 100 <= standing.quantity * share
    if standing.unit_price is None:
        assert told.unit_price is None
    else:
        assert told.unit_price is not None
        assert told.currency == standing.currency
        assert told.unit_price <= standing.unit_price * (1 + band.price_percent / 100)
    for day in [told.day, *(part.day for part in told.split)]:
        if standing.day is None:
            assert day is None or told.day is None
        else:
            assert day is not None
            assert day <= standing.day + timedelta(days=days)


@pytest.mark.parametrize(
    ("told", "is_within"),
    [
        ({"day": TODAY + timedelta(days=2)}, True),
        ({"day": TODAY + timedelta(days=3)}, False),
        ({"unit_price": Decimal("10.50")}, True),
        ({"unit_price": Decimal("10.51")}, False),
        ({"unit_price": Decimal("10.00"), "currency": "USD"}, False),
        ({"quantity": 98}, True),
        ({"quantity": 97}, False),
        ({"quantity": 101}, False),
        ({"substitute": "white"}, False),
        ({"quantity": 0}, False),
    ],
)
def test_the_edges_of_the_band(told, is_within):
    standing = Terms(100, Decimal("10.00"), "CNY", TODAY)
    band = Band(Decimal(5), 2, Decimal(2))
    assert within(band, standing, replace(standing, **told)) is is_within


@given(terms())
@settings(deadline=None)
def test_terms_come_back_as_they_were_kept(told):
    assert terms_of(text_of(told)) == told
    assert text_of(terms_of(text_of(told))) == text_of(told)


@given(terms(), terms())
@settings(deadline=None)
def test_the_differences_are_those_of_the_fields(before, after_):
    fields = {change.field for change in differences(before, after_)}
    for name in ("quantity", "day", "split", "substitute"):
        assert (name in fields) == (getattr(before, name) != getattr(after_, name))
    assert {change.field for change in differences(after_, before)} == fields
    assert not differences(before, replace(before, note="other words"))


@given(terms(), terms())
@settings(deadline=None)
def test_checked_terms_hold_together(standing, told):
    try:
        kept = checked(told, standing, most=200)
    except Invalid:
        return
    assert 0 <= kept.quantity <= 200
    assert differences(standing, kept)
    if kept.split:
        assert sum(part.quantity for part in kept.split) == kept.quantity
        assert kept.day == max(part.day for part in kept.split)


def test_a_digest_covers_the_version_before_it():
    text = text_of(Terms(3))
    first = digest_of(b"", 1, "supplier", text)
    assert digest_of(b"", 1, "merchant", text) != first
    assert digest_of(first, 2, "supplier", text) != digest_of(b"", 2, "supplier", text)
