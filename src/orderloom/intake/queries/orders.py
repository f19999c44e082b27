"""Customer orders as the list, its tabs and the API need them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.intake.permissions import SEE
from orderloom.intake.states import OrderStage
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.keyset import MOST_COUNTED, Place, Sort, moment, piece
from orderloom.kernel.reading import fetched

PAGE = 50
NEWEST = Sort("placed_at", moment)
MOST_NAMED = 5_000
OVER = (OrderStage.SHIPPED.value, OrderStage.COMPLETED.value, OrderStage.CANCELLED.value)
UNDER_WAY = tuple(stage for stage in OrderStage if stage not in OVER)  # named, so that an index serves
"""The stages in which an order is no longer due."""
LAST = (
    "\U0010ffff"  # what begins with a text stands between it and it with this behind; LIKE is not leakproof
)

EACH_TAG = Func(F("tags"), Value("\n"), function="string_to_array", output_field=ArrayField(TextField()))


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """What the list is narrowed down to; what is blank does not narrow. `text` is what somebody searches for.

    `order_ids` leaves only these, which may be none at all; each of `within` gives ids of orders, as later stages
    know them.
    """

    text: str = ""
    order_ids: tuple[UUID, ...] | None = None
    store_ids: tuple[UUID, ...] = ()
    platforms: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    waits_on: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    category_ids: tuple[UUID, ...] = ()
    owner_id: UUID | None = None
    placed_from: datetime | None = None
    placed_before: datetime | None = None
    due_before: datetime | None = None
    due_from: datetime | None = None
    tags: tuple[str, ...] = ()
    total_from: Decimal | None = None
    total_to: Decimal | None = None
    within: tuple[QuerySet[Any, Any], ...] = ()
    is_held: bool | None = None
    has_exception: bool | None = None
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list."""

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
    exception: str
    waits_on: str
    waits_name: str
    due_at: datetime | None
    placed_at: datetime
    received_at: datetime
    currency: str
    total: Decimal | None
    buyer_name: str
    ship_country_code: str
    lines_count: int
    units: int
    first_title: str
    tags: str
    row_version: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of the list; `next_cursor` leads to the next one and is blank on the last."""

    rows: tuple[OrderRow, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """How many orders there are, each at most MOST_COUNTED + 1, which reads as more than MOST_COUNTED."""

    by_stage: Mapping[str, int] = field(default_factory=dict)
    exceptions: int = 0
    held: int = 0


def visible_orders(actor: Actor) -> QuerySet[CustomerOrder]:
    """Return the orders that the actor may see. Raises NotAllowed."""
    actor.require(SEE)
    return CustomerOrder.objects.filter(workspace_id=actor.workspace_id)


def order_state(actor: Actor, order_id: UUID) -> tuple[int, str, str, str]:
    """Return the order's number, the shop's id of it, its status and its stage. Raises NotAllowed, NotFound."""
    actor.require(SEE)
    for number, external_id, status, stage in fetched(STATE, [actor.workspace_id, order_id]):
        return number, external_id, status, stage
    raise NotFound


STATE = (
    "SELECT number, external_id, status, stage FROM intake_customerorder WHERE workspace_id = %s AND id = %s"
)


def order_number(workspace_id: UUID, order_id: UUID) -> int:
    """Return the number that people say."""
    return CustomerOrder.objects.values_list("number", flat=True).get(workspace_id=workspace_id, id=order_id)


def filtered_orders(actor: Actor, stage: str, filters: OrderFilters) -> QuerySet[CustomerOrder]:
    """Return the visible orders of a stage (blank: of all), narrowed down, newest first."""
    found = visible_orders(actor)
    if stage:
        found = found.filter(stage=stage)
    for condition in _conditions(filters):
        found = found.filter(condition)
    if filters.text.strip():
        found = found.filter(id__in=_called(actor, filters.text.strip()))
    if filters.category_ids:
        lines = OrderLine.objects.filter(
            workspace_id=actor.workspace_id, category_id__in=filters.category_ids
        )
        found = found.filter(id__in=lines.values("order_id"))
    if filters.owner_id:
        owned = OrderOwner.objects.filter(workspace_id=actor.workspace_id, user_id=filters.owner_id)
        found = found.filter(id__in=owned.values("order_id"))
    for ids in filters.within:
        found = found.filter(id__in=ids)
    if filters.tags:
        found = (
            found.exclude(tags="").annotate(each_tag=EACH_TAG).filter(each_tag__overlap=list(filters.tags))
        )
    return found.order_by("-placed_at", "-id")


def _conditions(filters: OrderFilters) -> list[Q]:
    among = {
        "store_id__in": filters.store_ids,
        "platform__in": filters.platforms,
        "payment__in": filters.payments,
        "waits_on__in": filters.waits_on,
        "ship_country_code__in": filters.countries,
    }
    exact = {
        "placed_at__gte": filters.placed_from,
        "placed_at__lt": filters.placed_before,
        "due_key__lt": filters.due_before,
        "due_key__gte": filters.due_from,
        "total_key__gte": key_of(filters.total_from),
        "total_key__lte": key_of(filters.total_to),
        "held": filters.is_held,
        "id__in": filters.order_ids,
    }
    found = [Q(**{name: values}) for name, values in among.items() if values]
    found += [Q(**{name: value}) for name, value in exact.items() if value is not None]
    if filters.has_exception is not None:
        found.append(~Q(exception="") if filters.has_exception else Q(exception=""))
    if filters.is_open is not None:
        found.append(Q(stage__in=UNDER_WAY if filters.is_open else OVER))
    return found


def key_of(amount: Decimal | None) -> int | None:
    """Return the amount as rows are ordered by it."""
    return None if amount is None else int(amount * 10_000)


def _called(actor: Actor, text: str) -> "QuerySet[CustomerOrder, Any]":
    """Return ids of orders by our number (SO-10432), the shop's with or without its mark, or the beginning of a name.

    A beginning that very many names have finds some of them: nobody looks for one order by a single letter.
    """
    here, begins = visible_orders(actor).order_by(), text.lower()
    numbered = Q(external_number__in=[text, f"#{text}", text.removeprefix("#")])
    digits = text.upper().removeprefix("SO-")
    if digits.isascii() and digits.isdigit() and len(digits) < 18:
        numbered |= Q(number=int(digits))
    named = here.filter(buyer_key__gte=begins, buyer_key__lt=begins + LAST)
    return here.filter(numbered).values("id").union(named.values("id")[:MOST_NAMED], all=True)


NAMES = tuple(name for name in OrderRow.__dataclass_fields__ if name != "store")


def order_rows(
    actor: Actor,
    *,
    stage: str = "",
    filters: OrderFilters = OrderFilters(),
    cursor: str = "",
    limit: int = PAGE,
) -> OrderPage:
    """Return a page of orders, newest first, in one statement. Raises Invalid when the cursor is none of ours."""
    found = filtered_orders(actor, stage, filters).order_by()
    read = piece(
        found, NEWEST, NAMES, descending=True, place=Place(cursor), limit=limit, store_name=F("store__name")
    )
    rows = tuple(OrderRow(store=row.pop("store_name"), **row) for row in read.rows)
    return OrderPage(rows, read.after)


COUNT = """
SELECT kind, (SELECT count(*) FROM (
    SELECT FROM intake_customerorder o WHERE o.workspace_id = %s AND o.stage = kind LIMIT %s) AS few)
FROM unnest(%s::text[]) AS kind
UNION ALL SELECT '!', count(*) FROM (
    SELECT FROM intake_customerorder o WHERE o.workspace_id = %s AND o.exception <> '' LIMIT %s) AS few
UNION ALL SELECT '=', count(*) FROM (
    SELECT FROM intake_customerorder o WHERE o.workspace_id = %s AND o.held LIMIT %s) AS few
"""


def order_counts(actor: Actor) -> OrderCounts:
    """Return the numbers on the list's tabs, in one statement. Raises NotAllowed."""
    actor.require(SEE)
    stages = [stage.value for stage in OrderStage]
    here, most = actor.workspace_id, MOST_COUNTED + 1
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [here, most, stages, here, most, here, most])
        counts = dict(cursor.fetchall())
    return OrderCounts({stage: counts[stage] for stage in stages}, counts["!"], counts["="])
