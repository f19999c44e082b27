"""The words for money and counts."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_symbol

from orderloom.kernel.money import minor_digits

THIN = "\u2009"
MINUS = "\u2212"


@cache
def symbol(currency: str) -> str:
    """Return the sign of an ISO 4217 currency, the same in every language so that two never look alike."""
    own = {"CNY": "¥", "JPY": "JP¥", "USD": "$"}
    return own.get(currency) or str(get_currency_symbol(currency, locale="en_US"))


def money_words(amount: Decimal, currency: str) -> str:
    """Return "$ 1,218.80": sign, thin space, the currency's own number of decimals.

    Raises TypeError when the amount is not a Decimal: a float has already lost money.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"money must be a Decimal, not {type(amount).__name__}")
    sign = MINUS if amount < 0 else ""
    return f"{sign}{symbol(currency)}{THIN}{abs(amount):,.{minor_digits(currency)}f}"


def count_words(number: int, capped: bool = False) -> str:
    """Return "1,284", or "10,000+" when the count was cut off there."""
    return f"{number:,}+" if capped else f"{number:,}"
