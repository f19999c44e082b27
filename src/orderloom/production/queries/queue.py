"""Tasks that look for a supplier, as routing needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderloom.kernel.errors import NotFound
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """A locked task without a supplier, or with one that has not answered."""

    id: UUID
    order_id: UUID
    line_id: UUID
    number: int
    sku: str
    status: TaskStatus
    attempt: int
    quantity: int
    supplier_id: UUID | None = None


def _queued(task: OrderTask) -> QueuedTask:
    return QueuedTask(
        task.id, task.order_id, task.line_id, task.number, task.sku or "", TaskStatus(task.status), task.attempt,
        task.quantity, task.supplier_id,
    )  # fmt: skip


def lock_queued(workspace_id: UUID, task_ids: Sequence[UUID]) -> list[QueuedTask]:
    """Lock those of the tasks that are queued and return them in id order."""
    rows = OrderTask.objects.select_for_update().filter(
        workspace_id=workspace_id, id__in=task_ids, status=TaskStatus.QUEUED.value
    )
    return [_queued(task) for task in rows.order_by("id")]


def lock_tasks(workspace_id: UUID, task_ids: Sequence[UUID]) -> list[QueuedTask]:
    """Lock the tasks, in whatever status they are, and return them in id order."""
    rows = OrderTask.objects.select_for_update().filter(workspace_id=workspace_id, id__in=task_ids)
    return [_queued(task) for task in rows.order_by("id")]


def lock_task(workspace_id: UUID, task_id: UUID) -> QueuedTask:
    """Lock one task and return it. Raises NotFound."""
    task = OrderTask.objects.select_for_update().filter(workspace_id=workspace_id, id=task_id).first()
    if task is None:
        raise NotFound
    return _queued(task)


def waiting_tasks(workspace_id: UUID) -> list[UUID]:
    """Return the queued tasks of the workspace, oldest first."""
    rows = OrderTask.objects.filter(workspace_id=workspace_id, status=TaskStatus.QUEUED.value)
    return list(rows.order_by("id").values_list("id", flat=True))


def orders_waiting(workspace_id: UUID, order_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the orders that have a queued task."""
    rows = OrderTask.objects.filter(
        workspace_id=workspace_id, order_id__in=order_ids, status=TaskStatus.QUEUED.value
    )
    return set(rows.values_list("order_id", flat=True).distinct())


def waiting_for(workspace_id: UUID) -> set[tuple[UUID | None, str]]:
    """Return what the queued tasks of the workspace wait for: the category, and the words it was hinted by."""
    rows = OrderTask.objects.filter(workspace_id=workspace_id, status=TaskStatus.QUEUED.value)
    return set(rows.values_list("line__category_id", "line__category_hint").distinct())


def queued_since(workspace_id: UUID, at: datetime) -> int:
    """Return how many tasks that were opened at the instant are still queued."""
    return OrderTask.objects.filter(
        workspace_id=workspace_id, created_at=at, status=TaskStatus.QUEUED.value
    ).count()
