import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import Rejected
from orderloom.intake.mapping.guessing import guess_mapping
from orderloom.intake.mapping.known import KNOWN, OLIST_ITEMS, ONLINE_RETAIL, TMALL_ORDERS
from orderloom.intake.mapping.lookups import read_lookup, read_lookups
from orderloom.intake.mapping.mapped import MappedFormat
from orderloom.intake.mapping.mapping import Column, LookupFile, Mapping, Personal, StateRule
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import table_of

HEADER = ["Order", "Date", "Product", "Qty", "Price", "Engraving", "Status"]
BASIC = Mapping(
    key="basic",
    columns={
        "external_id": Column("Order"),
        "placed_at": Column("Date"),
        "title": Column("Product"),
        "quantity": Column("Qty"),
        "unit_price": Column("Price"),
        "state": Column("Status"),
    },
    personal=(Personal("Engraving", "Engraving"),),
    currency="EUR",
)


def read(mapping, header, *rows, **choices):
    table = table_of(header, list(enumerate(rows, 2)))
    return list(MappedFormat(mapping, choices.pop("lookups", None)).orders(table, **choices))


def codes(rejected):
    assert isinstance(rejected, Rejected), rejected
    return [(error.row, error.column, error.value, error.code) for error in rejected.errors]


def test_an_order_of_two_rows_with_personalisation_byte_for_byte():
    (order,) = read(
        BASIC,
        HEADER,
        ("A1", "2025-08-14", "Frame", "2", "5.00", "  Ann & Bob ♥ ", "paid"),
        ("", "", "Frame", "1", "5.00", " ", ""),
    )
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert [(line.ref, line.quantity) for line in order.lines] == [("Frame", 2), ("Frame/2", 1)]
    assert order.lines[0].personalisation == (("Engraving", "  Ann & Bob ♥ ", "text"),)
    assert order.lines[1].personalisation == ()
    assert (order.state, order.currency, order.rows) == ("ready", "EUR", (2, 3))
    assert order.placed_at == datetime(2025, 8, 14, tzinfo=UTC)


def test_one_bad_row_keeps_its_whole_order_back_and_no_other():
    rows = (
        ("A1", "2025-08-14", "Frame", "2", "5.00", "", "paid"),
        ("A1", "2025-08-14", "Pen", "two", "5.O0", "", "paid"),
        ("A2", "2025-08-14", "Pen", "1", "5.00", "", "paid"),
    )
    bad, good = read(BASIC, HEADER, *rows)
    assert codes(bad) == [
        (3, "Qty", "two", "quantity_invalid"),
        (3, "Price", "5.O0", "number_invalid"),
    ]
    assert bad.errors[0].cells == rows[1]
    assert "two" in bad.errors[0].reason
    assert bad.errors[0].fix
    assert bad.rows == ((2, rows[0]), (3, rows[1]))
    assert isinstance(good, OrderDoc)
    mended = table_of(HEADER, [(2, bad.rows[0][1]), (3, ("A1", "", "Pen", "2", "5.00", "", ""))])
    (order,) = MappedFormat(BASIC).orders(mended)
    assert isinstance(order, OrderDoc)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("", "", "Pen", "1", "1", "", ""), ("Order", "", "order_number_missing")),
        (("1.23457E+17", "", "Pen", "1", "1", "", ""), ("Order", "1.23457E+17", "number_damaged")),
        (("A", "03/04/2025", "Pen", "1", "1", "", ""), ("Date", "03/04/2025", "moment_ambiguous")),
        (("A", "", "", "1", "1", "", ""), ("Product", "", "product_missing")),
        (("A", "", "Pen", "", "1", "", ""), ("Qty", "", "value_missing")),
        (("A", "", "Pen", "0", "1", "", ""), ("Qty", "0", "quantity_not_positive")),
        (("A", "", "Pen", "-1", "1", "", ""), ("Qty", "-1", "quantity_not_positive")),
        (("A", "", "Pen", "1", "1E+20", "", ""), ("Price", "1E+20", "number_damaged")),
        (("A", "", "Pen", "1", "1", "", "dancing"), ("Status", "dancing", "state_unknown")),
        (("A" * 121, "", "Pen", "1", "1", "", ""), ("external_id", "A" * 121, "text_too_long")),
    ],
)
def test_errors_say_row_column_value_and_reason(cells, found):
    (rejected,) = read(BASIC, HEADER, cells)
    assert codes(rejected) == [(2, *found)]


def test_dates_of_a_column_are_told_by_its_other_values():
    rows = [(f"A{day}", f"{day:02}/03/2025", "Pen", "1", "1", "", "") for day in (4, 5, 25)]
    orders = read(BASIC, HEADER, *rows)
    assert [order.placed_at.month for order in orders if isinstance(order, OrderDoc)] == [3, 3, 3]
    rejected = read(BASIC, HEADER, *rows[:2])
    assert all(isinstance(one, Rejected) for one in rejected)
    chosen = read(replace(BASIC, date_order="mdy"), HEADER, *rows[:2])
    assert [order.placed_at.month for order in chosen if isinstance(order, OrderDoc)] == [4, 5]


def test_line_numbers_repeated_with_the_same_and_with_other_content():
    mapping = BASIC.with_columns(ref=Column("Engraving"))
    row = ("A", "", "Pen", "1", "1", "L1", "")
    (order,) = read(mapping, HEADER, row, row)
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert len(order.lines) == 1
    (rejected,) = read(mapping, HEADER, row, ("A", "", "Pen", "2", "1", "L1", ""))
    assert codes(rejected) == [(3, "Engraving", "L1", "line_repeated")]


def test_a_cancelled_invoice_and_goods_written_off():
    header = list(ONLINE_RETAIL.signature)
    orders = read(
        ONLINE_RETAIL,
        header,
        ("536365", "85123A", "HEART", "6", "2010-12-01 08:26:00", "2.55", "17850", "United Kingdom"),
        ("C536379", "D", "Discount", "-1", "2010-12-01 09:41:00", "27.5", "14527", "United Kingdom"),
        ("536589", "21777", "", "-10", "2010-12-01 16:50:00", "0", "", "EIRE"),
        ("536590", "21777", "", "-10", "2010-12-01 16:50:00", "0", "", "EIRE"),
        ("536590", "21777", "", "5", "2010-12-01 16:50:00", "0", "", "EIRE"),
    )
    assert [one.state for one in orders if isinstance(one, OrderDoc)] == ["ready", "cancelled", "cancelled"]
    assert [one.lines[0].quantity for one in orders[:3] if isinstance(one, OrderDoc) and one.lines] == [
        6,
        1,
        10,
    ]
    assert codes(orders[3]) == [(5, "Quantity", "-10", "quantity_not_positive")]


def test_orders_without_lines_and_the_one_line_that_is_asked_for():
    row = ("1", "178.8", "0.0", "上海", "2020-02-21 00:00:00", "", "0.0")
    header = list(TMALL_ORDERS.signature)
    (order,) = read(TMALL_ORDERS, header, row)
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert (order.state, order.lines[0].quantity, order.totals.total) == ("pending", 1, Decimal("178.8"))
    assert order.placed_at == datetime(2020, 2, 20, 16, 0, tzinfo=UTC)
    (order,) = read(replace(TMALL_ORDERS, line_from_order=False), header, row)
    assert isinstance(order, OrderDoc)
    assert order.lines is None
    same, other = [*row], [*row]
    other[1] = "5"
    assert isinstance(read(TMALL_ORDERS, header, row, same)[0], OrderDoc)
    assert codes(read(TMALL_ORDERS, header, row, other)[0]) == [(3, "订单编号", "1", "order_repeated")]


def test_sums_and_lookups(tmp_path):
    products = tmp_path / "products.csv"
    products.write_text("product_id,product_category_name\np1,moveis\np1,other\n")
    names = tmp_path / "names.csv"
    names.write_text("product_category_name,product_category_name_english\nmoveis,furniture\n")
    rows = [
        ("o", "1", "p1", "s", "2017-05-29 03:15:24", "16.5", "14.1"),
        ("o", "2", "p2", "s", "2017-05-29 03:15:24", "1", ""),
    ]
    header = list(OLIST_ITEMS.signature)
    for paths, categories in (
        ({}, ["", ""]),
        ({"products": products}, ["moveis", ""]),
        ({"products": products, "category_names": names}, ["furniture", ""]),
    ):
        (order,) = read(OLIST_ITEMS, header, *rows, lookups=read_lookups(OLIST_ITEMS, paths))
        assert isinstance(order, OrderDoc)
        assert [line.category_hint for line in order.lines or ()] == categories
        assert order.totals.goods == Decimal("17.5")
        assert order.totals.shipping == Decimal("14.1")
        assert (order.state, order.placed_at) == (None, None)
    with pytest.raises(FileRefused):
        read_lookup(products, LookupFile("product_id", "colour"))


def test_transforms_and_defaults():
    mapping = Mapping(
        key="t",
        columns={
            "external_id": Column("No", (("without_prefix", "#"), ("upper",))),
            "title": Column("Item", (("split", "|", "1"),)),
            "sku": Column("Item", (("split", "|", "-1"), ("replace", " ", "-"))),
            "country": Column(default="DE"),
            "ship_phone": Column("Tel", (("digits",),)),
            "line_total": Column("Sum"),
            "quantity": Column("Q"),
        },
    )
    (order,) = read(
        mapping, ["No", "Item", "Tel", "Sum", "Q"], ("#a1", "Mug | big one", "+49 (30) 1", "10.00", "3")
    )
    assert isinstance(order, OrderDoc)
    assert order.external_id == "A1"
    assert order.ship_to is not None
    assert (order.ship_to.country_code, order.ship_to.phone) == ("DE", "49301")
    assert order.lines is not None
    line = order.lines[0]
    assert (line.title, line.sku, line.unit_price) == ("Mug", "big-one", Decimal("3.3333"))


@pytest.mark.parametrize("mapping", [*KNOWN, BASIC])
def test_mappings_survive_json(mapping):
    assert Mapping.from_json(json.loads(json.dumps(mapping.as_json()))) == mapping


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"key": "x", "columns": {"colour": {"source": "a"}}},
        {"key": "x", "columns": {"sku": {"source": "a", "total": True}}},
        {"key": "x", "columns": {"sku": {"source": "a", "transforms": [["explode"]]}}},
        {"key": "x", "columns": {"sku": {"source": "a", "transforms": [["split", "x"]]}}},
        {"key": "x", "columns": {"sku": {"source": "a", "transforms": [["split", "", "1"]]}}},
        {"key": "x", "columns": {"sku": {"source": "a", "transforms": [["split", "x", "first"]]}}},
        {"key": "x", "columns": {"sku": {"source": "a", "transforms": [["lookup", "none"]]}}},
        {"key": "x", "columns": ["sku"]},
        {"key": "x", "states": [{"column": "a", "test": "sings", "state": "ready"}]},
        {"key": "x", "states": [{"column": "a", "test": "blank", "state": "lost"}]},
        {"key": "x", "states": [{"colour": "a"}]},
        {"key": "x", "personal": [{"source": "a", "label": "b", "kind": "song"}]},
        {"key": "x", "zone": "Mars/Olympus"},
        {"key": "x", "zone": "../../etc/passwd"},
        {"key": "x", "date_order": "ymd"},
        {"key": "x", "default_state": "lost"},
    ],
)
def test_a_mapping_from_outside_is_checked(told):
    with pytest.raises(FileRefused) as refused:
        Mapping.from_json(told)
    assert refused.value.code == "mapping_invalid"


def test_status_rules():
    header = ["No", "A", "B", "Item"]
    base = Mapping(
        key="s", columns={"external_id": Column("No"), "title": Column("Item")}, default_state="pending"
    )

    def state(rule, *cells):
        (order,) = read(replace(base, states=(rule,)), header, ("1", *cells, "x"))
        assert isinstance(order, OrderDoc)
        return order.state

    assert state(StateRule("A", "equals", "ready", "Yes"), "YES", "") == "ready"
    assert state(StateRule("A", "contains", "ready", "es"), "YES", "") == "ready"
    assert state(StateRule("A", "filled", "ready"), "x", "") == "ready"
    assert state(StateRule("A", "zero", "cancelled"), "0.00", "") == "cancelled"
    assert state(StateRule("A", "same_as", "cancelled", "B"), "5", "5.00") == "cancelled"
    assert state(StateRule("A", "same_as", "cancelled", "B"), "", "") == "pending"
    assert state(StateRule("Gone", "blank", "cancelled"), "", "") == "pending"


def test_guessing_from_chinese_headings():
    header = [
        "订单号",
        "下单时间",
        "商品名称",
        "规格",
        "数量",
        "单价",
        "收货人",
        "联系电话",
        "收货地址",
        "买家留言",
        "刻字内容",
        "订单状态",
    ]
    sample = [
        [
            "2025001",
            "2025年8月14日 09:05",
            "相框",
            "橡木",
            "2",
            "¥1,200",
            "王芳",
            "13800000000",
            "上海",
            "快点",
            "永远",
            "已付款",
        ]
    ]
    mapping = guess_mapping(header, sample)
    assert mapping.missing() == ()
    (order,) = read(replace(mapping, zone="Asia/Shanghai"), header, tuple(sample[0]))
    assert isinstance(order, OrderDoc)
    assert order.lines is not None
    assert order.ship_to is not None
    assert order.placed_at == datetime(2025, 8, 14, 1, 5, tzinfo=UTC)
    assert (order.state, order.note, order.ship_to.name, order.ship_to.phone) == (
        "ready",
        "快点",
        "王芳",
        "13800000000",
    )
    line = order.lines[0]
    assert (line.title, line.variant, line.quantity, line.unit_price) == ("相框", "橡木", 2, Decimal(1200))
    assert line.personalisation == (("刻字内容", "永远", "text"),)


def test_guessing_from_english_headings_and_values():
    header = ["Order No.", "When", "Contact", "Item Description", "Q.ty", "Unit Price", "Custom text"]
    sample = [
        ["77", "14.08.2025", "a@example.com", "Mug", "1", "1.299,50", "Hi"],
        ["78", "15.08.2025", "b@example.com", "Cup", "3", "2,00", ""],
    ]
    mapping = guess_mapping(header, sample)
    found = {field: column.source for field, column in mapping.columns.items()}
    assert found == {
        "external_id": "Order No.",
        "placed_at": "When",
        "buyer_email": "Contact",
        "title": "Item Description",
        "quantity": "Q.ty",
        "unit_price": "Unit Price",
    }
    assert mapping.decimal_comma is True
    assert [one.source for one in mapping.personal] == ["Custom text"]
    orders = read(mapping, header, *map(tuple, sample))
    assert [one.lines[0].unit_price for one in orders if isinstance(one, OrderDoc) and one.lines] == [
        Decimal("1299.50"),
        Decimal("2.00"),
    ]


def test_a_guess_says_what_it_could_not_find():
    assert guess_mapping(["Colour", "Shape"], [["red", "round"]]).missing() == ("external_id",)
    assert guess_mapping(["Order ID", "Quantity"], [["1", "2"]]).missing() == ("title",)
    assert guess_mapping(list(ONLINE_RETAIL.signature), []) is ONLINE_RETAIL


def test_recognition():
    table = table_of(list(ONLINE_RETAIL.signature), [])
    assert MappedFormat(ONLINE_RETAIL).matches(table) == 1
    assert 0 < MappedFormat(ONLINE_RETAIL).matches(table_of([*ONLINE_RETAIL.signature, "More"], [])) < 0.9
    assert MappedFormat(ONLINE_RETAIL).matches(table_of(["Other"], [])) == 0
    assert MappedFormat(ONLINE_RETAIL).matches(Document([])) == 0
    with pytest.raises(FileRefused) as refused:
        list(MappedFormat(ONLINE_RETAIL).orders(table_of(["Other"], [])))
    assert refused.value.code == "file_columns"
    with pytest.raises(FileRefused):
        list(MappedFormat(ONLINE_RETAIL).orders(Document([])))
