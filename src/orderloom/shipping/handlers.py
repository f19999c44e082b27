"""What the stage does when a task's parcels have arrived."""

from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.events import on
from orderloom.kernel.tenancy import current_workspace
from orderloom.production.events import TaskDelivered, TaskDone
from orderloom.shipping.models import Shipment


@on(TaskDelivered)
def delivered(actor: Actor, event: TaskDelivered, at: datetime) -> None:
    """Note that the customer has the task's parcels."""
    _arrived(event.task_id, at)


@on(TaskDone)
def done(actor: Actor, event: TaskDone, at: datetime) -> None:
    """Note it of a task that is done without anybody having told of its delivery."""
    _arrived(event.task_id, at)


def _arrived(task_id: UUID, at: datetime) -> None:
    parcels = Shipment.objects.filter(workspace_id=current_workspace(), task_id=task_id)
    parcels.filter(arrived_at=None, voided_at=None).update(arrived_at=at)
