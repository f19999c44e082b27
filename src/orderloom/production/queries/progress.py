"""The tasks of orders, as far as the orders' own progress depends on them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from orderloom.production.models import OrderTask
from orderloom.production.rules import TaskPart
from orderloom.production.states import TaskStatus


def parts_of(workspace_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, list[TaskPart]]:
    """Return for each order the parts of its tasks, in one statement."""
    rows = OrderTask.objects.filter(workspace_id=workspace_id, order_id__in=order_ids).values_list(
        "order_id", "status", "supplier__name", "respond_by", "promised_date", "requested_date"
    )
    parts: dict[UUID, list[TaskPart]] = defaultdict(list)
    for order_id, status, supplier, respond_by, promised, requested in rows:
        parts[order_id].append(
            TaskPart(TaskStatus(status), supplier or "", respond_by, promised or requested)
        )
    return parts


def quantities_in_tasks(workspace_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return for each order line how much of it living tasks cover."""
    rows = OrderTask.objects.filter(workspace_id=workspace_id, order_id__in=order_ids).exclude(
        status=TaskStatus.CANCELLED.value
    )
    covered: dict[UUID, int] = defaultdict(int)
    for line_id, quantity in rows.values_list("line_id", "quantity"):
        covered[line_id] += quantity
    return covered


def known_skus(workspace_id: UUID, skus: Sequence[str]) -> set[str]:
    """Return those of the codes that tasks of the workspace bear already."""
    return {
        sku
        for sku in OrderTask.objects.filter(workspace_id=workspace_id, sku__in=skus).values_list(
            "sku", flat=True
        )
        if sku
    }
