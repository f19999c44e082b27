"""What a supplier reports while it makes a task, and how a task ends."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, Invalid
from orderloom.kernel.events import record
from orderloom.production.commands.answer import DAY_PASSED, AttemptOver
from orderloom.production.commands.door import opened
from orderloom.production.events import (
    DateChanged,
    ProductionProgressed,
    ProductionStarted,
    TaskCancelled,
    TaskDelivered,
    TaskDone,
    TaskReady,
)
from orderloom.production.queries.tasks import TaskCard, card
from orderloom.production.rules import has_passed, said
from orderloom.production.states import TaskStatus

_S = TaskStatus
LONGEST_REASON = 300
MAKING = frozenset({_S.ACCEPTED, _S.IN_PRODUCTION, _S.READY_TO_SHIP})


@command
def start_task(*, actor: Actor, task_id: UUID, now: datetime) -> TaskCard:
    """Begin to make the task. Raises NotFound, NotAllowed, IllegalMove."""
    with opened(actor, task_id, now) as task:
        task.move("start")
        task.row.started_at = now
        record(actor, ProductionStarted(**task.facts()), at=now)
    return card(actor, task.row)


@command
def report_progress(*, actor: Actor, task_id: UUID, produced: int, now: datetime) -> TaskCard:
    """Say how many pieces are made; the first report starts production.

    Raises NotFound, NotAllowed, IllegalMove, and Invalid (more than ordered, or less than what has left already).
    """
    with opened(actor, task_id, now) as task:
        task.allow()
        row = task.row
        if row.status == _S.ACCEPTED:
            task.move("start")
            row.started_at = now
            record(actor, ProductionStarted(**task.facts()), at=now)
        if row.status != _S.IN_PRODUCTION:
            raise IllegalMove(move="progress", state=row.status)
        if not 0 <= produced <= row.quantity:
            raise Invalid(fields={"produced": _("Give a number between 0 and the quantity of the task.")})
        if produced < row.shipped:
            raise Invalid(fields={"produced": _("More than that has left already.")})
        before, row.produced = row.produced, produced
        record(
            actor,
            ProductionProgressed(**task.facts(), before=before, produced=produced, quantity=row.quantity),
            at=now,
        )
    return card(actor, row)


@command
def change_date(*, actor: Actor, task_id: UUID, promised: date, reason: str, now: datetime) -> TaskCard:
    """Move the promised day; a later day needs a reason, the first promise stays on record.

    The same day again changes nothing. Raises NotFound, NotAllowed, IllegalMove, and Invalid (the day has passed, or
    no reason for a later one).
    """
    with opened(actor, task_id, now) as task:
        task.allow()
        row = task.row
        if row.status not in MAKING:
            raise IllegalMove(move="change_date", state=row.status)
        before, words = row.promised_date, said(reason, LONGEST_REASON)
        if promised == before:
            return card(actor, row)
        if has_passed(promised, now):
            raise Invalid(fields={"promised": DAY_PASSED})
        later = before is not None and promised > before
        if later and not words:
            raise Invalid(fields={"reason": _("Say why it will be later.")})
        row.promised_date, row.slip_reason = promised, words if later else row.slip_reason
        record(actor, DateChanged(**task.facts(), before=before, promised=promised, reason=words), at=now)
    return card(actor, row)


@command
def finish_task(*, actor: Actor, task_id: UUID, now: datetime) -> TaskCard:
    """Report that all pieces are made and wait for the carrier. Raises NotFound, NotAllowed, IllegalMove."""
    with opened(actor, task_id, now) as task:
        task.move("finish")
        task.row.produced = task.row.quantity
        task.row.ready_at = now
        task.row.started_at = task.row.started_at or now
        record(actor, TaskReady(**task.facts()), at=now)
    return card(actor, task.row)


@command
def deliver_task(*, actor: Actor, task_id: UUID, now: datetime) -> TaskCard:
    """Note that the customer has it. Raises NotFound, NotAllowed, IllegalMove."""
    with opened(actor, task_id, now) as task:
        task.move("deliver")
        task.row.delivered, task.row.delivered_at = task.row.shipped, now
        record(actor, TaskDelivered(**task.facts()), at=now)
    return card(actor, task.row)


@command
def complete_task(*, actor: Actor, task_id: UUID, now: datetime) -> TaskCard:
    """Mark the task done and tell the person in charge; a repeated call changes nothing.

    Raises NotFound, NotAllowed, and IllegalMove (nothing was shipped yet).
    """
    with opened(actor, task_id, now) as task:
        row = task.row
        if row.status == _S.DONE:
            return card(actor, row)
        task.move("complete")
        row.done_at = now
        if row.supplier_id is None:
            raise AttemptOver
        record(actor, TaskDone(**task.facts(), supplier_id=row.supplier_id, title=row.title), at=now)
    return card(actor, row)


@command
def cancel_task(*, actor: Actor, task_id: UUID, reason: str, now: datetime) -> TaskCard:
    """Cancel a task that nobody has accepted yet. Raises NotFound, NotAllowed, IllegalMove."""
    with opened(actor, task_id, now) as task:
        task.move("cancel")
        task.row.respond_by = task.row.clock_at = None
        task.row.save(
            update_fields=["status", "respond_by", "clock_at"]
        )  # who hears of it counts what still waits
        record(actor, TaskCancelled(**task.facts(), reason=said(reason, LONGEST_REASON)), at=now)
    return card(actor, task.row)
