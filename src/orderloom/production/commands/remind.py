"""Ask suppliers again for what they have not done yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, NotAllowed, NotFound, Refusal
from orderloom.kernel.events import announce, fact_of, gather
from orderloom.production.events import Reminder, TaskReminded, TasksReminded
from orderloom.production.models import OrderTask
from orderloom.production.permissions import ANSWER
from orderloom.production.queries.tasks import TaskCard, card, visible_tasks
from orderloom.production.states import TaskStatus

AT_MOST_EVERY = timedelta(minutes=30)
NOT_THEIRS = "no_supplier_has_it"
"""The code of a task that waits on no supplier."""
_S = TaskStatus
WITH_SUPPLIER = frozenset(
    {_S.OFFERED.value, _S.ACCEPTED.value, _S.IN_PRODUCTION.value, _S.READY_TO_SHIP.value}
)


class RemindedAlready(Refusal):
    """The supplier has been reminded a moment ago."""

    code = "reminded_already"
    message = _("The supplier was reminded of it less than 30 minutes ago.")


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of it: the tasks of which their suppliers hear, and why the others were left, as codes."""

    done: tuple[UUID, ...]
    refused: Mapping[UUID, str]

    @property
    def told(self) -> int:
        """How many tasks their suppliers hear of."""
        return len(self.done)

    @property
    def too_early(self) -> int:
        """Of how many they have heard a moment ago."""
        return sum(code == RemindedAlready.code for code in self.refused.values())


@command
def remind_task(*, actor: Actor, task_id: UUID, now: datetime) -> TaskCard:
    """Tell the members of the task's supplier again what it waits for.

    Raises NotAllowed, NotFound, IllegalMove (no supplier has the ball), RemindedAlready.
    """
    done = remind_tasks(actor=actor, task_ids=[task_id], now=now)
    row = visible_tasks(actor).filter(id=task_id).first()
    if row is None:
        raise NotFound
    if done.too_early:
        raise RemindedAlready
    if done.refused:
        raise IllegalMove(move="remind", state=row.status)
    return card(actor, row)


@command
def remind_tasks(*, actor: Actor, task_ids: Sequence[UUID], now: datetime) -> Reminded:
    """Tell each supplier once about those of the tasks that wait on it; what cannot be is left. Raises NotAllowed."""
    if actor.party is Party.SUPPLIER:
        raise NotAllowed
    actor.require(ANSWER)
    locked = visible_tasks(actor).select_for_update().filter(id__in=task_ids).order_by("id")
    rows = list(locked)
    theirs = [row for row in rows if row.status in WITH_SUPPLIER]
    due = [row for row in theirs if row.reminded_at is None or row.reminded_at <= now - AT_MOST_EVERY]
    if due:
        _remind(actor, due, now)
    refused = {row.id: NOT_THEIRS for row in rows} | {row.id: RemindedAlready.code for row in theirs}
    done = tuple(row.id for row in due)
    return Reminded(done, {one: code for one, code in refused.items() if one not in set(done)})


def _remind(actor: Actor, rows: Sequence[OrderTask], now: datetime) -> None:
    OrderTask.objects.filter(workspace_id=actor.workspace_id, id__in=[row.id for row in rows]).update(
        reminded_at=now, row_version=F("row_version") + 1
    )
    events = [
        TaskReminded(order_id=row.order_id, task_id=row.id, company_id=row.company_id, number=row.number)
        for row in rows
    ]
    gather([fact_of(actor, event, now) for event in events])
    reminders = [Reminder(row.id, row.company_id, row.number) for row in rows if row.company_id]
    announce(actor, TasksReminded(reminders=tuple(reminders)), at=now)
