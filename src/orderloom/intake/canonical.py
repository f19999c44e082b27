"""The order as every source is read into it, before anything of it is stored.

`None` means "this source does not say" and never wipes what another source said; an empty tuple or text means "none".
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

State = Literal["pending", "ready", "cancelled", "fulfilled"]
STATES: tuple[State, ...] = ("pending", "ready", "cancelled", "fulfilled")
Kind = Literal["text", "choice", "image", "file", "instruction", "source"]
Personalisation = tuple[str, str, Kind]
"""Label, value byte for byte as the buyer gave it, and what it is; `source` is the platform's own unsplit text."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes, as the source wrote it; `country_code` is ISO 3166-1 alpha-2 when it was recognised."""

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


def content_hash(order: OrderDoc) -> str:
    """Return the SHA-256 of all that the source says of the order, the same for the same content in any file."""
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
    return moment and moment.isoformat()


def _amount(amount: Decimal | None) -> str | None:
    """Write 5, 5.0 and 5.00 the same."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
