"""The tasks of orders, as far as the orders' own progress depends on them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from orderloom.kernel.reading import fetched
from orderloom.production.rules import TaskPart
from orderloom.production.states import TaskStatus

PARTS = """
SELECT t.order_id, t.status, s.name, t.respond_by, t.promised_date, t.requested_date,
    t.talk_turn = 'merchant', t.talk_by
FROM production_ordertask t LEFT JOIN partners_supplier s ON s.id = t.supplier_id AND s.workspace_id = t.workspace_id
WHERE t.workspace_id = %s AND t.order_id = ANY(%s)
"""
COVERED = """
SELECT line_id, quantity FROM production_ordertask
WHERE workspace_id = %s AND order_id = ANY(%s) AND status <> 'cancelled'
"""
SKUS = "SELECT sku FROM production_ordertask WHERE workspace_id = %s AND sku = ANY(%s)"


def parts_of(workspace_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, list[TaskPart]]:
    """Return for each order the parts of its tasks, in one statement."""
    rows = fetched(PARTS, [workspace_id, list(order_ids)])
    parts: dict[UUID, list[TaskPart]] = defaultdict(list)
    for order_id, status, supplier, respond_by, promised, requested, asks, talk_by in rows:
        parts[order_id].append(
            TaskPart(TaskStatus(status), supplier or "", respond_by, promised or requested, asks, talk_by)
        )
    return parts


def quantities_in_tasks(workspace_id: UUID, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return for each order line how much of it living tasks cover."""
    covered: dict[UUID, int] = defaultdict(int)
    for line_id, quantity in fetched(COVERED, [workspace_id, list(order_ids)]):
        covered[line_id] += quantity
    return covered


def known_skus(workspace_id: UUID, skus: Sequence[str]) -> set[str]:
    """Return those of the codes that tasks of the workspace bear already."""
    return {sku for (sku,) in fetched(SKUS, [workspace_id, list(skus)])}
