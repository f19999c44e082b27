"""What a supplier answers to an offer."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.queries.addresses import shared_address
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Refusal
from orderloom.kernel.events import record
from orderloom.production.commands.door import opened
from orderloom.production.events import TaskAccepted, TaskDeclined
from orderloom.production.queries.tasks import TaskCard, card
from orderloom.production.rules import has_passed, said
from orderloom.production.states import DeclineReason, TaskStatus

LONGEST_REASON = 500
DAY_PASSED = _("This day has passed. Choose a day from today on.")


class AttemptOver(Refusal):
    """The offer that was answered is not the one that stands now."""

    code = "attempt_over"
    message = _("This offer is over: the task has gone on. Look at your tasks again.")


@command
def accept_task(
    *, actor: Actor, task_id: UUID, promised: date, now: datetime, attempt: int | None = None
) -> TaskCard:
    """Take the task and promise a day on which it leaves.

    A repeated acceptance of the same attempt changes nothing. Raises NotFound, NotAllowed, IllegalMove,
    AttemptOver (the offer was for an earlier attempt) and Invalid (the day has passed).
    """
    with opened(actor, task_id, now) as task:
        row = task.row
        if attempt is not None and attempt != row.attempt:
            raise AttemptOver(attempt=row.attempt)
        if row.status == TaskStatus.ACCEPTED and row.promised_date == promised:
            return card(actor, row)  # a double tap
        if has_passed(promised, now):
            raise Invalid(fields={"promised": DAY_PASSED})
        task.move("accept")
        row.accepted_at = now
        row.promised_date = promised
        row.first_promised_date = row.first_promised_date or promised
        row.respond_by = None
        row.ship_to = shared_address(row.workspace_id, row.order_id, accepted=True)
        facts = task.facts()
        record(
            actor,
            TaskAccepted(
                **facts, supplier_id=_supplier(row.supplier_id), attempt=row.attempt, promised=promised
            ),
            at=now,
        )
    return card(actor, row)


@command
def decline_task(
    *,
    actor: Actor,
    task_id: UUID,
    reason: DeclineReason,
    text: str,
    now: datetime,
    attempt: int | None = None,
) -> None:
    """Give the task back with a reason; the next supplier in the rotation gets it at once.

    Raises NotFound, NotAllowed, IllegalMove, AttemptOver, and Invalid (another reason needs words).
    """
    words = said(text, LONGEST_REASON)
    if reason is DeclineReason.OTHER and not words:
        raise Invalid(fields={"text": _("Say in a few words why.")})
    with opened(actor, task_id, now) as task:
        row = task.row
        if attempt is not None and attempt != row.attempt:
            raise AttemptOver(attempt=row.attempt)
        task.move("decline")
        supplier_id = _supplier(row.supplier_id)
        event = TaskDeclined(
            **task.facts(),
            supplier_id=supplier_id,
            attempt=row.attempt,
            reason=reason.value,
            text=words,
        )
        # From here on the former supplier sees the task no more.
        row.supplier_id, row.company_id, row.respond_by, row.ship_to = None, None, None, ""
        row.save()
        record(actor, event, at=now)
        row.refresh_from_db()  # routing may have offered it again


def _supplier(supplier_id: UUID | None) -> UUID:
    if supplier_id is None:
        raise AttemptOver
    return supplier_id
