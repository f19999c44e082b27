"""Which column is which, how sure that is, and what it rests on: English and Chinese headings, and values alone."""

import pytest

from orderloom.intake.mapping.guessing import Guess, guess_mapping, guesses
from orderloom.intake.mapping.looks import is_order_number, is_phone, is_price

ENGLISH = (
    ["Order number", "Product name", "Qty", "Unit price", "Order date", "Ship to country", "Extra"],
    [["A-1001", "Mug", "2", "12.50", "2026-03-01", "Germany", "x"]],
)
CHINESE = (
    ["平台订单号", "SKU货号", "应履约件数", "要求最晚发货时间", "收货人姓名", "商家备注2"],
    [["PO-211-0091", "MUG-330", "2", "2026-11-25", "王小雨", "急"]],
)


def told(header: list[str], rows: list[list[str]]) -> dict[str, tuple[str, str, str]]:
    return {name: (one.field, one.by, one.level) for name, one in guesses(header, rows).items()}


def test_english_headings() -> None:
    assert told(*ENGLISH) == {
        "Order number": ("external_id", "heading", "sure"),
        "Product name": ("title", "heading", "sure"),
        "Qty": ("quantity", "heading", "sure"),
        "Unit price": ("unit_price", "heading", "sure"),
        "Order date": ("placed_at", "heading", "sure"),
        "Ship to country": ("country", "part", "unsure"),
    }


def test_chinese_headings_also_known_in_part() -> None:
    found = told(*CHINESE)
    assert found["平台订单号"] == ("external_id", "heading", "sure")
    assert found["SKU货号"] == ("sku", "part", "likely")
    assert found["应履约件数"] == ("quantity", "part", "likely")
    assert found["要求最晚发货时间"] == ("ship_by", "part", "likely")
    assert "商家备注2" not in found  # what the seller notes is not for suppliers


def test_headings_that_say_nothing_are_told_by_their_values() -> None:
    header = ["a", "b", "c", "d", "e", "f"]
    rows = [
        [
            f"TX-88{number}1",
            "2026-03-01 10:00",
            f"1380000{number}111",
            "Deutschland",
            f"{number}.50",
            "ada@example.com",
        ]
        for number in range(1, 9)
    ]
    rows = [[*row[:3], "Germany", *row[4:]] for row in rows]
    assert {name: one.field for name, one in guesses(header, rows).items()} == {
        "a": "external_id", "b": "placed_at", "c": "ship_phone", "d": "country", "e": "total", "f": "buyer_email",
    }  # fmt: skip
    careful = guess_mapping(header, rows)
    assert set(careful.columns) <= {
        "placed_at",
        "buyer_email",
    }  # nobody looks at what the command line guesses
    assert "external_id" in guess_mapping(header, rows, bold=True).columns


def test_a_heading_that_its_cells_belie_is_not_believed() -> None:
    assert "Qty" not in told(["Order number", "Qty"], [["A-1001", "blue"], ["A-1002", "red"]])
    half = told(["Order number", "Qty"], [["A-1001", "2"], ["A-1002", "red"]])
    assert half["Qty"] == ("quantity", "heading", "unsure")


def test_sureness_in_three_steps() -> None:
    assert [Guess("sku", share, "heading").level for share in (0.95, 0.9, 0.7, 0.6)] == [
        "sure", "sure", "likely", "unsure",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "order_number", "phone", "price"),
    [
        ("PO-211-0091", True, False, False), ("#10482", True, False, False), ("13812345678", False, True, False),
        ("+44 20 7946 0958", False, True, False), ("2026-03-01", False, False, False), ("12.50", False, False, True),
        ("€ 1.299,00", False, False, True), ("MUG", False, False, False), ("902 Peachtree St", False, False, False),
    ],
)  # fmt: skip
def test_what_cells_look_like(text: str, order_number: bool, phone: bool, price: bool) -> None:
    assert (is_order_number(text), is_phone(text), is_price(text)) == (order_number, phone, price)
