from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import MomentReader, order_of, parse_moment
from orderloom.kernel.tables.numbers import (
    column_uses_decimal_comma,
    is_damaged,
    parse_amount,
    parse_quantity,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
exact = st.decimals(min_value=-999_999, max_value=999_999, places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$5.00", "5.00"),
        ("1,299.00", "1299.00"),
        ("1.299,00", "1299.00"),
        ("¥1,200", "1200"),
        ("(5.00)", "-5.00"),
        ("１２９９．５０", "1299.50"),
        ("-$3.00", "-3.00"),
        ("$-3.00", "-3.00"),
        ("−3", "-3"),
        ("US$ 4", "4"),
        ("4 USD", "4"),
        ("4.5元", "4.5"),
        ("1 299,00", "1299.00"),
        ("1\u00a0299,00", "1299.00"),
        ("1'299.00", "1299.00"),
        ("1,29,999.00", "129999.00"),
        ("5,5", "5.5"),
        (".5", "0.5"),
        ("178.79999999999998", "178.8000"),
    ],
)
def test_amounts_as_people_write_them(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1E+20", "number_damaged"),
        ("1,2E+17", "number_damaged"),
        ("1.2.3", "number_invalid"),
        ("1,2,3", "number_invalid"),
        ("", "number_invalid"),
        (".", "number_invalid"),
        ("five", "number_invalid"),
        ("#VALUE!", "number_invalid"),
        ("Nill", "number_invalid"),
        ("NaN", "number_invalid"),
        ("Infinity", "number_invalid"),
        ("1000000000000", "number_huge"),
    ],
)
def test_what_is_no_amount(text, code):
    with pytest.raises(BadValue) as bad:
        parse_amount(text)
    assert bad.value.code == code


@given(exact)
def test_written_amounts_are_read_back(amount):
    assert parse_amount(f"{amount:,.2f}") == amount
    assert parse_amount(f"${amount}") == amount
    continental = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert parse_amount(continental, decimal_comma=True) == amount


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(text):
    for parse in (parse_amount, parse_quantity, parse_moment):
        with suppress(BadValue):
            parse(text)


def test_a_column_tells_its_decimals():
    assert column_uses_decimal_comma(["1,50", "2,00"]) is True
    assert column_uses_decimal_comma(["1.50", "1,299.00"]) is False
    assert column_uses_decimal_comma(["1", "2"]) is None
    assert column_uses_decimal_comma(["1,50", "1.50"]) is None
    assert parse_amount("1.299", decimal_comma=True) == 1299
    assert parse_amount("1,299", decimal_comma=True) == Decimal("1.299")


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("2.0", 2), ("-1", -1), ("1,000", 1000), ("１２", 12), ("0", 0)]
)
def test_quantities(text, number):
    assert parse_quantity(text) == number


@pytest.mark.parametrize("text", ["1.5", "two", "1e3", "", "9999999999", "1,00"])
def test_what_is_no_quantity(text):
    with pytest.raises(BadValue):
        parse_quantity(text)


def test_damage_by_spreadsheets():
    assert is_damaged("1.23457E+17")
    assert not is_damaged("A1E+5")
    assert not is_damaged("12E+5")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2009-01-01T10:50:49-08:00", "2009-01-01T18:50:49"),
        ("2025-12-06 10:37:33 -0500", "2025-12-06T15:37:33"),
        ("2025-08-14T10:00:00Z", "2025-08-14T10:00:00"),
        ("2025-08-14 10:00 UTC", "2025-08-14T10:00:00"),
        ("08/14/25", "2025-08-13T16:00:00"),
        ("14.08.2025", "2025-08-13T16:00:00"),
        ("14/08/2025 23:59", "2025-08-14T15:59:00"),
        ("2025/8/14 9:05", "2025-08-14T01:05:00"),
        ("2025年8月14日", "2025-08-13T16:00:00"),
        ("2025年8月14日 下午3:05", "2025-08-14T07:05:00"),
        ("２０２５－０８－１４", "2025-08-13T16:00:00"),
        ("45883", "2025-08-13T16:00:00"),
        ("45883.5", "2025-08-14T04:00:00"),
        ("8/14/2025 9:05 PM", "2025-08-14T13:05:00"),
        ("Aug 14, 2025", "2025-08-13T16:00:00"),
        ("14-Aug-25", "2025-08-13T16:00:00"),
        ("20250814", "2025-08-13T16:00:00"),
        ("20250814100537", "2025-08-14T02:05:37"),
        ("1755162337", "2025-08-14T09:05:37"),
        ("04/04/2025", "2025-04-03T16:00:00"),
    ],
)
def test_moments_of_one_column(text, moment):
    assert MomentReader(SHANGHAI).read(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2025", "moment_ambiguous"),
        ("2025-02-30", "moment_invalid"),
        ("Date Not Captured", "moment_invalid"),
        ("2025", "moment_invalid"),
        ("8", "moment_invalid"),
        ("2025-08-14 10:00:00 CST", "moment_invalid"),
        ("0001-01-01", "moment_invalid"),
        ("", "moment_invalid"),
    ],
)
def test_what_is_no_moment(text, code):
    with pytest.raises(BadValue) as bad:
        MomentReader(SHANGHAI).read(text)
    assert bad.value.code == code


def test_day_or_month_first_is_told_by_the_column():
    assert order_of(["01/02/2025", "13/02/2025"]) == "dmy"
    assert order_of(["01/02/2025", "02/13/2025"]) == "mdy"
    assert order_of(["01/02/2025"]) is None
    assert order_of(["13/02/2025", "02/13/2025"]) is None
    assert MomentReader(UTC, "mdy").read("03/04/2025").month == 3
    assert MomentReader(UTC, "dmy").read("03/04/2025").month == 4
    assert MomentReader(UTC, "mdy").read("14.08.2025").day == 14


seconds = st.integers(min_value=631_152_000, max_value=2_840_140_800)
whole_seconds = seconds.map(lambda one: datetime.fromtimestamp(one, UTC).replace(tzinfo=None))
NOTATIONS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%b %d, %Y %H:%M:%S",
)


@given(whole_seconds, st.sampled_from(NOTATIONS))
def test_written_moments_are_read_back(moment, notation):
    order = "mdy" if notation.startswith("%m") else None
    assert MomentReader(UTC, order).read(moment.strftime(notation)) == moment.replace(tzinfo=UTC)


@given(whole_seconds, st.integers(-14 * 60, 14 * 60))
def test_moments_with_a_zone_are_read_back(moment, minutes):
    local = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert MomentReader(SHANGHAI).read(local.isoformat()) == local
    assert MomentReader(SHANGHAI).read(local.strftime("%Y-%m-%d %H:%M:%S %z")) == local
