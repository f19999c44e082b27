"""Look at all orders again that wait for review, when its rules have changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from orderloom.intake.commands.purchasing import advance_by_rule, rule_of
from orderloom.intake.commands.review_orders import review_orders
from orderloom.intake.permissions import CONFIRM
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command

CHUNK = 1000
WAITING = """
SELECT id FROM intake_customerorder
WHERE workspace_id = %s AND id > %s AND upstream_state = 'ready'
    AND (status = 'received' OR status = 'confirmed' AND exception LIKE 'review\\_%%')
ORDER BY id LIMIT %s
"""


def review_waiting(*, actor: Actor, now: datetime, chunk: int = CHUNK) -> int:
    """Look at every order that waits and return how many there were; each chunk is a transaction of its own.

    Must be called outside a transaction, in the hat of the actor's workspace. Raises NotAllowed.
    """
    seen, last = 0, UUID(int=0)
    while ids := _next(actor, last, chunk):
        review_chunk(actor=actor, order_ids=ids, now=now)
        seen, last = seen + len(ids), ids[-1]
    return seen


def _next(actor: Actor, after: UUID, chunk: int) -> list[UUID]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAITING, [actor.workspace_id, after, chunk])
        return [row[0] for row in cursor.fetchall()]


@command
def review_chunk(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> int:
    """Look at these orders, let those go on that nothing holds any more, and return how many these are.

    Raises NotAllowed.
    """
    actor.require(CONFIRM)
    freed = review_orders(actor.workspace_id, dict.fromkeys(order_ids, frozenset()), now=now)
    advance_by_rule(actor, rule_of(actor), freed, now=now)
    return len(freed)
