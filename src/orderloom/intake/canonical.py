"""The order as every source is read into it, before anything of it is stored.

`None` means "this source does not say" and never wipes what another source said; an empty tuple or text
means "none".
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Literal

State = Literal["pending", "ready", "cancelled", "fulfilled"]
STATES: tuple[State, ...] = ("pending", "ready", "cancelled", "fulfilled")
Kind = Literal["text", "choice", "image", "file", "instruction", "source"]
Personalisation = tuple[str, str, Kind]
"""Label, value byte for byte, and what it is; `source` is the platform's own text before it was split."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes, as written; `country_code` is ISO 3166-1 alpha-2 when it was recognised."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    country_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought; `account` is the buyer's name or number at the platform."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts of the whole order in the order's currency."""

    goods: Decimal | None = None
    shipping: Decimal | None = None
    tax: Decimal | None = None
    discount: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineDoc:
    """One product of an order; `ref` is unique in the order and the same in every export of it."""

    ref: str
    quantity: int
    sku: str = ""
    title: str = ""
    variant: str = ""
    unit_price: Decimal | None = None
    category_hint: str = ""
    vendor: str = ""
    personalisation: tuple[Personalisation, ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class OrderDoc:
    """One order as one source tells it. `updated_at` is the source's own version time, where it has one."""

    external_id: str
    number: str
    state: State | None = None
    placed_at: datetime | None = None
    updated_at: datetime | None = None
    paid: bool | None = None
    paid_at: datetime | None = None
    currency: str | None = None
    totals: Totals = Totals()
    buyer: Buyer = Buyer()
    ship_to: Address | None = None
    note: str | None = None
    gift: bool | None = None
    lines: tuple[LineDoc, ...] | None = None
    tags: tuple[str, ...] | None = None
    ship_by: datetime | None = None
    rows: tuple[int, ...] = ()
    """The rows it came from; not part of what the order says."""


LENGTHS = {
    "external_id": 120,
    "number": 120,
    "name": 200,
    "email": 254,
    "phone": 60,
    "account": 120,
    "company": 200,
    "city": 120,
    "region": 120,
    "postal": 40,
    "country": 80,
    "ref": 120,
    "sku": 120,
    "title": 500,
    "variant": 300,
    "category_hint": 300,
    "vendor": 200,
    "image": 500,
}
"""The most characters that are kept of each text; what is longer is reported, never cut."""


def too_long(order: OrderDoc) -> tuple[str, str] | None:
    """Return the first text that is longer than what is kept of it, with its field."""
    if _is_short(order):
        return None
    for part in (order, order.buyer, order.ship_to, *(order.lines or ())):
        for name, limit in _LIMITS[type(part)]:
            text = getattr(part, name)
            if text and len(text) > limit:
                return name, text
    return None


_LIMITS: dict[type, tuple[tuple[str, int], ...]] = {
    kind: tuple((one.name, LENGTHS[one.name]) for one in fields(kind) if one.name in LENGTHS)
    for kind in (OrderDoc, Buyer, Address, LineDoc)
} | {type(None): ()}


def _is_short(order: OrderDoc) -> bool:
    """Tell quickly, for nearly all orders, that no text comes near its limit."""
    to, buyer = order.ship_to, order.buyer
    return (
        len(order.external_id) <= 120
        and len(order.number) <= 120
        and (not buyer.name or len(buyer.name) <= 200)
        and (not buyer.email or len(buyer.email) <= 254)
        and (not buyer.phone or len(buyer.phone) <= 60)
        and (not buyer.account or len(buyer.account) <= 120)
        and (
            to is None
            or (
                len(to.postal) <= 40
                and len(to.phone) <= 60
                and len(to.country) <= 80
                and len(to.city) <= 120
                and len(to.region) <= 120
                and len(to.name) <= 200
                and len(to.company) <= 200
            )
        )
        and all(map(_is_short_line, order.lines or ()))
    )


def _is_short_line(line: LineDoc) -> bool:
    size = len(line.title) + len(line.variant) + len(line.category_hint) + len(line.vendor) + len(line.image)
    return size <= 200 and len(line.ref) <= 120 and len(line.sku) <= 120


def content_hash(order: OrderDoc) -> str:
    """Return the SHA-256 of all that the source says, the same for the same content in any file."""
    return hashlib.sha256(json.dumps(_plain(order), separators=(",", ":")).encode()).hexdigest()


def _plain(order: OrderDoc) -> list[object]:
    money, buyer, to = order.totals, order.buyer, order.ship_to
    return [
        "order/1",
        order.external_id,
        order.number,
        order.state,
        _instant(order.placed_at),
        _instant(order.updated_at),
        order.paid,
        _instant(order.paid_at),
        order.currency,
        [_amount(value) for value in (money.goods, money.shipping, money.tax, money.discount, money.total)],
        [buyer.name, buyer.email, buyer.phone, buyer.account],
        to
        and [
            to.name,
            to.company,
            to.lines,
            to.city,
            to.region,
            to.postal,
            to.country,
            to.country_code,
            to.phone,
        ],
        order.note,
        order.gift,
        None if order.lines is None else [_plain_line(line) for line in order.lines],
        order.tags,
        _instant(order.ship_by),
    ]


def _plain_line(line: LineDoc) -> list[object]:
    return [
        line.ref,
        line.quantity,
        line.sku,
        line.title,
        line.variant,
        _amount(line.unit_price),
        line.category_hint,
        line.vendor,
        line.personalisation,
        line.image,
    ]


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    """Write 5, 5.0 and 5.00 the same."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
