from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orderloom.intake.canonical import Address, Buyer, Totals
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.events import OrdersToRoute
from orderloom.intake.factories import DAY, later, line_doc, make_rule, make_workspace, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.queries.lines import lines_to_route
from orderloom.kernel import events
from orderloom.kernel.actor import system
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import NotAllowed, NotFound
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear


def facts(order_id):
    with transaction.atomic():
        return [
            event.kind
            for event in TimelineEvent.objects.filter(order_id=order_id).order_by("link_number", "place")
        ]


def order(order_id):
    with transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def receive(place, *docs, actor=None, now=DAY):
    return receive_orders(actor=actor or place.system, store_id=place.store_id, docs=docs, now=now)


def test_a_new_order_is_stored_with_its_lines_and_told(place):
    doc = order_doc(
        lines=(line_doc("a", quantity=2), line_doc("b", personalisation=(("Name", " Zoë \u200d✨", "text"),)))
    )
    done = receive(place, doc)
    assert (done.created, done.lines_created, done.updated, done.duplicate_rows) == (1, 2, 0, 0)
    (order_id,) = done.new_order_ids
    row = order(order_id)
    assert (row.number, row.status, row.stage, row.waits_on) == (10_001, "received", "review", "merchant")
    assert (row.payment, row.units, row.lines_count, row.ship_city) == ("paid", 3, 2, "Springfield")
    with transaction.atomic():
        lines = list(OrderLine.objects.order_by("position"))
    assert [line.personalisation for line in lines] == ["[]", '[["Name"," Zoë \u200d✨","text"]]']
    assert facts(order_id) == ["OrderReceived"]


def test_the_same_again_changes_nothing(place):
    first = receive(place, order_doc())
    again = receive(place, order_doc())
    assert (again.created, again.unchanged, again.duplicate_rows, again.lines_created) == (0, 1, 1, 0)
    assert again.orders == first.orders
    assert facts(first.new_order_ids[0]) == ["OrderReceived"]


def test_the_statements_of_one_order_are_few(place):
    with CaptureQueriesContext(connection) as seen:
        receive(place, order_doc())
    assert (
        len([one for one in seen if "kernel_chain" not in one["sql"] and "timeline" not in one["sql"]]) <= 10
    )


def test_the_rule_buys_at_once(place):
    make_rule(place.workspace_id)
    done = receive(place, order_doc("1"), order_doc("2", paid=False), order_doc("3", state="fulfilled"))
    rows = [order(done.orders[name]) for name in "123"]
    assert [row.status for row in rows] == ["purchasing", "received", "received"]
    assert [row.stage for row in rows] == ["purchasing", "review", "completed"]
    assert [row.waits_on for row in rows[1:]] == ["merchant", "nobody"]
    assert facts(rows[0].id)[:3] == ["OrderReceived", "OrderConfirmed", "PurchasingStarted"]
    receive(place, order_doc("2"))
    assert order(rows[1].id).status == "purchasing"


def test_purchasing_twice_changes_nothing(place):
    done = receive(place, order_doc("1"), order_doc("2", state="pending", paid=False), order_doc("3"))
    ids = list(done.orders.values())
    first = start_purchasing(actor=place.operator, order_ids=ids, now=DAY)
    assert first.started == (ids[0], ids[2])
    assert first.refused == {ids[1]: "upstream_pending"}
    again = start_purchasing(actor=place.operator, order_ids=ids, now=later(1))
    assert (again.started, set(again.unchanged)) == ((), {ids[0], ids[2]})
    assert facts(ids[0]).count("PurchasingStarted") == 1
    confirmed = confirm_orders(actor=place.operator, order_ids=ids[:1], now=DAY)
    assert confirmed.refused == {ids[0]: "already_purchasing"}


def test_a_viewer_may_not(place):
    with pytest.raises(NotAllowed):
        receive(place, order_doc(), actor=place.viewer)
    with pytest.raises(NotAllowed):
        start_purchasing(actor=place.viewer, order_ids=[], now=DAY)


def test_what_cannot_be_stored_comes_back_and_the_rest_goes_in(place):
    broken = [
        order_doc("a", note="zero \0 byte"),
        order_doc("b", lines=(line_doc(title="half \ud83d"),)),
        order_doc("c", lines=(line_doc(personalisation=(("Name", "\0", "text"),)),)),
        order_doc("d", lines=(line_doc("1"), line_doc("1", title="Other"))),
        order_doc("e", lines=(line_doc(quantity=0),)),
        order_doc("f", totals=Totals(total=Decimal("1E+20"))),
        order_doc("g", buyer=Buyer(name="x" * 201)),
        order_doc(" "),
    ]
    done = receive(place, *broken, order_doc("good"))
    assert [fault.code for _doc, fault in done.rejected] == [
        "text_control", "text_control", "text_control", "line_repeated", "quantity_not_positive", "number_huge",
        "text_too_long", "order_number_missing",
    ]  # fmt: skip
    assert list(done.orders) == ["good"]


def test_an_order_that_is_told_twice_in_one_call_ends_as_told_last(place):
    done = receive(
        place, order_doc("1", updated_at=later(1)), order_doc("1", updated_at=later(2), note="Hurry")
    )
    assert (done.created, done.updated) == (1, 1)
    assert order(done.orders["1"]).note == "Hurry"


def test_another_workspace_cannot_use_the_store(place):
    stranger = make_workspace()
    with wear(Hat.workspace(stranger)), pytest.raises(NotFound):
        receive(place, order_doc(), actor=system(stranger))


def test_thirty_two_callers_with_the_same_order_make_one(place):
    def call(number):
        try:
            with wear(Hat.workspace(place.workspace_id)):
                return receive(place, order_doc("1"), order_doc("2", note=str(number % 2))).created
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        created = sum(pool.map(call, range(32)))
    assert created == 2
    with transaction.atomic():
        assert CustomerOrder.objects.count() == 2


@pytest.mark.parametrize("count", [3, 120])
def test_few_and_many_are_stored_alike(place, count):
    docs = [
        order_doc(str(n), note=f'"{n}"\\ , {{x}} NULL', lines=(line_doc("a"), line_doc("b")))
        for n in range(count)
    ]
    done = receive(place, *docs)
    assert (done.created, done.lines_created) == (count, 2 * count)
    with transaction.atomic():
        notes = list(CustomerOrder.objects.order_by("number").values_list("note", flat=True))
    assert notes == [doc.note for doc in docs]
    assert verify_chain(place.workspace_id).broken_at is None


@pytest.fixture
def told(monkeypatch):
    """Return what routing is told to route."""
    heard = []
    monkeypatch.setitem(events._handlers, OrdersToRoute, [lambda actor, event, at: heard.append(event)])
    return heard


def test_routing_is_given_the_lines_of_new_orders_just_as_they_can_be_read(place, told):
    make_rule(place.workspace_id)
    line = line_doc("b", title="", sku="S-1", personalisation=(("Name", ' "Zoë" \\ 名', "text"),))
    docs = [
        order_doc("late", placed_at=later(5), lines=(line_doc("a"), line), note="two\nlines", gift=True),
        order_doc("soon", placed_at=later(2), ship_to=Address("Zoë", "", ("1 Road", "Flat 2"), "Łódź", country="PL")),
    ]  # fmt: skip
    receive(place, *docs)
    (event,) = told
    with transaction.atomic():
        assert list(event.new_lines) == lines_to_route(place.workspace_id, event.order_ids)
    assert len(event.new_lines) > len(docs)


def test_an_order_that_is_told_twice_at_once_is_read_again_before_it_is_routed(place, told):
    make_rule(place.workspace_id)
    receive(place, order_doc(updated_at=DAY), order_doc(updated_at=later(1), state="cancelled"))
    assert [event.new_lines for event in told] == [()]
