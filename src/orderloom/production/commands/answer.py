"""What a supplier answers to an offer: all of it, a part, or none; many at once, or one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, Refusal
from orderloom.production.commands.agree import DAY_PASSED
from orderloom.production.commands.door import OpenTask
from orderloom.production.commands.many import Deed, Outcome, at_table, only
from orderloom.production.commands.table import Table
from orderloom.production.queries.tasks import TaskCard, card, visible_task
from orderloom.production.rules import said
from orderloom.production.states import DeclineReason, TaskStatus

__all__ = [
    "DAY_PASSED",
    "LONGEST_REASON",
    "Answer",
    "AttemptOver",
    "accept_task",
    "answer_tasks",
    "decline_task",
]
LONGEST_REASON = 500


class AttemptOver(Refusal):
    """The offer that was answered is not the one that stands now."""

    code = "attempt_over"
    message = _("This offer is over: the task has gone on. Look at your tasks again.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One task's answer: the day on which it leaves and how many of the pieces, or why it is given back."""

    task_id: UUID
    promised: date | None = None
    quantity: int | None = None
    reason: DeclineReason | None = None
    text: str = ""
    attempt: int | None = None


@command
def answer_tasks(*, actor: Actor, answers: Sequence[Answer], now: datetime) -> list[Outcome]:
    """Accept those that name a day and give the others back, all locked, saved and routed together.

    A part that is accepted leaves the rest to another supplier. Each row has its own outcome.
    """
    return at_table(actor, {one.task_id: _deed(one) for one in answers}, now, for_supplier=True)


def _deed(told: Answer) -> Deed:
    def answer(table: Table, task: OpenTask) -> None:
        row = task.row
        if told.attempt is not None and told.attempt != row.attempt:
            raise AttemptOver(attempt=row.attempt)
        if told.promised is not None:
            is_double = row.status == TaskStatus.ACCEPTED and row.promised_date == told.promised
            if not is_double or told.quantity not in (None, row.quantity):
                table.take(task, told.promised, told.quantity)
            return
        words = said(told.text, LONGEST_REASON)
        if told.reason is None:
            raise Invalid(fields={"reason": _("Say which day it leaves, or why it goes back.")})
        if told.reason is DeclineReason.OTHER and not words:
            raise Invalid(fields={"text": _("Say in a few words why.")})
        table.give_back(task, told.reason.value, words)

    return answer


@command
def accept_task(
    *,
    actor: Actor,
    task_id: UUID,
    promised: date,
    now: datetime,
    attempt: int | None = None,
    quantity: int | None = None,
) -> TaskCard:
    """Take the task, or so many of its pieces, and promise a day on which it leaves; the rest is routed again.

    A repeated acceptance of the same attempt changes nothing. Raises NotFound, NotAllowed, IllegalMove,
    AttemptOver (the offer was for an earlier attempt) and Invalid (the day has passed, or not so many pieces).
    """
    told = Answer(task_id, promised, quantity, attempt=attempt)
    only(answer_tasks(actor=actor, answers=[told], now=now))
    return card(actor, visible_task(actor, task_id))


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
    told = Answer(task_id, reason=reason, text=text, attempt=attempt)
    only(answer_tasks(actor=actor, answers=[told], now=now))
