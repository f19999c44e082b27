"""Orders as they travel: sent, listed, shown, and what became of them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from orderloom.intake.api.documents import OrderIn
from orderloom.intake.shapes import Address, Piece
from orderloom.intake.states import OrderStage, OrderStatus, Payment, WaitsOn
from orderloom.kernel.wire import Cursor, Limit, Moment, Name, Refused, Shown, Text, Told, Yes

MOST_ORDERS = 500


class NewOrder(OrderIn):
    """One order for a store, by the store's id or name; `purchase` finds its suppliers in the same request."""

    store: Name
    purchase: Yes = False


class NewOrders(Told):
    """Up to 500 orders for a store."""

    store: Name
    purchase: Yes = False
    orders: Annotated[list[OrderIn], Field(min_length=1, max_length=MOST_ORDERS)]


class Receipt(Shown):
    """What became of an order that was sent. `refused` says why it was not purchased, when that was asked for."""

    id: UUID
    number: str
    external_id: str
    result: Literal["created", "updated", "unchanged", "stale"]
    status: OrderStatus
    stage: OrderStage
    refused: str | None


class Taken(Shown):
    """An order that is there now."""

    external_id: str
    id: UUID


class Rejected(Shown):
    """An order that could not be taken in: where, what, and what to do."""

    external_id: str
    field: str
    value: str
    code: str
    reason: str
    fix: str


class Receipts(Shown):
    """What became of many orders."""

    created: int
    updated: int
    unchanged: int
    stale: int
    lines_created: int
    orders: list[Taken]
    rejected: list[Rejected]
    purchasing: int
    refused: list[Refused]


class OrderFiltersIn(Told):
    """Which orders are asked for."""

    stage: OrderStage | None = None
    q: Annotated[Text, Field(max_length=120)] = ""
    store_id: UUID | None = None
    payment: Payment | None = None
    waits_on: WaitsOn | None = None
    held: bool | None = None
    exception: bool | None = None
    placed_from: Moment | None = None
    placed_before: Moment | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class OrderRowOut(Shown):
    """An order in a list; `due_at` is when whom it waits for has to act."""

    id: UUID
    number: str
    store_id: UUID
    store: str
    platform: str
    external_id: str
    external_number: str
    status: OrderStatus
    stage: OrderStage
    payment: Payment
    held: bool
    exception: str
    waits_on: WaitsOn
    waits_name: str
    due_at: datetime | None
    placed_at: datetime
    received_at: datetime
    currency: str
    total: str | None
    buyer_name: str
    ship_country_code: str
    lines_count: int
    units: int
    first_title: str
    tags: list[str]


class LineOut(Shown):
    """A line of an order."""

    id: UUID
    position: int
    ref: str
    sku: str
    title: str
    variant: str
    vendor: str
    quantity: int
    unit_price: str | None
    category_id: UUID | None
    category: str
    category_hint: str
    personalisation: list[Piece]
    image: str


class OwnerOut(Shown):
    """A person in charge."""

    id: UUID
    name: str
    email: str


class OrderOut(OrderRowOut):
    """One order; `moves` names what the caller may do with it now, `blocked_by` why it cannot be purchased."""

    hold_reason: str
    confirmed_at: datetime | None
    purchasing_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    ship_by: datetime | None
    goods_total: str | None
    shipping_total: str | None
    tax_total: str | None
    discount_total: str | None
    buyer_email: str
    buyer_phone: str
    ship_to: Address
    note: str
    gift: bool
    row_version: int
    lines: list[LineOut]
    owners: list[OwnerOut]
    moves: list[str]
    blocked_by: str


class Counts(Shown):
    """How many orders there are in each stage, counted up to 10,001."""

    by_stage: dict[str, int]
    exceptions: int
    held: int


class Ids(Told):
    """Which orders."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ORDERS)]


class IdsWithReason(Ids):
    """Which orders, and why."""

    reason: Annotated[Text, Field(max_length=300)] = ""


class Done(Shown):
    """The orders for which it was done, and why not for the others."""

    done: list[UUID]
    unchanged: list[UUID]
    refused: list[Refused]
