"""Why tasks wait: as the timeline was told last, or because their order is stopped."""

import json
from collections.abc import Sequence
from uuid import UUID

from orderloom.intake.rules import CANCELLED_UPSTREAM, CHANGED_UPSTREAM
from orderloom.kernel.reading import fetched

LAST = """
SELECT DISTINCT ON (task_id) task_id, kind, data FROM kernel_timelineevent
WHERE workspace_id = %s AND task_id = ANY(%s) ORDER BY task_id, id DESC
"""

STOPPED = """
SELECT id FROM intake_customerorder WHERE workspace_id = %s AND id = ANY(%s)
AND (held OR upstream_state IN ('cancelled', 'fulfilled') OR exception = ANY(%s))
"""


def stopped_orders(workspace_id: UUID, order_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of the orders that are on hold, or of which the shop says that nobody should make them as they are.

    A person has to look at them first; what is queued of them is offered to nobody.
    """
    marks = [CANCELLED_UPSTREAM, CHANGED_UPSTREAM]
    return {order_id for (order_id,) in fetched(STOPPED, [workspace_id, list(order_ids), marks])}


def last_reasons(workspace_id: UUID, task_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return for each task whose newest fact is that it waits the reason that was given."""
    if not task_ids:
        return {}
    rows = fetched(LAST, [workspace_id, list(task_ids)])
    return {task_id: json.loads(data)["reason"] for task_id, kind, data in rows if kind == "TaskWaits"}
