"""A parcel leaves: called by shipping, in its own command."""

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.production.commands.door import OpenTask
from orderloom.production.states import TASK, TaskStatus


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
