"""What cells look like: an e-mail address, a date, a phone number, a country, an order number, a price."""

import re
from collections.abc import Callable, Sequence

from orderloom.intake.countries import country_code
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import parse_moment
from orderloom.kernel.tables.numbers import parse_amount, parse_quantity

Test = Callable[[str], bool]
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOBILE_OF_CHINA = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
PHONE = re.compile(r"(?:\+|00|\()[\d\s().\-/]{7,20}|\d{2,4}[- .]\d{3,4}[- .]\d{3,5}")
ORDER_NUMBER = re.compile(r"#?[A-Za-z]{0,6}[-_#]?[A-Za-z\d]*(?:[-_][A-Za-z\d]+)*")
PRICE = re.compile(r"[^\d\s]{0,3}\s?\d[\d.,\s]*[.,]\d{2}\s?[^\d\s]{0,3}")


def share(values: Sequence[str], test: Test) -> float:
    """Return the share of the values that pass."""
    return sum(map(test, values)) / len(values) if values else 0.0


def differ(values: Sequence[str]) -> bool:
    """Tell whether the values are mostly different, as those of a key are."""
    return len(set(values)) >= 0.3 * len(values)


def is_mail(text: str) -> bool:
    """Tell whether it is an e-mail address."""
    return MAIL.fullmatch(text) is not None


def is_amount(text: str) -> bool:
    """Tell whether it can be read as an amount."""
    return _passes(parse_amount, text)


def is_price(text: str) -> bool:
    """Tell whether it is an amount with its cents or its currency."""
    return PRICE.fullmatch(text) is not None and is_amount(text)


def is_quantity(text: str) -> bool:
    """Tell whether it is a whole number."""
    return _passes(parse_quantity, text)


def is_date(text: str) -> bool:
    """Tell whether it is a date in some notation; bare digits are none."""
    return not text.isdigit() and (
        _passes(lambda one: parse_moment(one, "dmy"), text)
        or _passes(lambda one: parse_moment(one, "mdy"), text)
    )


def is_phone(text: str) -> bool:
    """Tell whether it is a phone number beyond doubt: a Chinese mobile, or written with its marks."""
    return (MOBILE_OF_CHINA.fullmatch(text) or PHONE.fullmatch(text)) is not None and not is_date(text)


def is_country(text: str) -> bool:
    """Tell whether it names a country."""
    return country_code(text) != ""


def is_order_number(text: str) -> bool:
    """Tell whether it can be a shop's order number: no blanks, at least four digits, neither date nor price."""
    return (
        4 <= len(text) <= 40
        and sum(map(str.isdigit, text)) >= 4
        and ORDER_NUMBER.fullmatch(text) is not None
        and not is_date(text)
        and not is_phone(text)
    )


def _passes(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except BadValue:
        return False
    return True


TESTS: dict[str, Test] = {"amount": is_amount, "moment": is_date, "quantity": is_quantity}
"""What the cells of a field of this type must look like."""
LOOKS: tuple[tuple[str, Test, float, float], ...] = (
    ("buyer_email", is_mail, 0.8, 0.85),
    ("placed_at", is_date, 0.8, 0.7),
    ("ship_phone", is_phone, 0.8, 0.7),
    ("country", is_country, 0.95, 0.7),
    ("external_id", is_order_number, 0.8, 0.6),
)
"""Fields that can be told by their cells alone: which share of these must pass, and how sure that makes."""
