"""What an answer does to the record of the offer, and who is asked next."""

from datetime import datetime

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.production.events import OffersExpired, TaskAccepted, TaskCancelled, TaskDeclined
from orderloom.routing.commands.reroute import reroute_tasks
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.routing.pools import UsedUp


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
def note_decline(*, actor: Actor, event: TaskDeclined, now: datetime) -> None:
    """Close the offer as declined, count it as no work for its supplier, and ask the next one."""
    row = Assignment.objects.get(
        workspace_id=actor.workspace_id, task_id=event.task_id, attempt=event.attempt
    )
    row.status, row.answered_at = AssignmentStatus.DECLINED, now
    row.reason, row.reason_text = event.reason, event.text
    row.save(update_fields=["status", "answered_at", "reason", "reason_text"])
    used_up = [UsedUp(row.category_id, row.supplier_id)] if row.category_id and row.turn else []
    reroute_tasks(actor=actor, task_ids=[event.task_id], now=now, used_up=used_up)


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
