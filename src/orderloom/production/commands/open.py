"""Open tasks and offer them: called by routing, in its own command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import Rows, insert_together
from orderloom.production.commands.lapse import lapse_talks_of
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus

COLUMNS = (
    "id", "workspace_id", "order_id", "line_id", "category_id", "supplier_id", "company_id", "number", "sku",
    "status", "attempt", "title", "variant", "personalisation", "image", "quantity", "produced",
    "shipped", "delivered", "requested_date", "slip_reason", "respond_by", "created_at", "offered_at", "row_version",
    "ship_group", "clock_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be opened: offered when it has a supplier, queued when none was found."""

    id: UUID
    order_id: UUID
    line_id: UUID
    category_id: UUID | None
    number: int
    title: str
    variant: str
    personalisation: str
    image: str
    quantity: int
    requested_date: date | None
    supplier_id: UUID | None = None
    company_id: UUID | None = None
    sku: str | None = None
    respond_by: datetime | None = None
    ship_group: int | None = None
    clock_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A queued task that a supplier was found for."""

    task_id: UUID
    category_id: UUID | None
    supplier_id: UUID
    company_id: UUID
    attempt: int
    sku: str
    respond_by: datetime | None
    clock_at: datetime | None


def open_tasks(*, workspace_id: UUID, tasks: Sequence[NewTask], now: datetime, along: Rows) -> None:
    """Write the new tasks, and along with them the records of why they go where they go, all in one statement."""
    insert_together(
        ("production_ordertask", COLUMNS, [_row(workspace_id, task, now) for task in tasks]), along
    )


def _row(workspace_id: UUID, task: NewTask, now: datetime) -> tuple[object, ...]:
    offered = task.supplier_id is not None
    status = TaskStatus.OFFERED.value if offered else TaskStatus.QUEUED.value
    return (
        task.id, workspace_id, task.order_id, task.line_id, task.category_id, task.supplier_id, task.company_id,
        task.number, task.sku, status, int(offered), task.title, task.variant, task.personalisation, task.image,
        task.quantity, 0, 0, 0, task.requested_date, "", task.respond_by, now,
        now if offered else None, 1, task.ship_group, task.clock_at,
    )  # fmt: skip


OFFER_AGAIN = """
    UPDATE production_ordertask AS task SET status = 'offered', category_id = offer.category_id,
        supplier_id = offer.supplier_id, company_id = offer.company_id, attempt = offer.attempt,
        sku = coalesce(task.sku, offer.sku),
        respond_by = offer.respond_by, clock_at = offer.clock_at, paused_at = NULL,
        offered_at = %s, row_version = task.row_version + 1
    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::timestamptz[],
        %s::timestamptz[])
        AS offer (task_id, category_id, supplier_id, company_id, attempt, sku, respond_by, clock_at)
    WHERE task.id = offer.task_id AND task.workspace_id = %s AND task.status = 'queued'
"""


def offer_tasks(*, workspace_id: UUID, offers: Sequence[Offer], now: datetime) -> int:
    """Offer queued tasks to the suppliers that were found, in one statement; return how many were still queued."""
    if not offers:
        return 0
    columns = [
        [getattr(offer, name) for offer in offers]
        for name in (
            "task_id",
            "category_id",
            "supplier_id",
            "company_id",
            "attempt",
            "sku",
            "respond_by",
            "clock_at",
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(OFFER_AGAIN, [now, *columns, workspace_id])
        return int(cursor.rowcount)


def take_back(*, actor: Actor, task_ids: Sequence[UUID], now: datetime) -> None:
    """Put offered tasks back in the queue, without a supplier; what was proposed about them is over."""
    lapse_talks_of(actor, task_ids, now)
    offered = OrderTask.objects.filter(
        workspace_id=actor.workspace_id, id__in=task_ids, status=TaskStatus.OFFERED.value
    )
    offered.update(
        status=TaskStatus.QUEUED.value, supplier_id=None, company_id=None, respond_by=None, clock_at=None
    )
