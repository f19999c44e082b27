"""The rules of review by name, how they are set where nobody has set them, and how a finding ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ReviewKind(StrEnum):
    """What a rule looks for; the first of several is the one that a list shows."""

    BLOCKED = "blocked"
    DUPLICATE = "duplicate"
    UNPAID = "unpaid"
    ADDRESS = "address"
    UNMAPPED = "unmapped"
    AMOUNT = "amount"
    NOTE = "note"


class BlockedBy(StrEnum):
    """By which sign a buyer is known again."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"


class Settled(StrEnum):
    """How a finding ended: approved by somebody, mended, its rule switched off, or its order beyond review."""

    APPROVED = "approved"
    MENDED = "mended"
    OFF = "off"
    MOOT = "moot"


MARK = "review_"
"""What the exception of an order begins with that a rule of review holds."""
PRIORITY = tuple(ReviewKind)
DEFAULTS: Mapping[ReviewKind, Mapping[str, Any]] = {
    ReviewKind.BLOCKED: {},
    ReviewKind.DUPLICATE: {"hours": 24},
    ReviewKind.UNPAID: {"unknown": False},
    ReviewKind.ADDRESS: {"needs": ["name", "street", "city", "country"]},
    ReviewKind.UNMAPPED: {},
    ReviewKind.AMOUNT: {"limits": {}},
    ReviewKind.NOTE: {},
}
"""The parameters of each rule, as they are before somebody sets them."""
ADDRESS_PARTS = ("name", "street", "city", "region", "postal", "country", "phone")
TOUCHES: Mapping[str, frozenset[ReviewKind]] = {
    "payment": frozenset({ReviewKind.UNPAID}),
    "currency": frozenset({ReviewKind.AMOUNT}),
    "total": frozenset({ReviewKind.AMOUNT}),
    "buyer_name": frozenset({ReviewKind.BLOCKED, ReviewKind.DUPLICATE}),
    "buyer_email": frozenset({ReviewKind.BLOCKED, ReviewKind.DUPLICATE}),
    "buyer_phone": frozenset({ReviewKind.BLOCKED, ReviewKind.DUPLICATE, ReviewKind.ADDRESS}),
    "ship_to": frozenset({ReviewKind.ADDRESS, ReviewKind.BLOCKED, ReviewKind.DUPLICATE}),
    "note": frozenset({ReviewKind.NOTE}),
    "lines": frozenset({ReviewKind.UNMAPPED, ReviewKind.DUPLICATE}),
    "state": frozenset(ReviewKind),
}
"""Which rules look at what changes; of an order that was confirmed before, only these are asked again."""


def exception_of(kinds: "frozenset[str] | set[str]") -> str:
    """Return what the order bears while these kinds are open, or an empty text."""
    return next((f"{MARK}{kind.value}" for kind in PRIORITY if kind.value in kinds), "")


def kind_of(exception: str) -> ReviewKind | None:
    """Return the kind that an order's exception names, if it is one of review."""
    name = exception.removeprefix(MARK)
    return ReviewKind(name) if exception.startswith(MARK) and name in set(ReviewKind) else None


def touched_by(changes: Mapping[str, object]) -> frozenset[ReviewKind]:
    """Return the rules that look at any of the parts that have changed."""
    return frozenset().union(*(TOUCHES.get(part, frozenset()) for part in changes))


@dataclass(frozen=True, slots=True)
class Book:
    """The rules that are on in a workspace, those that are off, and whether anybody is blocked there."""

    rules: Mapping[ReviewKind, Mapping[str, Any]] = field(default_factory=dict)
    has_blocked: bool = False
    off: Mapping[ReviewKind, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[ReviewKind, ...]:
        """Return the kinds that can find something at all."""
        return tuple(
            kind
            for kind in PRIORITY
            if kind in self.rules and (kind != ReviewKind.BLOCKED or self.has_blocked)
        )


NO_RULES = Book()


def book_of(
    stored: Mapping[str, tuple[bool, Mapping[str, Any]]], *, asks_for_payment: bool, has_blocked: bool
) -> Book:
    """Return the rules in force.

    Without a setting of its own a workspace has only those that surprise nobody: blocked buyers, whose list begins
    empty, and payment where the purchasing rule buys by itself and asks for it.
    """
    rules: dict[ReviewKind, Mapping[str, Any]] = {}
    off: dict[ReviewKind, Mapping[str, Any]] = {}
    for kind in PRIORITY:
        default = kind == ReviewKind.BLOCKED or (kind == ReviewKind.UNPAID and asks_for_payment)
        is_on, params = stored.get(kind.value, (default, {}))
        (rules if is_on else off)[kind] = {**DEFAULTS[kind], **params}
    return Book(rules, has_blocked, off)
