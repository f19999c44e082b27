"""Money: an exact decimal amount in one currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision

MAX_AMOUNT = Decimal("99999999999999.9999")


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217: JPY 0, CNY 2, KWD 3)."""
    return int(get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} + {other.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.amount * quantity, self.currency)

    def rounded(self) -> "Money":
        """Return the amount rounded half-even to the currency's minor unit."""
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        return Money(self.amount.quantize(step, rounding=ROUND_HALF_EVEN), self.currency)
