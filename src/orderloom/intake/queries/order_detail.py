"""One order with all that its page shows of intake."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Subquery
from django.db.models.functions import JSONObject

from orderloom.intake.models import OrderLine, ShipGroupOrder
from orderloom.intake.permissions import CANCEL, CONFIRM, EDIT, PURCHASE
from orderloom.intake.queries.orders import visible_orders
from orderloom.intake.queries.owners import own_people
from orderloom.intake.review.kinds import MARK
from orderloom.intake.rules import UNBOUGHT, refusal_code
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line of an order; `personalisation` holds label, value and kind of each piece."""

    id: UUID
    position: int
    ref: str
    sku: str
    title: str
    variant: str
    vendor: str
    quantity: int
    unit_price: Decimal | None
    category_id: UUID | None
    category: str
    category_zh: str
    category_hint: str
    personalisation: tuple[tuple[str, str, str], ...]
    image: str


@dataclass(frozen=True, slots=True)
class OwnerCard:
    """A person in charge."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order. `moves` names what the actor may do with it now; `blocked_by` why it cannot be bought."""

    id: UUID
    number: int
    store_id: UUID
    store: str
    platform: str
    external_id: str
    external_number: str
    status: str
    stage: str
    upstream_state: str
    payment: str
    held: bool
    hold_reason: str
    exception: str
    waits_on: str
    waits_name: str
    due_at: datetime | None
    placed_at: datetime
    received_at: datetime
    confirmed_at: datetime | None
    purchasing_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    ship_by: datetime | None
    currency: str
    goods_total: Decimal | None
    shipping_total: Decimal | None
    tax_total: Decimal | None
    discount_total: Decimal | None
    total: Decimal | None
    buyer_name: str
    buyer_email: str
    buyer_phone: str
    ship_name: str
    ship_company: str
    ship_lines: str
    ship_city: str
    ship_region: str
    ship_postal: str
    ship_country: str
    ship_country_code: str
    ship_phone: str
    note: str
    gift: bool
    tags: str
    lines_count: int
    units: int
    first_title: str
    row_version: int
    lines: tuple[LineCard, ...]
    owners: tuple[OwnerCard, ...]
    group_id: UUID | None  # of the orders with which it goes out in one parcel
    moves: tuple[str, ...]
    blocked_by: str


OWN = tuple(
    one.name
    for one in fields(OrderDetail)
    if one.name not in ("store", "lines", "owners", "group_id", "moves", "blocked_by")
)
OWNER = {"id": "user_id", "name": "user__name", "email": "user__email"}


def order_detail(actor: Actor, order_id: UUID) -> OrderDetail:
    """Return the order, in two statements. Raises NotFound, NotAllowed."""
    found = visible_orders(actor).filter(id=order_id)
    owners = own_people(actor.workspace_id, order_id)
    groups = ShipGroupOrder.objects.filter(workspace_id=actor.workspace_id, order_id=order_id)
    row = found.values(
        *OWN,
        store_name=F("store__name"),
        people=ArraySubquery(owners.values_list(JSONObject(**OWNER))),
        group_id=Subquery(groups.values("group_id")),
    ).first()
    if row is None:
        raise NotFound
    return OrderDetail(
        store=row.pop("store_name"),
        lines=tuple(_lines(actor, order_id)),
        owners=tuple(
            OwnerCard(UUID(one["id"]), one["name"] or one["email"], one["email"]) for one in row.pop("people")
        ),
        moves=moves_of(actor, row),
        blocked_by=blocked_by(row),
        **row,
    )


def _lines(actor: Actor, order_id: UUID) -> list[LineCard]:
    own = [
        one.name for one in fields(LineCard) if one.name not in ("category", "category_zh", "personalisation")
    ]
    rows = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id=order_id).order_by("position")
    return [
        LineCard(
            category=row.pop("path") or "",
            category_zh=row.pop("zh") or "",
            personalisation=tuple(
                (label, value, kind) for label, value, kind in json.loads(row.pop("personal"))
            ),
            **row,
        )
        for row in rows.values(
            *own, personal=F("personalisation"), path=F("category__path"), zh=F("category__name_zh")
        )
    ]


def blocked_by(row: dict[str, Any]) -> str:
    """Return the code of what keeps the order from being bought, or an empty text."""
    names = ("status", "held", "exception", "upstream_state", "lines_count")
    return refusal_code(**{name: row[name] for name in names})


def moves_of(actor: Actor, row: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of what the actor may do with the order now, in the order of buttons."""
    status, free = OrderStatus(row["status"]), not blocked_by(row)
    is_open = status in OPEN
    received, in_review = status is OrderStatus.RECEIVED, row["exception"].startswith(MARK)
    may = {
        "purchase": free
        and actor.can(PURCHASE)
        and (status is OrderStatus.CONFIRMED or (received and actor.can(CONFIRM))),
        "approve": in_review and is_open and not row["held"] and actor.can(CONFIRM),
        "confirm": free and received and actor.can(CONFIRM),
        "send_back": status is OrderStatus.CONFIRMED and actor.can(CONFIRM),
        "hold": is_open and not row["held"] and actor.can(EDIT),
        "release": row["held"] and actor.can(EDIT),
        "settle": is_open and bool(row["exception"]) and not in_review and actor.can(EDIT),
        "edit": is_open and actor.can(EDIT),
        "cancel": status in UNBOUGHT and actor.can(CANCEL),
    }
    return tuple(name for name, allowed in may.items() if allowed)
