"""The door to order tasks: who may see which, and the card that a page or a program gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.production.models import OrderTask
from orderloom.production.states import TASK, TaskStatus


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as pages and programs show it."""

    id: UUID
    workspace_id: UUID
    order_id: UUID
    line_id: UUID
    number: int
    sku: str
    status: TaskStatus
    attempt: int
    supplier_id: UUID | None
    category_id: UUID | None
    title: str
    variant: str
    personalisation: str
    image: str
    quantity: int
    produced: int
    shipped: int
    requested_date: date | None
    first_promised_date: date | None
    promised_date: date | None
    slip_reason: str
    respond_by: datetime | None
    reminded_at: datetime | None
    offered_at: datetime | None
    accepted_at: datetime | None
    ready_at: datetime | None
    shipped_at: datetime | None
    done_at: datetime | None
    moves: tuple[str, ...]


def visible_tasks(actor: Actor) -> QuerySet[OrderTask]:
    """Return the tasks the actor may see: staff those of the workspace, a supplier those offered to its company.

    Whoever came by a link sees the one task that it is for.
    """
    if actor.party is Party.SUPPLIER:
        theirs = OrderTask.objects.filter(company_id=actor.company_id)
        return theirs.filter(id=actor.task_id) if actor.task_id else theirs
    return OrderTask.objects.filter(workspace_id=actor.workspace_id)


def visible_task(actor: Actor, task_id: UUID) -> OrderTask:
    """Return one task, unlocked. Raises NotFound when there is none that the actor may see."""
    found = visible_tasks(actor).filter(id=task_id).first()
    if found is None:
        raise NotFound
    return found


def card(actor: Actor, task: OrderTask) -> TaskCard:
    """Return the task as a card, with the moves that this actor may make now."""
    status = TaskStatus(task.status)
    return TaskCard(
        id=task.id,
        workspace_id=task.workspace_id,
        order_id=task.order_id,
        line_id=task.line_id,
        number=task.number,
        sku=task.sku or "",
        status=status,
        attempt=task.attempt,
        supplier_id=task.supplier_id,
        category_id=task.category_id,
        title=task.title,
        variant=task.variant,
        personalisation=task.personalisation,
        image=task.image,
        quantity=task.quantity,
        produced=task.produced,
        shipped=task.shipped,
        requested_date=task.requested_date,
        first_promised_date=task.first_promised_date,
        promised_date=task.promised_date,
        slip_reason=task.slip_reason,
        respond_by=task.respond_by,
        reminded_at=task.reminded_at,
        offered_at=task.offered_at,
        accepted_at=task.accepted_at,
        ready_at=task.ready_at,
        shipped_at=task.shipped_at,
        done_at=task.done_at,
        moves=tuple(TASK.allowed(actor, status)),
    )


def categories_of(workspace_id: UUID, task_ids: Sequence[UUID]) -> dict[UUID, UUID | None]:
    """Return the category of each task."""
    rows = OrderTask.objects.filter(workspace_id=workspace_id, id__in=task_ids)
    return dict(rows.values_list("id", "category_id"))


def category_of(workspace_id: UUID, task_id: UUID) -> UUID | None:
    """Return the category of a task."""
    return OrderTask.objects.values_list("category_id", flat=True).get(workspace_id=workspace_id, id=task_id)
