"""How much a person has not read yet."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import NOWHERE, Actor, Party

MOST = 100  # counted; a page says "99+"
OF_ORDER = """
SELECT count(*) FROM (SELECT FROM messaging_message m WHERE m.workspace_id = %(here)s AND m.order_id = %(order)s
    AND m.author_id IS DISTINCT FROM %(person)s AND m.id > coalesce((SELECT seen_id FROM messaging_readmark r
        WHERE r.workspace_id = m.workspace_id AND r.user_id = %(person)s AND r.order_id = m.order_id
        AND r.task_id IS NULL), %(first)s) LIMIT %(most)s) AS new
"""
OF_TASKS = """
SELECT m.task_id, t.status, count(*) FROM (SELECT task_id, id FROM messaging_message
    WHERE company_id = %(company)s AND party <> 'supplier' ORDER BY id DESC LIMIT 2000) m
JOIN production_ordertask t ON t.id = m.task_id AND t.company_id = %(company)s
LEFT JOIN messaging_readmark r ON r.company_id = %(company)s AND r.user_id = %(person)s AND r.task_id = m.task_id
WHERE r.seen_id IS NULL OR m.id > r.seen_id GROUP BY m.task_id, t.status
"""


def unread_of_order(actor: Actor, order_id: UUID) -> int:
    """Return how many messages of the order the person of the staff has not seen, at most 100."""
    told = {
        "here": actor.workspace_id, "order": order_id, "person": actor.user_id or NOWHERE, "first": NOWHERE,
        "most": MOST,
    }  # fmt: skip
    ((count,),) = _rows(OF_ORDER, told)
    return int(count)


def unread_of_tasks(actor: Actor) -> dict[UUID, tuple[str, int]]:
    """Return status and number of unseen messages of each task of the company that has any, from the newest 2,000."""
    if actor.party is not Party.SUPPLIER:
        return {}
    told = {"company": actor.company_id, "person": actor.user_id or NOWHERE}
    return {task_id: (status, count) for task_id, status, count in _rows(OF_TASKS, told)}


def unread_in(unread: dict[UUID, tuple[str, int]], statuses: Iterable[str]) -> int:
    """Return how many of the unseen messages are about tasks in these statuses."""
    wanted = set(statuses)
    return sum(count for status, count in unread.values() if status in wanted)


def _rows(statement: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
