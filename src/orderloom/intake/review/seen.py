"""An order as the rules of review look at it, and by which signs its buyer is known again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from orderloom.intake.review.kinds import BlockedBy

PHONE_DIGITS = 10  # what follows the country's code, which some write and some leave out


@dataclass(frozen=True, slots=True)
class SeenAddress:
    """Where an order goes; `street` holds its lines below each other."""

    name: str = ""
    company: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    country_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One product of the order."""

    ref: str
    sku: str
    title: str
    variant: str
    has_category: bool

    @property
    def item(self) -> str:
        """Return what makes two lines the same thing."""
        return item_of(self.sku, self.title, self.variant)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules know of an order. `note` is the buyer's; one that staff have rewritten is blank."""

    id: UUID
    number: int
    placed_at: datetime
    payment: str
    currency: str
    total: Decimal | None
    buyer_name: str
    buyer_email: str
    buyer_phone: str
    address: SeenAddress
    note: str
    lines: tuple[SeenLine, ...]

    @property
    def customer(self) -> str:
        """Return who ordered, as far as orders can be told apart by it; blank when nothing is known."""
        return customer_key(self.buyer_name, self.buyer_email, self.buyer_phone, self.address.postal)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another order of the same customer that came in before."""

    id: UUID
    number: int
    placed_at: datetime
    items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Blocked:
    """An entry of the list of blocked buyers."""

    by: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be looked up for the rules: other orders of each customer, and blocked signs."""

    twins: "dict[str, list[Twin]]"
    blocked: "dict[tuple[str, str], Blocked]"


def fold(text: str) -> str:
    """Return the text without its case and spare blanks."""
    return " ".join(text.split()).casefold()


def item_of(sku: str, title: str, variant: str) -> str:
    """Return what makes two lines the same thing: the shop's SKU, else title and variant."""
    return fold(sku or f"{title} {variant}")


def customer_key(name: str, email: str, phone: str, postal: str) -> str:
    """Return the name with the address of mail, else the telephone, else the postal code, without their case."""
    return f"{name.lower()} {(email or phone or postal).lower()}" if name else ""


def folded(by: str, value: str) -> str:
    """Return the value as blocked buyers are compared by it."""
    if by == BlockedBy.PHONE:
        digits = "".join(letter for letter in value if letter.isdigit())
        return digits[-PHONE_DIGITS:]
    if by == BlockedBy.ADDRESS:
        return "".join(letter for letter in value.casefold() if letter.isalnum())
    return fold(value)


def signs_of(seen: Seen) -> Iterator[tuple[str, str]]:
    """Give the signs of the order's buyer, folded, by what each is; an address with and without its town."""
    to = seen.address
    texts = [
        (BlockedBy.NAME, seen.buyer_name),
        (BlockedBy.NAME, to.name),
        (BlockedBy.EMAIL, seen.buyer_email),
    ]
    texts += [(BlockedBy.PHONE, seen.buyer_phone), (BlockedBy.PHONE, to.phone)]
    if to.street:
        town = (to.city, to.postal)
        ends: Sequence[tuple[str, ...]] = ((), (to.city,), (to.postal,), town, town[::-1])
        texts += [(BlockedBy.ADDRESS, " ".join((to.street, *end))) for end in ends]
    given = dict.fromkeys((by.value, folded(by, text)) for by, text in texts if text)
    yield from (sign for sign in given if sign[1])
