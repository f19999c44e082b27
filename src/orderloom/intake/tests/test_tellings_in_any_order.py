"""However the versions of an order come in, the order ends the same."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderloom.intake.canonical import Address, Buyer, OrderDoc, Totals
from orderloom.intake.commands.edit_order import OrderEdit, edit_order
from orderloom.intake.commands.orders import settle_exceptions
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import DAY, later, line_doc, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.rows import LINE_VALUES, ORDER_COLUMNS
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent

PASSING = {"id", "number", "row_version", "content_hash", "external_id"}
LONDON = Address(
    name="Ada", lines=("2 Side Road",), city="London", country="United Kingdom", country_code="GB"
)

STORY = [
    order_doc("x", state="pending", paid=False, updated_at=later(1)),
    order_doc("x", state="ready", paid=True, updated_at=later(2)),
    OrderDoc("x", "#x", updated_at=later(3), ship_to=LONDON, buyer=Buyer(phone="+44 1")),
    order_doc("x", updated_at=later(4), lines=(line_doc("2", quantity=3), line_doc("1")), ship_to=LONDON),
    OrderDoc("x", "#x", state="cancelled", updated_at=later(5)),
]


def receive(place, *docs, now=DAY):
    return receive_orders(actor=place.system, store_id=place.store_id, docs=docs, now=now)


def end_of(place, docs):
    """Tell an order in these versions, one after the other, and return all that is stored of it."""
    name = f"x{new_id().hex}"
    for doc in docs:
        receive(place, replace(doc, external_id=name))
    with transaction.atomic():
        order = CustomerOrder.objects.values(*ORDER_COLUMNS).get(external_id=name)
        lines = OrderLine.objects.filter(order_id=order["id"]).order_by("position")
        return (
            {column: value for column, value in order.items() if column not in PASSING},
            list(lines.values_list("position", "ref", *LINE_VALUES)),
        )


def test_five_events_in_any_order(place):
    expected = end_of(place, STORY)
    for order in permutations(STORY):
        assert end_of(place, order) == expected


@st.composite
def versions(draw):
    """Return some versions of an order, each of which tells some parts of it, and their order of arrival."""
    count = draw(st.integers(2, 5))
    docs = []
    for number in range(count):
        lines = draw(st.none() | st.lists(st.sampled_from("abc"), unique=True, max_size=3))
        docs.append(
            OrderDoc(
                "x",
                "#x",
                updated_at=later(number + 1),
                state=draw(st.sampled_from([None, "pending", "ready", "fulfilled", "cancelled"])),
                paid=draw(st.sampled_from([None, False, True])),
                placed_at=draw(st.sampled_from([None, DAY - timedelta(days=1)])),
                note=draw(st.sampled_from([None, "", f"Note {number}"])),
                gift=draw(st.sampled_from([None, True, False])),
                tags=draw(st.sampled_from([None, (), ("a", "b")])),
                ship_to=draw(st.sampled_from([None, LONDON, replace(LONDON, city="Leeds")])),
                ship_by=draw(st.sampled_from([None, later(50 + number)])),
                totals=Totals(total=draw(st.sampled_from([None, Decimal(number + 1)]))),
                lines=lines if lines is None else tuple(line_doc(ref, quantity=number + 1) for ref in lines),
            )
        )
    return docs, draw(st.permutations(docs))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=versions())
def test_partial_versions_in_any_order(place, told):
    docs, arriving = told
    (row, lines), (expected, expected_lines) = end_of(place, arriving), end_of(place, docs)
    assert {name: value for name, value in row.items() if value != expected[name]} == {}
    assert lines == expected_lines


def one(place, **fields):
    """Return the order as it is, and its facts with their data."""
    with transaction.atomic():
        order = CustomerOrder.objects.get(**fields)
        facts = list(TimelineEvent.objects.filter(order_id=order.id).order_by("link_number", "place"))
    return order, facts


def test_a_file_without_versions_cannot_turn_a_paid_order_unpaid(place):
    receive(place, order_doc("x", state="ready", paid=True))
    done = receive(place, order_doc("x", state="pending", paid=False, ship_to=LONDON))
    assert (done.stale, done.updated) == (1, 0)
    order, _facts = one(place, external_id="x")
    assert (order.upstream_state, order.payment, order.ship_city) == ("ready", "paid", "Springfield")


def test_what_one_file_leaves_unsaid_another_fills_in(place):
    receive(place, OrderDoc("x", "#x", lines=(line_doc("1"),), state=None))
    receive(place, replace(order_doc("x"), lines=None, state="pending", paid=False))
    order, facts = one(place, external_id="x")
    assert (order.upstream_state, order.payment, order.ship_city, order.lines_count) == (
        "pending",
        "unpaid",
        "Springfield",
        1,
    )
    assert [fact.kind for fact in facts] == ["OrderReceived", "OrderUpdated"]


@pytest.fixture
def bought(place):
    """Return the id of an order whose purchasing has started."""
    done = receive(place, order_doc("x", updated_at=later(1)))
    ids = list(done.orders.values())
    start_purchasing(actor=place.system, order_ids=ids, now=DAY)
    return ids[0]


def test_a_change_after_purchasing_waits_for_a_person(place, bought):
    changed = order_doc("x", updated_at=later(2), lines=(line_doc(quantity=5),), ship_to=LONDON, paid=False)
    receive(place, changed)
    order, facts = one(place, id=bought)
    assert (order.exception, order.waits_on, order.status) == ("changed_upstream", "merchant", "purchasing")
    assert (order.units, order.ship_city, order.payment) == (1, "Springfield", "unpaid")
    assert facts[-1].kind == "OrderUpdated"
    assert '"needs_person":["ship_to","lines"]' in facts[-1].data
    settle_exceptions(actor=place.operator, order_ids=[bought], now=later(3))
    receive(place, replace(changed, updated_at=later(4), paid=True))
    order, _facts = one(place, id=bought)
    assert (order.exception, order.payment, order.units) == ("", "paid", 1)


def test_a_cancellation_after_purchasing_waits_for_a_person(place, bought):
    receive(place, OrderDoc("x", "#x", state="cancelled", updated_at=later(2)))
    order, _facts = one(place, id=bought)
    assert (order.status, order.exception, order.upstream_state) == (
        "purchasing",
        "cancelled_upstream",
        "cancelled",
    )


def test_a_cancellation_that_the_channel_takes_back(place):
    receive(place, order_doc("x", state="cancelled", updated_at=later(1)))
    receive(place, order_doc("x", state="ready", updated_at=later(2)))
    order, facts = one(place, external_id="x")
    assert (order.status, order.stage, order.cancelled_at) == ("received", "review", None)
    assert [fact.kind for fact in facts] == ["OrderReceived", "OrderUpdated", "OrderRevived"]


def test_what_a_person_corrected_stays_until_the_channel_tells_something_new(place):
    done = receive(place, order_doc("x"))
    order_id = done.orders["x"]
    edit_order(
        actor=place.operator, order_id=order_id, row_version=1, edit=OrderEdit(ship_to=LONDON), now=later(1)
    )
    receive(place, order_doc("x", note="Please hurry"))
    order, _facts = one(place, id=order_id)
    assert (order.ship_city, order.note) == ("London", "Please hurry")
    receive(place, order_doc("x", ship_to=replace(LONDON, city="Leeds")))
    order, _facts = one(place, id=order_id)
    assert order.ship_city == "Leeds"
