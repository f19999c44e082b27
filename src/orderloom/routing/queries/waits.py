"""Why tasks wait, as the timeline was told last."""

import json
from collections.abc import Sequence
from uuid import UUID

from orderloom.kernel.reading import fetched

LAST = """
SELECT DISTINCT ON (task_id) task_id, kind, data FROM kernel_timelineevent
WHERE workspace_id = %s AND task_id = ANY(%s) ORDER BY task_id, id DESC
"""


def last_reasons(workspace_id: UUID, task_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return for each task whose newest fact is that it waits the reason that was given."""
    if not task_ids:
        return {}
    rows = fetched(LAST, [workspace_id, list(task_ids)])
    return {task_id: json.loads(data)["reason"] for task_id, kind, data in rows if kind == "TaskWaits"}
