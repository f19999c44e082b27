"""The merchant's list of orders beyond one page of it: what the filters mean, how many fit, all of them in pieces."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from orderloom.catalog.queries import nodes_of
from orderloom.catalog.rules import Node
from orderloom.intake.models import OrderOwner
from orderloom.intake.queries.findings import held_for
from orderloom.intake.queries.import_changes import touched_by
from orderloom.intake.queries.orders import OrderFilters, filtered_orders
from orderloom.kernel.actor import Actor
from orderloom.portals.lists.listing import Matching, count_of
from orderloom.portals.merchant.order_filters import Asked
from orderloom.portals.queries.numbers import orders_called
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus

CHUNK = 2000
WITH_THEM = [status.value for status in TaskStatus if status not in (TaskStatus.QUEUED, TaskStatus.CANCELLED)]
"""The states of a task in which it is at its supplier."""


def filters_of(actor: Actor, asked: Asked, *, now: datetime, zone: str) -> OrderFilters:
    """Return the filters as the query takes them, at most two statements.

    What is searched for is a number, or a column of numbers, if anything bears it; else the beginning of a name.
    A category means all below it as well.
    """
    filters = asked.plain_filters()
    due_from, due_before = asked.due(now, ZoneInfo(zone))
    placed_from, placed_before = asked.placed(now, ZoneInfo(zone))
    filters = replace(
        filters,
        due_from=due_from,
        due_before=due_before,
        placed_from=placed_from,
        placed_before=placed_before,
        category_ids=with_all_below(actor, filters.category_ids),
        within=_within(actor, asked),
    )
    if asked.text and (found := orders_called(actor, asked.text)):
        filters = replace(filters, text="", order_ids=tuple(found))
    return filters


def _within(actor: Actor, asked: Asked) -> tuple["QuerySet[Any, Any]", ...]:
    """Return ids of orders by what other tables know: suppliers, people in charge, files, reasons to review."""
    found: list[QuerySet[Any, Any]] = []
    if suppliers := asked.many("supplier"):
        tasks = OrderTask.objects.filter(
            workspace_id=actor.workspace_id, supplier_id__in=suppliers, status__in=WITH_THEM
        )
        found.append(tasks.values("order_id"))
    if owners := asked.many("owner"):
        owned = OrderOwner.objects.filter(workspace_id=actor.workspace_id, user_id__in=owners)
        found.append(owned.values("order_id"))
    if imports := asked.many("import"):
        found.append(touched_by(actor, imports, asked.get("did")))
    if reason := asked.get("reason"):
        found.append(held_for(actor.workspace_id, reason))
    return tuple(found)


def with_all_below(actor: Actor, category_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Return the categories with all that lie below them."""
    if not category_ids:
        return ()
    nodes: list[Node] = nodes_of(actor.workspace_id)
    found = set(category_ids)
    for _round in nodes:
        below = {node.id for node in nodes if node.parent_id in found} - found
        if not below:
            break
        found |= below
    return tuple(found)


def count_matching(actor: Actor, stage: str, filters: OrderFilters) -> Matching:
    """Return how many orders fit, in one statement. Raises NotAllowed."""
    return count_of(filtered_orders(actor, stage, filters))


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
