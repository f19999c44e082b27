"""A parcel leaves, or turns out to be wrong: called by shipping, in its own command."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import IllegalMove, Invalid
from orderloom.production.commands.door import OpenTask
from orderloom.production.models import OrderTask
from orderloom.production.states import TASK, TaskStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a task is, as far as a parcel changes it."""

    status: str
    produced: int
    started_at: datetime | None
    ready_at: datetime | None


def standing_of(row: OrderTask) -> Standing:
    """Return how far the task is now."""
    return Standing(row.status, row.produced, row.started_at, row.ready_at)


def mark_shipped(task: OpenTask, *, quantity: int) -> None:
    """Count the parcel on the open task; the last piece moves it to shipped.

    Raises Invalid (more than is left to ship), NotAllowed, IllegalMove; then the task is as it was.
    """
    row, before = task.row, task.row.status
    after = TASK.after(task.actor, "ship", TaskStatus(before))
    left = row.quantity - row.shipped
    if not 1 <= quantity <= left:
        raise Invalid(
            fields={"quantity": _("Ship at least 1 and at most what is left of the task.")}, left=left
        )
    row.status = after.value
    row.shipped += quantity
    row.produced = max(row.produced, row.shipped)
    row.started_at = row.started_at or task.now
    if row.shipped == row.quantity:
        row.ready_at = row.ready_at or task.now
        row.shipped_at = task.now
    else:
        # A part has left: the rest is still being made, or waits where it was ready already.
        is_made = before == TaskStatus.READY_TO_SHIP
        row.status = TaskStatus.READY_TO_SHIP.value if is_made else TaskStatus.IN_PRODUCTION.value


def mark_unshipped(task: OpenTask, *, quantity: int, before: Standing, after: Standing) -> None:
    """Take the newest parcel of the open task back: what it changed is as it was `before`.

    What was made meanwhile stays made. Raises NotAllowed, and IllegalMove when the task is not as the parcel left it.
    """
    task.allow()
    row = task.row
    if row.status != after.status:
        raise IllegalMove(move="void", state=row.status)
    row.shipped -= quantity
    row.shipped_at = None
    if row.produced == after.produced:
        row.status, row.produced = before.status, before.produced
        row.started_at, row.ready_at = before.started_at, before.ready_at
