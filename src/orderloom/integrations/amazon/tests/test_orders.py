from decimal import Decimal

import pytest

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import Rejected
from orderloom.integrations.amazon.orders import OrderReport
from orderloom.kernel.tables.table import table_of

ROW = {
    "order-id": "111-1",
    "order-item-id": "1",
    "purchase-date": "2025-01-01T10:00:00-08:00",
    "payments-date": "2025-01-01T10:00:00-08:00",
    "buyer-name": "Bob",
    "sku": "S",
    "product-name": "Mug",
    "quantity-purchased": "2",
    "currency": "USD",
    "item-price": "10.00",
    "item-tax": "0.80",
    "shipping-price": "4.00",
    "shipping-tax": "",
    "recipient-name": "Bob",
    "ship-address-1": "Street",
    "ship-city": "Town",
    "ship-country": "US",
    "customized-url": "",
    "gift-message-text": "",
}


def read(*rows):
    cells = [(number, list({**ROW, **row}.values())) for number, row in enumerate(rows, 2)]
    return list(OrderReport().orders(table_of(list(ROW), cells)))


def test_amounts_are_for_all_pieces_and_are_added_up():
    (order,) = read({}, {"order-item-id": "2", "quantity-purchased": "3"})
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert [line.unit_price for line in order.lines] == [Decimal("5.00"), Decimal("3.3333")]
    assert (order.totals.goods, order.totals.shipping, order.totals.tax) == (
        Decimal("20.00"),
        Decimal("8.00"),
        Decimal("1.60"),
    )
    assert order.totals.total is None


def test_a_second_promotion_continues_the_item():
    blank = {"sku": "", "product-name": "", "quantity-purchased": "", "item-price": ""}
    (order,) = read({}, blank, {**blank, "order-item-id": ""})
    assert isinstance(order, OrderDoc)
    assert len(order.lines or ()) == 1
    assert order.rows == (2, 3, 4)


def test_the_same_item_twice():
    (order,) = read({}, {})
    assert isinstance(order, OrderDoc)
    assert len(order.lines or ()) == 1
    (rejected,) = read({}, {"quantity-purchased": "5"})
    assert isinstance(rejected, Rejected)
    assert [(error.row, error.code) for error in rejected.errors] == [(3, "line_repeated")]


def test_personalisation_and_gift_messages():
    url, message = "https://example.com/a.zip?x=1", "  For Ann,\n with love "
    (order,) = read({"customized-url": url, "gift-message-text": message})
    assert isinstance(order, OrderDoc)
    assert order.gift is True
    assert order.lines is not None
    assert order.lines[0].personalisation == (
        ("Amazon Custom", url, "file"),
        ("Gift message", message, "instruction"),
    )


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"quantity-purchased": "0"}, "quantity-purchased", "quantity_not_positive"),
        ({"quantity-purchased": ""}, "quantity-purchased", "value_missing"),
        ({"item-price": "ten"}, "item-price", "number_invalid"),
        ({"currency": "dollar"}, "currency", "currency_unknown"),
        ({"purchase-date": "03/04/2025"}, "purchase-date", "moment_ambiguous"),
        ({"sku": "", "product-name": ""}, "sku", "product_missing"),
    ],
)
def test_errors(change, column, code):
    (rejected,) = read(change)
    assert isinstance(rejected, Rejected)
    assert (rejected.errors[0].column, rejected.errors[0].code) == (column, code)


def test_two_currencies_in_one_order():
    (rejected,) = read({}, {"order-item-id": "2", "currency": "EUR"})
    assert isinstance(rejected, Rejected)
    assert rejected.errors[0].code == "currency_mixed"
    assert "EUR" in rejected.errors[0].reason
