"""How the values in a list's address are read: each gives the one way to write it, or a blank."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from orderloom.portals.lists.asked import PAGES, Read

DRAWN = re.compile("[0-9]{1,4}")
NARROWEST, WIDEST = 48, 960  # pixels
MOST_TEXT = 10_000
MOST_WORD = 120
MOST_CHOSEN = 50
MOST_AMOUNT = Decimal(10) ** 13


def words(text: str) -> str:
    """Read what is searched for: words, or a pasted column."""
    return " ".join(text.split())[:MOST_TEXT]


def flag(text: str) -> str:
    """Read yes or nothing."""
    return "1" if text else ""


def one_of(known: Collection[str]) -> Read:
    """Read one of the known words."""
    values = frozenset(known)
    return lambda text: text if text in values else ""


def some_of(known: Collection[str]) -> Read:
    """Read some of the known words, in their own order."""
    values = tuple(known)

    def read(text: str) -> str:
        given = set(text.split(","))
        return ",".join(value for value in values if value in given)

    return read


def in_order(known: Collection[str]) -> Read:
    """Read some of the known words, each once, in the order in which they are given."""
    values = frozenset(known)
    return lambda text: ",".join(one for one in dict.fromkeys(text.split(",")) if one in values)


def widths(known: Collection[str]) -> Read:
    """Read how wide columns are, as `items:240,due:96`: pixels between 48 and 960."""
    keys = tuple(known)

    def read(text: str) -> str:
        told = {key: pixels for key, _colon, pixels in (one.partition(":") for one in text.split(","))}
        drawn = {key: int(told[key]) for key in keys if DRAWN.fullmatch(told.get(key, ""))}
        return ",".join(f"{key}:{min(max(pixels, NARROWEST), WIDEST)}" for key, pixels in drawn.items())

    return read


def ids(text: str) -> str:
    """Read the ids of things; at most 50."""
    found = [_id(one.strip()) for one in text.split(",")[: 2 * MOST_CHOSEN]]
    return ",".join(dict.fromkeys(one for one in found if one))[: 37 * MOST_CHOSEN - 1]


def _id(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


def codes(text: str) -> str:
    """Read codes of two capital letters, as countries have."""
    found = [one.strip().upper() for one in text.split(",")[: 2 * MOST_CHOSEN]]
    told = dict.fromkeys(one for one in found if len(one) == 2 and one.isascii() and one.isalpha())
    return ",".join(list(told)[:MOST_CHOSEN])


def labels(text: str) -> str:
    """Read words of the workspace's own, such as tags, between commas."""
    found = [" ".join(one.split())[:MOST_WORD] for one in text.replace("，", ",").split(",")]
    return ",".join(list(dict.fromkeys(one for one in found if one))[:MOST_CHOSEN])


def day(text: str) -> str:
    """Read a day of the calendar."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return ""
    return found.isoformat() if 1970 <= found.year <= 9000 else ""


def month(text: str) -> str:
    """Read a month, as 2026-11."""
    return day(f"{text}-01")[:7]


def amount(text: str) -> str:
    """Read an amount of money that is not negative, with at most four decimals."""
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return ""
    if not found.is_finite() or not 0 <= found < MOST_AMOUNT:
        return ""
    return f"{found.quantize(Decimal('0.0001')).normalize():f}"


def shown(
    sorts: Collection[str], columns: Collection[str], layouts: Collection[str], groups: Collection[str]
) -> Mapping[str, Read]:
    """Return how to read what every list can be asked for about how it is shown."""
    return {
        "sort": one_of([f"{mark}{key}" for key in sorts for mark in ("", "-")]),
        "size": one_of(PAGES),
        "cols": in_order(columns),
        "widths": widths(columns),
        "layout": one_of(layouts),
        "group": one_of(groups),
        "month": month,
        "view": lambda text: _id(text),
    }
