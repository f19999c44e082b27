"""Amounts and quantities as people and spreadsheets write them, read exactly or not at all."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from orderloom.kernel.tables.faults import BadValue

PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?", re.ASCII)
SCIENTIFIC = re.compile(r"-?\d(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,9}(?:\.0{1,6})?", re.ASCII)
CURRENCY_WORDS = re.compile(
    r"^(?:[A-Z]{3}|Rs\.?|US|CA|AU|NT|HK|R|元)?\s*[\$€£¥₹₩₽元]?\s*|\s*(?:[A-Z]{3}|[\$€£¥₹₩₽元])$"
)
LIMIT = Decimal(10) ** 12
PLACES = 4
SMALLEST = Decimal("0.0001")
MAX_FRACTION = 20
GROUPED = re.compile(r"\d{1,3}(?:[,.'  ]\d{3})+|\d{1,3}(?:,\d{2})*,\d{3}", re.ASCII)
DIGITS_AND_MARKS = re.compile(r"[\d.,' \u00a0]+", re.ASCII)


@lru_cache(maxsize=1 << 14)
def parse_amount(text: str, *, decimal_comma: bool | None = None) -> Decimal:
    """Read an amount such as `$5.00`, `1,299.00`, `1.299,00`, `¥1,200` or `(5.00)`.

    `decimal_comma` says what the column uses; without it the text alone decides. Amounts are kept to four
    places, where those of programs that calculate in floats (178.79999999999998) meet the exact ones.
    Raises BadValue.
    """
    if PLAIN.fullmatch(text) and (decimal_comma is not True or "." not in text):
        return Decimal(text)
    return _parse_written(text, decimal_comma)


def _parse_written(text: str, decimal_comma: bool | None) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).strip()
    if SCIENTIFIC.fullmatch(plain):
        raise BadValue("number_damaged", value=text)
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip()
    sign = re.match(r"[-−+]", plain)
    if sign:
        negative ^= sign[0] != "+"
        plain = plain[1:].strip()
    plain = CURRENCY_WORDS.sub("", plain)
    if plain.startswith(("-", "−")):
        negative, plain = not negative, plain[1:]
    if not DIGITS_AND_MARKS.fullmatch(plain):
        raise BadValue("number_invalid", value=text)
    exact = _with_point(plain, text, decimal_comma)
    amount = Decimal(exact)
    if amount >= LIMIT:
        raise BadValue("number_huge", value=text)
    if len(exact.partition(".")[2]) > PLACES:
        amount = amount.quantize(SMALLEST)
    return -amount if negative else amount


def _with_point(plain: str, text: str, decimal_comma: bool | None) -> str:
    """Turn `1.299,00` into `1299.00`."""
    comma, point = plain.rfind(","), plain.rfind(".")
    if decimal_comma is None:
        decimal_comma = _comma_is_decimal(plain, comma, point)
    mark = "," if decimal_comma else "."
    whole, _mark, fraction = plain.rpartition(mark) if plain.count(mark) == 1 else (plain, "", "")
    if plain.count(mark) > 1 or not re.fullmatch(r"\d*", fraction, re.ASCII) or len(fraction) > MAX_FRACTION:
        raise BadValue("number_invalid", value=text)
    if re.search(r"\D", whole, re.ASCII):
        if not GROUPED.fullmatch(whole):
            raise BadValue("number_invalid", value=text)
        whole = re.sub(r"\D", "", whole, flags=re.ASCII)
    if not whole and not fraction:
        raise BadValue("number_invalid", value=text)
    return f"{whole or 0}.{fraction or 0}" if fraction else whole


def _comma_is_decimal(plain: str, comma: int, point: int) -> bool:
    """Decide by the text alone: the last of two marks, or a lone comma that does not group thousands."""
    if comma >= 0 and point >= 0:
        return comma > point and plain.count(",") == 1
    if comma >= 0:
        return plain.count(",") == 1 and len(plain) - comma - 1 != 3
    return plain.count(".") > 1


def parse_quantity(text: str) -> int:
    """Read a whole number, `2` or `2.0` or `1,000`.

    Raises BadValue; zero and negative numbers are returned.
    """
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    if not WHOLE.fullmatch(plain):
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain, re.ASCII):
            return int(plain.replace(",", ""))
        raise BadValue("number_damaged" if SCIENTIFIC.fullmatch(plain) else "quantity_invalid", value=text)
    return int(Decimal(plain))


def column_uses_decimal_comma(values: Iterable[str]) -> bool | None:
    """Tell from a sample of a column whether the comma marks the decimals; None when nothing shows it."""
    comma = point = 0
    for value in values:
        marks = re.search(r"([.,])(\d{1,2})\D*$", value, re.ASCII)
        if marks:
            comma += marks[1] == ","
            point += marks[1] == "."
    if comma and not point:
        return True
    return False if point and not comma else None


def is_damaged(text: str) -> bool:
    """Tell whether a spreadsheet has turned a long number into `1.23E+17`."""
    return "E+" in text.upper() and SCIENTIFIC.fullmatch(text.strip()) is not None
