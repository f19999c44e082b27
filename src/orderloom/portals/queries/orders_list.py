"""The merchant's list of orders beyond one page of it: what the filters mean, how many fit, all of them in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from orderloom.catalog.queries import nodes_of
from orderloom.catalog.rules import Node
from orderloom.intake.queries.orders import MOST_COUNTED, OrderFilters, filtered_orders
from orderloom.kernel.actor import Actor
from orderloom.portals.merchant.order_filters import Asked
from orderloom.portals.queries.numbers import orders_called

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Matching:
    """How many orders fit, up to 10,000; `capped` when there are more."""

    count: int
    capped: bool

    @classmethod
    def of(cls, count: int) -> "Matching":
        """Return the count, capped."""
        return cls(min(count, MOST_COUNTED), count > MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class Beside:
    """The orders before and after one in the list, where there are any."""

    previous: UUID | None
    next: UUID | None


def filters_of(actor: Actor, asked: Asked, *, now: datetime, zone: str) -> OrderFilters:
    """Return the filters as the query takes them, at most two statements.

    What is searched for is a number, or a column of numbers, if anything bears it; else the beginning of a name.
    A category means all below it as well.
    """
    filters = asked.filters()
    if asked.due:
        filters = replace(filters, due_before=_before(asked.due, now, zone))
    if filters.category_ids:
        filters = replace(filters, category_ids=_with_all_below(actor, filters.category_ids[0]))
    if asked.text and (found := orders_called(actor, asked.text)):
        filters = replace(filters, text="", order_ids=tuple(found))
    return filters


def _before(due: str, now: datetime, zone: str) -> datetime:
    if due == "late":
        return now
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1 if due == "today" else 1 + int(due))


def _with_all_below(actor: Actor, category_id: UUID) -> tuple[UUID, ...]:
    nodes: list[Node] = nodes_of(actor.workspace_id)
    found = {category_id}
    for _round in nodes:
        below = {node.id for node in nodes if node.parent_id in found} - found
        if not below:
            break
        found |= below
    return tuple(found)


def beside(actor: Actor, stage: str, filters: OrderFilters, order_id: UUID, placed_at: datetime) -> Beside:
    """Return the neighbours of an order in the list, newest first, in two statements."""
    found = filtered_orders(actor, stage, filters)
    newer = Q(placed_at__gte=placed_at) & (Q(placed_at__gt=placed_at) | Q(id__gt=order_id))
    older = Q(placed_at__lte=placed_at) & (Q(placed_at__lt=placed_at) | Q(id__lt=order_id))
    before = found.filter(newer).order_by("placed_at", "id").values_list("id", flat=True).first()
    after = found.filter(older).values_list("id", flat=True).first()
    return Beside(before, after)


def count_matching(actor: Actor, stage: str, filters: OrderFilters) -> Matching:
    """Return how many orders fit, in one statement. Raises NotAllowed."""
    found = filtered_orders(actor, stage, filters).order_by()
    count = found.values("id")[: MOST_COUNTED + 1].count()
    return Matching.of(count)


def matching_ids(
    actor: Actor, stage: str, filters: OrderFilters, *, chunk: int = CHUNK
) -> Iterator[list[UUID]]:
    """Give the ids of all orders that fit, piece by piece, newest first.

    Each piece is read in a transaction of its own; what is done with it may take its orders out of the filter.
    Must be called outside a transaction, in the hat of the actor's workspace. Raises NotAllowed.
    """
    last: Q | None = None
    while True:
        with transaction.atomic():
            found = filtered_orders(actor, stage, filters)
            rows = list((found.filter(last) if last else found).values_list("placed_at", "id")[:chunk])
        if not rows:
            return
        placed_at, order_id = rows[-1]
        last = Q(placed_at__lte=placed_at) & (Q(placed_at__lt=placed_at) | Q(id__lt=order_id))
        yield [one for _placed, one in rows]
