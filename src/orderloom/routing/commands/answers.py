"""What an answer does to the record of the offer, and who is asked next."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insert_rows, update_rows
from orderloom.kernel.commands import command
from orderloom.kernel.ids import new_id
from orderloom.production.events import (
    OffersExpired,
    OpenedPart,
    PartsOpened,
    TaskAccepted,
    TaskCancelled,
    TasksDeclined,
)
from orderloom.routing.commands.reroute import reroute_tasks
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.routing.pools import UsedUp

PART_ONLY = "part"  # the supplier makes the other pieces of the task
KEPT = tuple(field.attname for field in Assignment._meta.concrete_fields)


@command
def note_acceptance(*, actor: Actor, event: TaskAccepted, now: datetime) -> None:
    """Close the offer as accepted."""
    Assignment.objects.filter(
        workspace_id=actor.workspace_id, task_id=event.task_id, attempt=event.attempt
    ).update(status=AssignmentStatus.ACCEPTED, answered_at=now)


@command
def note_cancellation(*, actor: Actor, event: TaskCancelled, now: datetime) -> None:
    """Withdraw the offer of a cancelled task, where one stands."""
    Assignment.objects.filter(
        workspace_id=actor.workspace_id, task_id=event.task_id, status=AssignmentStatus.OFFERED
    ).update(status=AssignmentStatus.WITHDRAWN, answered_at=now)


@command
def note_declines(*, actor: Actor, event: TasksDeclined, now: datetime) -> None:
    """Close the declined offers, count them as no work for their suppliers, and ask the next ones together."""
    told = {one.task_id: one for one in event.declines}
    rows = Assignment.objects.filter(workspace_id=actor.workspace_id, task_id__in=told).order_by("id")
    over = [row for row in rows if row.attempt == told[row.task_id].attempt]
    for row in over:
        row.status, row.answered_at = AssignmentStatus.DECLINED, now
        row.reason, row.reason_text = told[row.task_id].reason, told[row.task_id].text
    columns = ("id", "workspace_id", "status", "answered_at", "reason", "reason_text")
    closed = [[getattr(row, name) for name in columns] for row in over]
    update_rows(
        "routing_assignment",
        columns,
        closed,
    )
    used_up = [UsedUp(row.category_id, row.supplier_id) for row in over if row.category_id and row.turn]
    reroute_tasks(actor=actor, task_ids=sorted(told), now=now, used_up=used_up)


@command
def note_expiry(*, actor: Actor, event: OffersExpired, now: datetime) -> None:
    """Close the offers that nobody answered, count them as no work for their suppliers, and ask the next ones."""
    attempts = {offer.task_id: offer.attempt for offer in event.offers}
    rows = Assignment.objects.filter(
        workspace_id=actor.workspace_id, task_id__in=attempts, status=AssignmentStatus.OFFERED
    )
    over = [row for row in rows.order_by("id") if row.attempt == attempts[row.task_id]]
    Assignment.objects.filter(workspace_id=actor.workspace_id, id__in=[row.id for row in over]).update(
        status=AssignmentStatus.EXPIRED, answered_at=now
    )
    used_up = [UsedUp(row.category_id, row.supplier_id) for row in over if row.category_id and row.turn]
    reroute_tasks(actor=actor, task_ids=sorted(attempts), now=now, used_up=used_up)


@command
def note_parts(*, actor: Actor, event: PartsOpened, now: datetime) -> None:
    """Record whom the parts of split tasks are with, and ask the next suppliers for those that have none.

    Who could not make all of a task is not asked for its rest, nor is anybody who has declined the whole.
    """
    here, wholes = actor.workspace_id, {part.whole_id for part in event.parts}
    known: dict[UUID, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(workspace_id=here, task_id__in=wholes).order_by("attempt"):
        known[row.task_id].append(row)
    rows = [kept for part in event.parts for kept in _kept(part, known[part.whole_id], now)]
    insert_rows("routing_assignment", KEPT, [[getattr(row, name) for name in KEPT] for row in rows])
    looking = sorted(part.task_id for part in event.parts if not part.stays)
    if looking:
        reroute_tasks(actor=actor, task_ids=looking, now=now)


def _kept(part: OpenedPart, attempts: Sequence[Assignment], now: datetime) -> Iterator[Assignment]:
    """Give the offers of the whole task that count for its part as well: those who said no, and the last one."""
    for row in attempts:
        is_last = row.attempt == part.whole_attempt
        if not is_last and (
            part.stays or row.status not in (AssignmentStatus.DECLINED, AssignmentStatus.EXPIRED)
        ):
            continue
        row = copy(row)
        row.id, row.task_id, row.turn = new_id(), part.task_id, None
        if is_last:
            row.status = AssignmentStatus.ACCEPTED if part.stays else AssignmentStatus.DECLINED
            row.answered_at = now
            row.reason = "" if part.stays else PART_ONLY
        yield row
