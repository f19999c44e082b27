"""Order tasks over the API: for the staff of a workspace, and for the supplier that makes them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from orderloom.identity import idempotency
from orderloom.identity.api_auth import ANYONE, STAFF, actor_of
from orderloom.intake.shapes import Address, Piece, pieces
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.paging import newest_first
from orderloom.kernel.wire import Cursor, Day, Limit, Page, Shown, Text, Told
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import (
    cancel_task,
    change_date,
    complete_task,
    deliver_task,
    finish_task,
    report_progress,
    start_task,
)
from orderloom.production.commands.remind import remind_task
from orderloom.production.queries.shown import NOTHING, OF_ORDER, OrderShown, shown_of
from orderloom.production.queries.tasks import TaskCard, card, visible_task, visible_tasks
from orderloom.production.states import DeclineReason, TaskStatus

router = Router(tags=["tasks"], auth=ANYONE)
Attempt = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class TaskOut(Shown):
    """An order task; `moves` names what the caller may do with it now.

    What is told of the order behind it, from `note` to `order_number`, is what the workspace shows to its supplier now,
    whoever asks.
    """

    id: UUID
    workspace_id: UUID
    order_id: UUID
    line_id: UUID
    number: str
    sku: str
    status: TaskStatus
    attempt: int
    supplier_id: UUID | None
    category_id: UUID | None
    title: str
    variant: str
    personalisation: list[Piece]
    image: str
    note: str
    ship_to: Address | None
    email: str
    phone: str
    sale_price: str | None
    currency: str
    platform: str
    store: str
    order_number: str
    quantity: int
    produced: int
    shipped: int
    reminded_at: datetime | None
    requested_date: date | None
    first_promised_date: date | None
    promised_date: date | None
    slip_reason: str
    respond_by: datetime | None
    offered_at: datetime | None
    accepted_at: datetime | None
    ready_at: datetime | None
    shipped_at: datetime | None
    done_at: datetime | None
    moves: list[str]


def task_out(task: TaskCard) -> TaskOut:
    """Return the task as it travels."""
    return tasks_out([task])[0]


def tasks_out(tasks: Sequence[TaskCard]) -> list[TaskOut]:
    """Return the tasks as they travel, with what their suppliers are shown of the orders."""
    shown = shown_of([task.id for task in tasks])
    return [_told(task, shown.get(task.id, NOTHING)) for task in tasks]


def _told(task: TaskCard, shown: OrderShown) -> TaskOut:
    own = {name: getattr(task, name) for name in TaskOut.model_fields if name not in OF_ORDER}
    price = shown.sale_price
    return TaskOut(
        **{
            **own,
            **{name: getattr(shown, name) for name in OF_ORDER},
            "sale_price": None if price is None else str(price),
            "number": f"T-{task.number}",
            "personalisation": pieces(json.loads(task.personalisation or "[]")),
            "moves": list(task.moves),
        }
    )


class TaskFilters(Told):
    """Which tasks are asked for."""

    status: TaskStatus | None = None
    order_id: UUID | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class Acceptance(Told):
    """The day on which the task will leave; `attempt` refuses to answer an offer that is over."""

    promised: Day
    attempt: Attempt | None = None


class Decline(Told):
    """Why the task is given back; another reason needs words."""

    reason: DeclineReason
    text: Text = ""
    attempt: Attempt | None = None


class Progress(Told):
    """How many pieces are made."""

    produced: Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]


class NewDate(Told):
    """Another promised day; a later one needs a reason."""

    promised: Day
    reason: Text = ""


class Reason(Told):
    """Why."""

    reason: Text = ""


def workspace_of(actor: Actor, task_id: UUID) -> UUID:
    """Return the workspace of a task that the actor may see. Raises NotFound."""
    return visible_task(actor, task_id).workspace_id


idempotency.belongs("task_id", workspace_of)


@router.get(
    "/tasks", response=Page[TaskOut], operation_id="listTasks", summary="List tasks, the newest first"
)
def list_tasks(request: HttpRequest, filters: Query[TaskFilters]) -> Page[TaskOut]:
    """List the tasks that the caller may see, the newest first."""
    actor = actor_of(request)
    found = visible_tasks(actor)
    if filters.status is not None:
        found = found.filter(status=filters.status)
    if filters.order_id is not None:
        found = found.filter(order_id=filters.order_id)
    rows, next_cursor = newest_first(found, filters.cursor, filters.limit)
    return Page[TaskOut](items=tasks_out([card(actor, row) for row in rows]), next_cursor=next_cursor)


@router.get("/tasks/{uuid:task_id}", response=TaskOut, operation_id="getTask", summary="Show a task")
def get_task(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Show one task."""
    actor = actor_of(request)
    return task_out(card(actor, visible_task(actor, task_id)))


@router.post(
    "/tasks/{uuid:task_id}/accept", response=TaskOut, operation_id="acceptTask", summary="Accept a task"
)
def accept(request: HttpRequest, task_id: UUID, body: Acceptance) -> TaskOut:
    """Take the task and promise a day on which it leaves; staff may answer for a supplier."""
    actor = actor_of(request)
    return task_out(
        accept_task(
            actor=actor, task_id=task_id, promised=body.promised, attempt=body.attempt, now=clock.now()
        )
    )


@router.post(
    "/tasks/{uuid:task_id}/decline",
    response={204: None},
    operation_id="declineTask",
    summary="Decline a task",
)
def decline(request: HttpRequest, task_id: UUID, body: Decline) -> None:
    """Give the task back with a reason; the next supplier in the rotation gets it at once."""
    decline_task(
        actor=actor_of(request),
        task_id=task_id,
        reason=body.reason,
        text=body.text,
        attempt=body.attempt,
        now=clock.now(),
    )


@router.post(
    "/tasks/{uuid:task_id}/start", response=TaskOut, operation_id="startTask", summary="Start production"
)
def start(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Begin to make the task."""
    return task_out(start_task(actor=actor_of(request), task_id=task_id, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/progress",
    response=TaskOut,
    operation_id="reportProgress",
    summary="Report progress",
)
def progress(request: HttpRequest, task_id: UUID, body: Progress) -> TaskOut:
    """Say how many pieces are made; the first report starts production."""
    actor = actor_of(request)
    return task_out(report_progress(actor=actor, task_id=task_id, produced=body.produced, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/date",
    response=TaskOut,
    operation_id="changeTaskDate",
    summary="Move the promised day",
)
def new_date(request: HttpRequest, task_id: UUID, body: NewDate) -> TaskOut:
    """Move the promised day; a later day needs a reason, and the first promise stays on record."""
    actor = actor_of(request)
    moved = change_date(
        actor=actor, task_id=task_id, promised=body.promised, reason=body.reason, now=clock.now()
    )
    return task_out(moved)


@router.post(
    "/tasks/{uuid:task_id}/finish",
    response=TaskOut,
    operation_id="finishTask",
    summary="Report the task made",
)
def finish(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Report that all pieces are made and wait for the carrier."""
    return task_out(finish_task(actor=actor_of(request), task_id=task_id, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/done", response=TaskOut, operation_id="completeTask", summary="Mark the task done"
)
def done(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Mark a shipped task done; the people in charge are told."""
    return task_out(complete_task(actor=actor_of(request), task_id=task_id, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/deliver",
    response=TaskOut,
    auth=STAFF,
    operation_id="deliverTask",
    summary="Note the delivery",
)
def deliver(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Note that the customer has it."""
    return task_out(deliver_task(actor=actor_of(request), task_id=task_id, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/cancel",
    response=TaskOut,
    auth=STAFF,
    operation_id="cancelTask",
    summary="Cancel a task",
)
def cancel(request: HttpRequest, task_id: UUID, body: Reason) -> TaskOut:
    """Cancel a task that nobody has accepted yet."""
    cancelled = cancel_task(actor=actor_of(request), task_id=task_id, reason=body.reason, now=clock.now())
    return task_out(cancelled)


@router.post(
    "/tasks/{uuid:task_id}/remind",
    response=TaskOut,
    auth=STAFF,
    operation_id="remindTask",
    summary="Remind the supplier",
)
def remind(request: HttpRequest, task_id: UUID) -> TaskOut:
    """Tell the supplier's members again what the task waits for, at most once in 30 minutes."""
    return task_out(remind_task(actor=actor_of(request), task_id=task_id, now=clock.now()))
