from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from orderloom.scripting.rules import sku_fault
from orderloom.scripting.sandbox import Setting
from orderloom.scripting.sku import (
    DEFAULT_SOURCE,
    LineInput,
    OrderInput,
    SkuRequest,
    SupplierInput,
    is_steady,
    make_sku,
    make_skus,
)

SETTING = Setting(now=datetime(2026, 3, 4, 5, 6, tzinfo=UTC), zone="Asia/Shanghai")
LINE = LineInput(
    "Mug, “best dad” 马克杯", "Red / XL", "Mugs", 2, "MUG-1", [("Name", "Ann\ud800"), ("Date", "2026")]
)
REQUEST = SkuRequest(
    line_id=UUID(int=7),
    attempt=1,
    order=OrderInput("A-1001", "etsy", "Shop 1", date(2026, 1, 2), "US"),
    line=LINE,
    supplier=SupplierInput("Lucky Workshop", "LW"),
)
EVERYTHING = """
def sku(order, line, supplier):
    parts = [order.number, order.channel, slug(order.store), order.placed_date.strftime("%y%m%d"),
             order.country, slug(line.title), slug(line.variant), line.category, str(line.quantity), line.sku,
             line.personalisation[1].label, line.personalisation[1].value, slug(supplier.name), supplier.code]
    print("|".join(parts))
    return "-".join([supplier.code, slug(line.variant), rand(4)])
"""


def many(count):
    return [replace(REQUEST, line_id=UUID(int=number)) for number in range(count)]


def test_the_default_is_sku_and_eight_letters_that_cannot_be_misread():
    codes = [result.sku for result in make_skus(DEFAULT_SOURCE, many(500), SETTING)]
    assert len(set(codes)) == 500
    assert all(
        code.startswith("SKU") and len(code) == 11 and not set(code[3:]) & set("01IO") for code in codes
    )


def test_a_script_sees_all_that_is_promised():
    result = make_sku(EVERYTHING, REQUEST, SETTING)
    seen = "A-1001|etsy|SHOP-1|260102|US|MUG-BEST-DAD|RED-XL|Mugs|2|MUG-1|Date|2026|LUCKY-WORKSHOP|LW\n"
    assert result.printed == seen
    assert result.sku.startswith("LW-RED-XL-")


def test_a_line_keeps_its_code_and_a_new_attempt_gets_another():
    first, again = make_sku(DEFAULT_SOURCE, REQUEST, SETTING), make_sku(DEFAULT_SOURCE, REQUEST, SETTING)
    assert first == again
    assert make_sku(DEFAULT_SOURCE, replace(REQUEST, attempt=2), SETTING).sku != first.sku


@pytest.mark.parametrize(
    "source", [DEFAULT_SOURCE, EVERYTHING, "x = rand(3)\ndef sku(o, l, s): return x + rand(3)"]
)
def test_one_by_one_and_in_bulk_give_the_same_codes(source):
    requests = many(20)
    alone = [make_sku(source, request, SETTING).sku for request in requests]
    assert [result.sku for result in make_skus(source, requests, SETTING)] == alone
    assert is_steady(source, requests, SETTING)


@pytest.mark.parametrize(
    "source",
    [
        "n = 0\ndef sku(o, l, s):\n    global n\n    n += 1\n    return 'A' + str(n)",
        "import random\ndef sku(o, l, s):\n    return str(random.Random().random())",
    ],
)
def test_a_script_that_counts_or_draws_on_its_own_is_found_out(source):
    assert not is_steady(source, many(5), SETTING)


def test_an_order_without_a_day_has_none():
    request = replace(REQUEST, order=replace(REQUEST.order, placed_date=None))
    assert make_sku("def sku(o, l, s): return str(o.placed_date)", request, SETTING).sku == "None"


def test_what_a_script_is_given_cannot_be_changed():
    assert make_sku("def sku(o, l, s):\n    o.number = 'x'", REQUEST, SETTING).fault.reason == "error"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("'a\\x00'", "sku_characters"),
        ("'=cmd()'", "sku_characters"),
        ("'a' * 65", "sku_too_long"),
        ("''", "sku_empty"),
        ("7", "not_text"),
        ("None", "not_text"),
        ("'\\ud800'", "sku_characters"),
        ("'a' * 5000000", "result_too_long"),
        ("{}", "not_plain"),
        ("b'a'", "not_plain"),
    ],
)
def test_rubbish_is_refused_alone_and_in_bulk(result, reason):
    source = f"def sku(o, l, s): return {result}"
    for made in (make_sku(source, REQUEST, SETTING), make_skus(source, [REQUEST], SETTING)[0]):
        assert (made.sku, made.fault.kind, made.fault.reason) == (None, "bad_result", reason)


def test_every_code_of_a_large_run_keeps_the_rule():
    results = make_skus(DEFAULT_SOURCE, many(5_000), SETTING)
    assert not any(result.fault or sku_fault(result.sku) for result in results)


def test_the_default_gives_at_home_what_it_gives_in_the_sandbox() -> None:
    requests = many(50)
    alone = [make_sku(DEFAULT_SOURCE, request, SETTING) for request in requests]
    assert make_skus(DEFAULT_SOURCE, requests, SETTING) == alone
