from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import DAY, line_doc, make_rule, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.kernel.models import TimelineEvent


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
    assert facts(rows[0].id) == ["OrderReceived", "OrderConfirmed", "PurchasingStarted"]
    receive(place, order_doc("2"))
    assert order(rows[1].id).status == "purchasing"


def test_purchasing_twice_changes_nothing(place):
    done = receive(place, order_doc("1"), order_doc("2", state="pending", paid=False), order_doc("3"))
    ids = list(done.orders.values())
    first = start_purchasing(actor=place.operator, order_ids=ids, now=DAY)
    assert first.started == (ids[0], ids[2])
    assert first.refused == {ids[1]: "upstream_pending"}
    again = start_purchasing(actor=place.operator, order_ids=ids, now=DAY)
    assert (again.started, set(again.unchanged)) == ((), {ids[0], ids[2]})
    assert facts(ids[0]) == ["OrderReceived", "OrderConfirmed", "PurchasingStarted"]
    confirmed = confirm_orders(actor=place.operator, order_ids=ids[:1], now=DAY)
    assert confirmed.refused == {ids[0]: "already_purchasing"}
