import json

import pytest

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import Rejected
from orderloom.integrations.woocommerce.orders import RestOrders
from orderloom.kernel.tables.documents import parse_json
from orderloom.kernel.tables.reading import Document

ORDER = {
    "id": 727,
    "number": "727",
    "status": "processing",
    "currency": "USD",
    "date_created_gmt": "2017-03-22T19:28:02",
    "date_modified_gmt": "2017-03-22T19:28:08",
    "date_paid_gmt": None,
    "total": "29.35",
    "billing": {"first_name": "Jo", "last_name": "Doe", "email": "j@example.com", "country": "US"},
    "shipping": {
        "first_name": "Jo",
        "last_name": "Doe",
        "address_1": "1 Main",
        "city": "Town",
        "country": "US",
    },
    "line_items": [
        {"id": 1, "name": "Mug &amp; Cup", "quantity": 2, "price": 3.1, "variation_id": 0, "meta_data": []}
    ],
}


def read(value):
    return list(RestOrders().orders(Document(parse_json(json.dumps(value)))))


def line(**change):
    return {**ORDER, "line_items": [{**ORDER["line_items"][0], **change}]}


def test_names_are_unescaped_and_what_the_buyer_wrote_is_not():
    meta = [
        {"id": 1, "key": "_reduced_stock", "value": "1"},
        {"id": 2, "key": "pa_color", "value": "black", "display_key": "Color"},
        {"id": 3, "key": "Engraving", "value": "  Tom &amp; Jerry ♥\n"},
        {"id": 4, "key": "Upload", "value": {"url": "x"}},
    ]
    (order,) = read(line(meta_data=meta))
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    one = order.lines[0]
    assert one.title == "Mug & Cup"
    assert one.variant == "Color: black"
    assert one.personalisation == (
        ("Engraving", "  Tom &amp; Jerry ♥\n", "text"),
        ("Upload", '{"url": "x"}', "text"),
    )
    assert str(one.unit_price) == "3.1"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("processing", "ready"),
        ("pending", "pending"),
        ("on-hold", "pending"),
        ("completed", "fulfilled"),
        ("wc-cancelled", "cancelled"),
        ("refunded", "cancelled"),
        ("failed", "cancelled"),
        ("our-own-status", "pending"),
    ],
)
def test_states(status, state):
    (order,) = read({**ORDER, "status": status})
    assert isinstance(order, OrderDoc)
    assert order.state == state


def test_one_a_list_and_a_batch():
    assert len(read(ORDER)) == 1
    assert len(read([ORDER, ORDER])) == 2
    batch = read({"create": [ORDER], "update": [], "delete": [ORDER]})
    assert [one.state for one in batch if isinstance(one, OrderDoc)] == ["ready", "cancelled"]
    assert RestOrders().matches(Document([ORDER])) == 1
    assert RestOrders().matches(Document({"colour": "red"})) == 0


@pytest.mark.parametrize(
    ("value", "column", "code"),
    [
        (line(quantity=0), "line_items[0].quantity", "quantity_not_positive"),
        (line(quantity=1.5), "line_items[0].quantity", "quantity_invalid"),
        (line(price="a lot"), "line_items[0].price", "number_invalid"),
        (line(name="x\0"), "line_items[0].name", "text_control"),
        (line(name=""), "line_items[0]", "product_missing"),
        (line(name="x" * 501), "title", "text_too_long"),
        ({**ORDER, "id": None}, "id", "value_missing"),
        ({**ORDER, "billing": "here"}, "billing", "json_shape"),
        ({**ORDER, "line_items": "none"}, "line_items", "json_shape"),
        ({**ORDER, "line_items": [1]}, "line_items[0]", "json_shape"),
        ({**ORDER, "date_created_gmt": "soon"}, "date_created_gmt", "moment_invalid"),
        ({**ORDER, "total": {"a": 1}}, "total", "json_shape"),
    ],
)
def test_errors_say_where_in_the_document(value, column, code):
    good, bad = read([ORDER, value])
    assert isinstance(good, OrderDoc)
    assert isinstance(bad, Rejected)
    (error,) = bad.errors
    assert (error.row, error.column, error.code) == (2, column, code)
    assert parse_json(bad.rows[0][1][0])
    assert error.reason
    assert error.fix
