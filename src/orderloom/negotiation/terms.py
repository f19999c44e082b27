"""Terms: everything that a version of a proposal says, as plain values that are kept and compared as text."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid, Text
from orderloom.kernel.timeline import canonical
from orderloom.negotiation.states import Rest

MOST_PARTS = 12
LONGEST_WORDS = 500
MOST_PRICE = Decimal(99_999_999_999_999)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of the pieces, by this day."""

    quantity: int
    day: date


@dataclass(frozen=True, slots=True)
class Terms:
    """What is to be made, how many, for how much each, and by when; with a split, `day` is that of its last part.

    A quantity of 0 calls the whole off. `rest` says what becomes of pieces that are left out. The note is for the
    other side and changes nothing.
    """

    quantity: int
    unit_price: Decimal | None = None
    currency: str = ""
    day: date | None = None
    split: tuple[Part, ...] = ()
    substitute: str = ""
    rest: Rest = Rest.ROUTE
    note: str = ""

    @property
    def price(self) -> str:
        """Return price and currency as one text, or nothing."""
        return f"{self.unit_price:f} {self.currency}" if self.unit_price is not None else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two terms say differently, as texts: a number, a price, a day, parts, or words."""

    field: str
    before: str
    after: str


FIELDS = ("quantity", "price", "day", "split", "substitute")


def differences(before: Terms, after: Terms) -> tuple[Change, ...]:
    """Return what the later terms say differently, field by field; the note says nothing of its own."""
    return tuple(
        Change(name, told, new)
        for name in FIELDS
        if (told := _told(before, name)) != (new := _told(after, name))
    )


def _told(terms: Terms, name: str) -> str:
    if name == "split":
        return " + ".join(f"{part.quantity} {part.day}" for part in terms.split)
    if name == "price":
        return f"{terms.unit_price.normalize():f} {terms.currency}" if terms.unit_price is not None else ""
    value = getattr(terms, name)
    return "" if value is None else str(value)


def text_of(terms: Terms) -> str:
    """Return the terms as they are kept: canonical JSON."""
    return canonical(asdict(terms))


def terms_of(text: str) -> Terms:
    """Return the terms that were kept as this text."""
    told: Mapping[str, Any] = json.loads(text)
    price, day = told["unit_price"], told["day"]
    return Terms(
        quantity=told["quantity"],
        unit_price=None if price is None else Decimal(price),
        currency=told["currency"],
        day=None if day is None else date.fromisoformat(day),
        split=tuple(Part(one["quantity"], date.fromisoformat(one["day"])) for one in told["split"]),
        substitute=told["substitute"],
        rest=Rest(told["rest"]),
        note=told["note"],
    )


def digest_of(before: bytes, number: int, side: str, text: str) -> bytes:
    """Return the hash of a version: it covers its terms, its side, and the version before it."""
    return hashlib.sha256(before + f"{number}\n{side}\n{text}".encode("utf-8", "surrogatepass")).digest()


def checked(terms: Terms, standing: Terms, *, most: int, ways: int = MOST_PARTS) -> Terms:
    """Return the terms in good order: a split in the order of its days, its last day as the day of the whole.

    `most` is the greatest quantity. Raises Invalid, naming each field, and when nothing would change.
    """
    told = replace(terms, split=tuple(sorted(terms.split, key=lambda part: part.day)))
    told = replace(told, day=told.split[-1].day) if told.split else told
    wrong = _wrong(told, most, ways)
    if not wrong and not differences(standing, told):
        wrong = {"quantity": _("This is as it stands already. Change something.")}
    if wrong:
        raise Invalid(fields=wrong)
    return told


def _wrong(told: Terms, most: int, ways: int) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 0 <= told.quantity <= most:
        wrong["quantity"] = _("Give a number between 0 and %(most)d.") % {"most": most}
    if told.unit_price is not None and not (0 <= told.unit_price <= MOST_PRICE and len(told.currency) == 3):
        wrong["unit_price"] = _("Give a price of 0 or more, with its currency.")
    if told.split and (text := _split_wrong(told, ways)):
        wrong["split"] = text
    if max(len(told.note), len(told.substitute)) > LONGEST_WORDS:
        wrong["note"] = _("At most 500 characters.")
    return wrong


def _split_wrong(told: Terms, ways: int) -> Text | None:
    if not 2 <= len(told.split) <= ways:
        return _("Split it into at least two parts and at most %(ways)d.") % {"ways": ways}
    if any(part.quantity < 1 for part in told.split):
        return _("Each part has at least 1 piece.")
    if len({part.day for part in told.split}) < len(told.split):
        return _("Each part has a day of its own.")
    if sum(part.quantity for part in told.split) != told.quantity:
        return _("Together the parts are not the quantity.")
    return None
