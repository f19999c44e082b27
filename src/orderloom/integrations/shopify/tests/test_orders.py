import pytest

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import Rejected
from orderloom.integrations.shopify.orders import OrderExport
from orderloom.kernel.tables.table import table_of

ROW = {
    "Name": "#1001",
    "Email": "a@example.com",
    "Financial Status": "paid",
    "Paid at": "2025-12-06 10:37:33 -0500",
    "Fulfillment Status": "unfulfilled",
    "Currency": "USD",
    "Subtotal": "10.00",
    "Shipping": "1.00",
    "Taxes": "0.00",
    "Total": "11.00",
    "Discount Amount": "0.00",
    "Created at": "2025-12-06 10:37:33 -0500",
    "Lineitem quantity": "1",
    "Lineitem name": "Mug - Blue",
    "Lineitem price": "10.00",
    "Lineitem sku": "M",
    "Shipping Name": "Ann",
    "Shipping Zip": "'01234",
    "Shipping Country": "US",
    "Notes": "Ring twice",
    "Note Attributes": "gift: yes",
    "Cancelled at": "",
    "Id": "999",
    "Tags": "vip, rush",
    "Vendor": "Acme",
}
BLANK = dict.fromkeys(
    [name for name in ROW if not name.startswith(("Name", "Lineitem", "Created", "Vendor"))], ""
)


def read(*rows):
    cells = [(number, list({**ROW, **row}.values())) for number, row in enumerate(rows, 2)]
    return list(OrderExport().orders(table_of(list(ROW), cells)))


def test_continuation_rows_are_blank_in_the_columns_of_the_order():
    (order,) = read(
        {}, {**BLANK, "Lineitem quantity": "3"}, {**BLANK, "Lineitem sku": "", "Lineitem name": "Cup"}
    )
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert [(line.ref, line.quantity) for line in order.lines] == [("M", 1), ("M/2", 3), ("Cup", 1)]
    assert (order.external_id, order.number, order.tags) == ("999", "#1001", ("vip", "rush"))
    assert order.note == "Ring twice\ngift: yes"
    assert order.ship_to is not None
    assert (order.ship_to.postal, order.ship_to.country_code) == ("01234", "US")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "ready"),
        ({"Financial Status": "pending"}, "pending"),
        ({"Financial Status": "authorized"}, "pending"),
        ({"Financial Status": "something new"}, "pending"),
        ({"Financial Status": "partially_refunded"}, "ready"),
        ({"Financial Status": "refunded"}, "cancelled"),
        ({"Financial Status": "voided"}, "cancelled"),
        ({"Fulfillment Status": "fulfilled"}, "fulfilled"),
        ({"Fulfillment Status": "partial"}, "ready"),
        ({"Fulfillment Status": "restocked"}, "cancelled"),
        ({"Cancelled at": "2025-12-07 10:00:00 -0500"}, "cancelled"),
    ],
)
def test_states(change, state):
    (order,) = read(change)
    assert isinstance(order, OrderDoc)
    assert order.state == state


def test_one_bad_line_keeps_the_order_back():
    bad, good = read({}, {**BLANK, "Lineitem quantity": "x"}, {"Name": "#1002", "Id": "1000"})
    assert isinstance(bad, Rejected)
    assert [(error.row, error.column, error.value) for error in bad.errors] == [(3, "Lineitem quantity", "x")]
    assert [number for number, _cells in bad.rows] == [2, 3]
    assert isinstance(good, OrderDoc)
