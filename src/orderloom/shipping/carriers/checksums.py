"""Check digits of tracking numbers: each function tells whether `check` belongs to `serial`."""

from collections.abc import Callable, Sequence
from itertools import cycle
from string import ascii_uppercase, digits

Checksum = Callable[[str, str], bool]

ALPHABET = digits + ascii_uppercase
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def mod10(*weights: int, lead: str = "") -> Checksum:
    """Build the check by a weighted sum to the next ten; weights repeat from the left.

    A letter counts as UPS counts it: A is 2, B is 3 and so on, modulo 10. `lead` is put before a serial
    number that does not begin with it, for carriers that print the number without it.
    """

    def fits(serial: str, check: str) -> bool:
        full = serial if serial.startswith(lead) else lead + serial
        total = sum(weight * _value(sign) for weight, sign in zip(cycle(weights), full, strict=False))
        return -total % 10 == int(check)

    return fits


def luhn(serial: str, check: str) -> bool:
    """Check by Luhn's sum: from the right every other digit is doubled and its digits are added."""
    total = 0
    for place, sign in enumerate(reversed(serial)):
        digit = int(sign) * (1 if place % 2 else 2)
        total += digit - 9 if digit > 9 else digit
    return -total % 10 == int(check)


def mod7(serial: str, check: str) -> bool:
    """Check by the remainder of division by 7 (DHL Express, Yamato, Sagawa)."""
    return int(serial) % 7 == int(check)


def mod11_10(*weights: int) -> Checksum:
    """Build FedEx's check: a weighted sum modulo 11, of which the last digit counts."""

    def fits(serial: str, check: str) -> bool:
        return _weighted(weights, serial) % 11 % 10 == int(check)

    return fits


def s10(serial: str, check: str) -> bool:
    """Check by the Universal Postal Union's standard S10."""
    rest = 11 - _weighted(_S10_WEIGHTS, serial) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(check)


def mod37_36(serial: str, check: str) -> bool:
    """Check by ISO 7064 MOD 37,36 over digits and letters (DPD)."""
    product = 36
    for sign in serial:
        product = (product + ALPHABET.index(sign)) % 36 or 36
        product = product * 2 % 37
    return (37 - product) % 36 == ALPHABET.index(check)


def _weighted(weights: Sequence[int], serial: str) -> int:
    return sum(weight * int(sign) for weight, sign in zip(weights, serial, strict=True))


def _value(sign: str) -> int:
    return int(sign) if sign.isdigit() else (ord(sign) - 3) % 10
