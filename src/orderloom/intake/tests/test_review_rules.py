"""The rules of review as pure functions: what each finds, and what it does not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.intake.factories import DAY
from orderloom.intake.review.kinds import (
    ADDRESS_PARTS,
    DEFAULTS,
    TOUCHES,
    Book,
    ReviewKind,
    book_of,
    exception_of,
    kind_of,
    touched_by,
)
from orderloom.intake.review.rules import RULES, UNPAID, look
from orderloom.intake.review.seen import Blocked, Known, Seen, SeenAddress, SeenLine, Twin, folded, signs_of
from orderloom.intake.rows import ALL_PARTS
from orderloom.intake.states import Payment

MUG = SeenLine("1", "MUG", "Mug", "Blue", has_category=True)
ORDER = Seen(
    id=UUID(int=7),
    number=7,
    placed_at=DAY,
    payment="paid",
    currency="USD",
    total=Decimal("16.00"),
    buyer_name="Ada Byron",
    buyer_email="ada@example.com",
    buyer_phone="",
    address=SeenAddress(
        "Ada Byron", "", "1 Main Street", "Springfield", "IL", "62701", "United States", "US"
    ),
    note="",
    lines=(MUG,),
)
NOTHING = Known({}, {})
ALL = Book({kind: DEFAULTS[kind] for kind in ReviewKind}, has_blocked=True)


def find(kind, seen, known=NOTHING, **params):
    return RULES[kind](seen, DEFAULTS[kind] | params, known)


def twin(number=6, hours=1.0, items=("mug",)):
    return Twin(UUID(int=number), number, DAY + timedelta(hours=hours), frozenset(items))


def test_a_good_order_is_let_through_by_all_rules():
    assert look(ORDER, ALL, NOTHING) == []


@given(st.sampled_from(Payment), st.booleans())
def test_unpaid_finds_what_is_not_paid_and_what_nobody_knows_only_when_asked(payment, unknown):
    found = find(ReviewKind.UNPAID, replace(ORDER, payment=payment.value), unknown=unknown)
    expected = payment.value in UNPAID or (unknown and payment is Payment.UNKNOWN)
    assert (found is not None) == expected


@given(st.sets(st.sampled_from(ADDRESS_PARTS)), st.sets(st.sampled_from(ADDRESS_PARTS), min_size=1))
def test_an_address_lacks_exactly_what_is_needed_and_blank(blank, needs):
    values = {
        "name": "Ada",
        "street": "1 Main",
        "city": "Town",
        "region": "R",
        "postal": "1",
        "country": "X",
        "phone": "5",
    }
    told = {part: " " if part in blank else value for part, value in values.items()}
    found = find(ReviewKind.ADDRESS, replace(ORDER, address=SeenAddress(**told)), needs=sorted(needs))
    assert set(found.params["missing"] if found else ()) == blank & needs


def test_a_company_is_a_name_and_a_code_is_a_country():
    to = SeenAddress(company="Loom Ltd", street="1 Main Street", city="Springfield", country_code="US")
    assert find(ReviewKind.ADDRESS, replace(ORDER, address=to)) is None


@given(st.decimals(0, 10_000, places=2), st.decimals(0, 10_000, places=2), st.sampled_from(["USD", "EUR"]))
def test_amount_counts_above_the_limit_of_its_own_currency(total, limit, currency):
    seen = replace(ORDER, total=total, currency=currency)
    found = find(ReviewKind.AMOUNT, seen, limits={"USD": str(limit)})
    assert (found is not None) == (currency == "USD" and total > limit)


def test_amount_knows_the_same_sum_again_however_it_is_written():
    limits = {"USD": "10"}
    facts = {
        find(ReviewKind.AMOUNT, replace(ORDER, total=Decimal(text)), limits=limits).facts
        for text in ("16", "16.0000", "1.6E1")
    }
    assert len(facts) == 1
    assert find(ReviewKind.AMOUNT, replace(ORDER, total=None), limits=limits) is None


@given(st.floats(-100, 100), st.integers(1, 72), st.integers(1, 13))
def test_a_duplicate_came_in_before_and_was_placed_within_the_hours(apart, hours, number):
    known = Known({ORDER.customer: [twin(number, apart)]}, {})
    found = find(ReviewKind.DUPLICATE, ORDER, known, hours=hours)
    near = abs(timedelta(hours=apart)) <= timedelta(hours=hours)
    assert (found is not None) == (near and number < ORDER.number)


@pytest.mark.parametrize(
    ("order", "other"),
    [
        (ORDER, twin(items=("plate",))),
        (replace(ORDER, buyer_name=""), twin()),
        (replace(ORDER, buyer_email="bob@example.com"), twin()),
    ],
)
def test_no_duplicate_of_another_thing_or_another_customer(order, other):
    assert find(ReviewKind.DUPLICATE, order, Known({ORDER.customer: [other]}, {})) is None


def test_a_duplicate_names_the_nearest_order_and_has_new_facts_with_each_further_one():
    one, two = Known({ORDER.customer: [twin(5)]}, {}), Known({ORDER.customer: [twin(5), twin(6)]}, {})
    first, second = find(ReviewKind.DUPLICATE, ORDER, one), find(ReviewKind.DUPLICATE, ORDER, two)
    assert (first.params["number"], second.params["number"]) == (5, 6)
    assert first.facts != second.facts


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_unmapped_counts_the_lines_that_lack_a_category(mapped):
    lines = tuple(SeenLine(str(n), f"S{n}", f"T{n}", "", has_category=yes) for n, yes in enumerate(mapped))
    found = find(ReviewKind.UNMAPPED, replace(ORDER, lines=lines))
    assert (found.params["count"] if found else 0) == mapped.count(False)


@given(st.text())
def test_a_note_is_found_when_it_says_anything(text):
    assert (find(ReviewKind.NOTE, replace(ORDER, note=text)) is not None) == bool(text.strip())


@pytest.mark.parametrize(
    ("by", "value"),
    [
        ("name", "  ADA   byron "),
        ("email", "Ada@Example.com"),
        ("phone", "+1 (555) 010-0199"),
        ("phone", "555.010.0199"),
        ("address", "1 main street"),
        ("address", "1, Main-Street Springfield 62701"),
        ("address", "1 Main Street, 62701 Springfield"),
    ],
)
def test_a_blocked_buyer_is_known_by_each_sign_however_it_is_written(by, value):
    order = replace(ORDER, buyer_phone="+15550100199")
    known = Known({}, {(by, folded(by, value)): Blocked(by, value, "chargeback")})
    assert find(ReviewKind.BLOCKED, order, known).params == {"by": by, "value": value, "why": "chargeback"}


def test_nobody_is_known_by_a_blank_sign():
    assert list(signs_of(replace(ORDER, buyer_name="", buyer_email="", address=SeenAddress()))) == []
    assert folded("phone", "ask her") == ""


@given(st.sets(st.sampled_from(ReviewKind)), st.booleans(), st.booleans())
def test_a_workspace_that_never_chose_has_only_rules_that_surprise_nobody(off, pays, blocked):
    fresh = book_of({}, asks_for_payment=pays, has_blocked=blocked)
    assert set(fresh.asked) == ({ReviewKind.BLOCKED} if blocked else set()) | (
        {ReviewKind.UNPAID} if pays else set()
    )
    stored = {kind.value: (False, {}) for kind in off}
    assert not set(book_of(stored, asks_for_payment=True, has_blocked=True).asked) & off


def test_the_weightiest_reason_is_the_one_that_an_order_bears():
    assert exception_of({"note", "unpaid"}) == "review_unpaid"
    assert exception_of(set()) == ""
    assert {kind_of(exception_of({kind.value})) for kind in ReviewKind} == set(ReviewKind)
    assert kind_of("no_category") is None
    assert kind_of("review_nonsense") is None


def test_every_part_that_is_named_is_one_that_can_change():
    assert set(TOUCHES) <= set(ALL_PARTS)
    assert touched_by({"tags": 1, "gift": 2}) == frozenset()
    assert touched_by({"note": 1, "state": 2}) == frozenset(ReviewKind)
