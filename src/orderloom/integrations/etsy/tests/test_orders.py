import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import Rejected
from orderloom.integrations.etsy.orders import SoldOrderItems, SoldOrders
from orderloom.integrations.etsy.variations import split_variations
from orderloom.kernel.tables.table import table_of

ITEM = {
    "Sale Date": "08/14/25",
    "Item Name": "Card",
    "Buyer": "ann",
    "Quantity": "1",
    "Price": "$5.00",
    "Item Total": "$5.00",
    "Currency": "USD",
    "Transaction ID": "1",
    "Date Paid": "08/14/25",
    "Date Shipped": "",
    "Ship Name": "Ann",
    "Ship Address1": "Street",
    "Ship Zipcode": "'01234",
    "Order ID": "#1",
    "Variations": "",
    "SKU": "",
}
SOLD = {
    "Sale Date": "08/14/25",
    "Order ID": "1",
    "Buyer": "ann",
    "Full Name": "Ann",
    "Currency": "USD",
    "Order Value": "$5.00",
    "Order Total": "$9.00",
    "Status": "Paid",
    "Buyer Receipt Message": " Please\nhurry ",
    "Date Paid": "08/14/25",
    "Date Shipped": "",
}


def read(form, base, *rows):
    cells = [(number, list({**base, **row}.values())) for number, row in enumerate(rows, 2)]
    return list(form.orders(table_of(list(base), cells)))


@pytest.mark.parametrize(
    ("raw", "variant", "written"),
    [
        ("", "", None),
        ("Style: Matte", "Style: Matte", None),
        ("Size:Large,Color:Red", "Size:Large,Color:Red", None),
        ("Custom Property: Glossy", "", ("Custom Property", "Glossy")),
        ("Size: L,Personalization: Ann, Bob: 2026 ", "Size: L", ("Personalization", "Ann, Bob: 2026 ")),
        ("Size: L, Personalisation:  Zoë\n& Co", "Size: L", ("Personalisation", " Zoë\n& Co")),
        ("颜色: 红,刻字: 永远，爱你", "颜色: 红", ("刻字", "永远，爱你")),
        ("just text", "just text", None),
    ],
)
def test_variations(raw, variant, written):
    found, personal = split_variations(raw)
    assert found == variant
    if written is None:
        assert personal == ()
    else:
        assert personal == ((*written, "text"), ("Variations", raw, "source"))


@given(st.text(max_size=60))
def test_what_the_buyer_wrote_is_kept_byte_for_byte(text):
    _variant, personal = split_variations("Size: L,Personalization: " + text)
    assert personal[0] == ("Personalization", text, "text")
    assert personal[1][1].endswith(text)


@given(st.text(max_size=60))
def test_any_cell_is_split_and_nothing_is_lost(raw):
    variant, personal = split_variations(raw)
    assert variant == raw.strip() or personal[-1] == ("Variations", raw, "source")


@pytest.mark.parametrize(
    ("change", "state"),
    [({}, "ready"), ({"Date Paid": ""}, "pending"), ({"Date Shipped": "08/15/25"}, "fulfilled")],
)
def test_states_of_items(change, state):
    (order,) = read(SoldOrderItems(), ITEM, change)
    assert isinstance(order, OrderDoc)
    assert order.state == state
    assert order.ship_to is not None
    assert order.ship_to.postal == "01234"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Paid", "ready"),
        ("Completed", "fulfilled"),
        ("Canceled", "cancelled"),
        ("Fully Refunded", "cancelled"),
        ("Partially Refunded", "ready"),
        ("Open", "ready"),
    ],
)
def test_states_of_orders(status, state):
    (order,) = read(SoldOrders(), SOLD, {"Status": status})
    assert isinstance(order, OrderDoc)
    assert order.state == state
    assert order.note == " Please\nhurry "


def test_rows_repeated_in_both_files():
    (order,) = read(SoldOrderItems(), ITEM, {}, {})
    assert isinstance(order, OrderDoc)
    assert len(order.lines or ()) == 1
    (order,) = read(SoldOrders(), SOLD, {}, {})
    assert isinstance(order, OrderDoc)
    for form, base, change, code in (
        (SoldOrderItems(), ITEM, {"Quantity": "2"}, "line_repeated"),
        (SoldOrders(), SOLD, {"Order Total": "$1.00"}, "order_repeated"),
    ):
        (rejected,) = read(form, base, {}, change)
        assert isinstance(rejected, Rejected)
        assert rejected.errors[0].code == code
