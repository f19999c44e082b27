"""The merchant's list of order tasks: what its filters mean, and how many there are in each status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from orderloom.intake.states import WaitsOn
from orderloom.kernel.actor import Actor
from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.portals.merchant.task_filters import TasksAsked
from orderloom.portals.queries.numbers import tasks_called
from orderloom.portals.queries.orders_list import with_all_below
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus

FORTNIGHT = 14  # days
MAKING = (TaskStatus.ACCEPTED.value, TaskStatus.IN_PRODUCTION.value, TaskStatus.READY_TO_SHIP.value)
WAITING = {
    WaitsOn.MERCHANT.value: (TaskStatus.QUEUED.value,),
    WaitsOn.SUPPLIER.value: (TaskStatus.OFFERED.value, *MAKING),
    WaitsOn.CARRIER.value: (TaskStatus.SHIPPED.value, TaskStatus.DELIVERED.value),
    WaitsOn.NOBODY.value: (TaskStatus.DONE.value, TaskStatus.CANCELLED.value),
}
"""The statuses in which a task waits on somebody."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What is late now: the moment, and the workspace's day."""

    now: datetime
    today: date
    zone: str = "UTC"


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
    category: str | None
    respond_by: datetime | None
    talk_turn: str
    talk_by: datetime | None
    promised_date: date | None
    requested_date: date | None
    created_at: datetime
    accepted_at: datetime | None
    shipped_at: datetime | None


JOINED = {
    "order_number": "order__number",
    "supplier_name": "supplier__name",
    "category_name": "category__name",
    "category_zh": "category__name_zh",
}
NAMES = tuple(
    name
    for name in TaskRow.__dataclass_fields__
    if name not in ("order_number", "supplier", "category")  # as the model calls them
)


def filtered_tasks(actor: Actor, asked: TasksAsked, at: Clock) -> "QuerySet[OrderTask]":
    """Return the tasks of the workspace that fit, in no order; at most two statements before they are read."""
    found = visible_tasks(actor)
    if asked.tab:
        found = found.filter(status=asked.tab)
    if suppliers := asked.many("supplier"):
        found = found.filter(supplier_id__in=suppliers)
    if waits := asked.many("waits"):
        found = found.filter(_waiting(waits))
    if made := asked.many("category"):
        found = found.filter(category_id__in=with_all_below(actor, [UUID(one) for one in made]))
    if asked.text:
        found = found.filter(id__in=tasks_called(actor, asked.text))
    if talk := asked.get("proposal"):
        turn = "merchant" if talk == "late" else talk
        late = Q(talk_by__lt=at.now) if talk == "late" else Q()
        found = found.filter(late, talk_turn=turn)
    return _in_time(found, asked, at)


def _waiting(waits: Sequence[str]) -> Q:
    """Return which tasks wait on those; a proposal gives the ball to the merchant, wherever its task is."""
    fits = Q(status__in=[status for one in waits for status in WAITING[one]])
    if WaitsOn.MERCHANT.value in waits:
        return fits | Q(talk_turn="merchant")
    return fits & ~Q(talk_turn="merchant")


def _in_time(found: "QuerySet[OrderTask]", asked: TasksAsked, at: Clock) -> "QuerySet[OrderTask]":
    """Narrow the tasks down by when they are due, or were sent."""
    if due := asked.get("due"):
        found = found.filter(_due(due, at))
    if gone := asked.get("left"):
        found = _left(found, gone, at)
    if low := asked.get("due_from"):
        found = found.filter(due_key__gte=low)
    if high := asked.get("due_to"):
        found = found.filter(due_key__lte=high)
    return found


def _due(due: str, at: Clock) -> Q:
    if due == "answer":
        return Q(status=TaskStatus.OFFERED.value, respond_by__lt=at.now)
    if due == "late":
        return Q(status__in=MAKING, promised_date__lt=at.today)
    tomorrow = at.today.fromordinal(at.today.toordinal() + 1)
    return Q(status__in=MAKING, promised_date__range=(at.today, tomorrow))


def _left(found: "QuerySet[OrderTask]", gone: str, at: Clock) -> "QuerySet[OrderTask]":
    """Return what left in the last 14 days of the workspace, or of that what left after the first promise."""
    zone = ZoneInfo(at.zone)
    since = datetime.combine(at.today - timedelta(days=FORTNIGHT - 1), time.min, zone)
    found = found.filter(shipped_at__gte=since, status__in=("shipped", "delivered", "done"))
    if gone != "late":
        return found
    promise = Coalesce("first_promised_date", "promised_date", "requested_date")
    return found.alias(promise=promise, left_on=TruncDate("shipped_at", tzinfo=zone)).filter(
        promise__lt=F("left_on")
    )


# Ordered, so that the index is read: else a status that no task has is looked for in all of them.
COUNT = """
SELECT kind, (SELECT count(*) FROM (SELECT FROM production_ordertask
    WHERE workspace_id = %s AND status = kind {narrowed} ORDER BY id DESC LIMIT %s) AS few)
FROM unnest(%s::text[]) AS kind
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
