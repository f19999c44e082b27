"""Let tasks know which others go into the same parcel."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import array
from orderloom.kernel.events import fact_of, gather
from orderloom.production.events import TaskGrouped

GROUP = """
UPDATE production_ordertask task SET ship_group = grouped.number
FROM (
    SELECT o.id, g.number FROM unnest(%s::uuid[]) AS o(id)
    LEFT JOIN intake_shipgrouporder m ON m.order_id = o.id AND m.workspace_id = %s
    LEFT JOIN intake_shipgroup g ON g.id = m.group_id AND g.workspace_id = m.workspace_id
) AS grouped
WHERE task.order_id = grouped.id AND task.workspace_id = %s AND task.shipped_at IS NULL
    AND task.status <> 'cancelled' AND task.ship_group IS DISTINCT FROM grouped.number
RETURNING task.order_id, task.id, task.company_id, task.number, task.ship_group
"""


def group_tasks(actor: Actor, order_ids: Sequence[UUID], *, now: datetime) -> int:
    """Write the groups of the orders on their tasks that have not left; return how many are different.

    Part of the command that calls it; suppliers are told of their own tasks.
    """
    here = actor.workspace_id
    with connection.cursor() as cursor:
        cursor.execute(GROUP, [array(list(order_ids)), here, here])
        rows = cursor.fetchall()
    events = [
        TaskGrouped(order_id=order_id, task_id=task_id, company_id=company_id, number=number, group=group)
        for order_id, task_id, company_id, number, group in sorted(rows, key=lambda row: row[3])
    ]
    gather([fact_of(actor, event, now) for event in events])
    return len(events)
