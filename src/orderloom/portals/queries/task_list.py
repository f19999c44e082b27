"""The merchant's list of order tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.portals.queries.numbers import tasks_called
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus

PAGE = 50
MOST_COUNTED = 10_000
MAKING = (TaskStatus.ACCEPTED.value, TaskStatus.IN_PRODUCTION.value, TaskStatus.READY_TO_SHIP.value)


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What the list is narrowed down to; blank does not narrow.

    `due` is "answer" (offers without an answer in time), "late" (past the promised day) or "soon" (due by tomorrow).
    """

    status: str = ""
    supplier_id: UUID | None = None
    text: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What is late now: the moment, and the workspace's day."""

    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task in the list."""

    id: UUID
    order_id: UUID
    number: int
    order_number: int
    title: str
    variant: str
    sku: str | None
    quantity: int
    produced: int
    status: str
    supplier: str | None
    supplier_id: UUID | None
    respond_by: datetime | None
    promised_date: date | None
    requested_date: date | None


@dataclass(frozen=True, slots=True)
class TaskListPage:
    """A page of the list; `next_cursor` leads to the next one and is blank on the last."""

    rows: tuple[TaskRow, ...]
    next_cursor: str


NAMES = tuple(
    name for name in TaskRow.__dataclass_fields__ if name not in ("order_number", "supplier")
)  # as the model calls them


def task_rows(actor: Actor, filters: TaskFilters, at: Clock, *, cursor: str = "") -> TaskListPage:
    """Return a page of tasks, newest first, in one statement. Raises Invalid (no such cursor)."""
    found = filtered_tasks(actor, filters, at)
    if cursor:
        found = found.filter(id__lt=_read(cursor))
    told = found.order_by("-id").values(
        *NAMES, order_number=F("order__number"), supplier_name=F("supplier__name")
    )
    rows = [TaskRow(supplier=row.pop("supplier_name"), **row) for row in told[: PAGE + 1]]
    return TaskListPage(tuple(rows[:PAGE]), str(rows[PAGE - 1].id) if len(rows) > PAGE else "")


def filtered_tasks(actor: Actor, filters: TaskFilters, at: Clock) -> QuerySet[OrderTask]:
    """Return the tasks of the workspace, narrowed down, in no order."""
    found = visible_tasks(actor)
    if filters.status:
        found = found.filter(status=filters.status)
    if filters.supplier_id:
        found = found.filter(supplier_id=filters.supplier_id)
    if filters.due:
        found = found.filter(_due(filters.due, at))
    if filters.text:
        found = found.filter(id__in=tasks_called(actor, filters.text))
    return found


def _due(due: str, at: Clock) -> Q:
    if due == "answer":
        return Q(status=TaskStatus.OFFERED.value, respond_by__lt=at.now)
    if due == "late":
        return Q(status__in=MAKING, promised_date__lt=at.today)
    tomorrow = at.today.fromordinal(at.today.toordinal() + 1)
    return Q(status__in=MAKING, promised_date__range=(at.today, tomorrow))


def _read(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as wrong:
        raise Invalid(
            _("This page does not exist. Begin with the first one."), fields={"cursor": _("Unknown.")}
        ) from wrong


def count_tasks(actor: Actor, filters: TaskFilters, at: Clock) -> int:
    """Return how many tasks fit, up to 10,001, in one statement."""
    return filtered_tasks(actor, filters, at).order_by().values("id")[: MOST_COUNTED + 1].count()


COUNT = """
SELECT kind, (SELECT count(*) FROM (SELECT FROM production_ordertask
    WHERE workspace_id = %s AND status = kind {narrowed} LIMIT %s) AS few) FROM unnest(%s::text[]) AS kind
"""


def task_counts(actor: Actor, supplier_id: UUID | None = None) -> dict[str, int]:
    """Return how many tasks there are in each status, of all suppliers or one, up to 10,001, in one statement."""
    narrowed, supplier = ("AND supplier_id = %s", [supplier_id]) if supplier_id else ("", [])
    statuses = [status.value for status in TaskStatus]
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT.format(narrowed=narrowed), [actor.workspace_id, *supplier, MOST_COUNTED + 1, statuses]
        )
        return dict(cursor.fetchall())
