"""Which rows of a list an address means: the ids of all that fit, as they were when somebody asked."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import QueryDict

from orderloom.identity.queries import WorkspaceCard
from orderloom.intake.queries.orders import filtered_orders
from orderloom.kernel.actor import Actor
from orderloom.portals.bulk.moves import AT_ONCE, ORDERS, TASKS
from orderloom.portals.merchant.order_filters import asked_of
from orderloom.portals.merchant.tasks import asked_of_tasks, told_of_tasks
from orderloom.portals.queries.orders_list import filters_of
from orderloom.portals.queries.task_list import Clock, filtered_tasks

LISTED = {ORDERS: "orders", TASKS: "tasks"}
"""The page of each list."""


def query_of(list_name: str, told: QueryDict) -> str:
    """Return what the list is narrowed down to, as its address says it."""
    if list_name == ORDERS:
        return asked_of(told).query()
    query = urlencode(told_of_tasks(asked_of_tasks(told)))
    return f"?{query}" if query else ""


def meant(
    actor: Actor, workspace: WorkspaceCard, list_name: str, query: str, now: datetime
) -> Iterator[UUID]:
    """Give the ids of all rows that fit, the oldest order or task first; in a transaction. Raises NotAllowed."""
    oldest = ("placed_at", "id") if list_name == ORDERS else ("id",)
    found = _fitting(actor, workspace, list_name, query, now).order_by(*oldest)
    return found.values_list("id", flat=True).iterator()


def is_long(
    actor: Actor,
    workspace: WorkspaceCard,
    list_name: str,
    query: str,
    ids: Sequence[UUID] | None,
    now: datetime,
) -> bool:
    """Tell whether there are more rows than are moved while somebody waits. Raises NotAllowed."""
    if ids is not None:
        return len(ids) > AT_ONCE
    found = _fitting(actor, workspace, list_name, query, now).order_by()
    return found.values("id")[: AT_ONCE + 1].count() > AT_ONCE


def _fitting(
    actor: Actor, workspace: WorkspaceCard, list_name: str, query: str, now: datetime
) -> "QuerySet[Any, Any]":
    told = QueryDict(query.removeprefix("?"))
    if list_name == ORDERS:
        asked = asked_of(told)
        filters = filters_of(actor, asked, now=now, zone=workspace.zone)
        return filtered_orders(actor, asked.stage, filters)
    at = Clock(now, now.astimezone(ZoneInfo(workspace.zone)).date(), workspace.zone)
    return filtered_tasks(actor, asked_of_tasks(told), at)
