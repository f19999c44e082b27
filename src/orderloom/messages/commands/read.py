"""Note how far somebody has read."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.models import Message
from orderloom.production.queries.tasks import visible_task

MARK = """
INSERT INTO messaging_readmark (id, workspace_id, user_id, order_id, task_id, company_id, seen_id)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (workspace_id, user_id, order_id, task_id)
DO UPDATE SET seen_id = excluded.seen_id, company_id = excluded.company_id
WHERE messaging_readmark.seen_id < excluded.seen_id
"""


@command
def read_order(*, actor: Actor, order_id: UUID, now: datetime) -> None:
    """Note that the person has seen all messages of the order. Raises NotFound, NotAllowed."""
    if actor.party is Party.SUPPLIER or not visible_orders(actor).filter(id=order_id).exists():
        raise NotFound
    _mark(actor, actor.workspace_id, order_id, None, None)


@command
def read_task(*, actor: Actor, task_id: UUID, now: datetime) -> None:
    """Note that the supplier's person has seen all messages of the task. Raises NotFound."""
    seen = visible_task(actor, task_id)
    if actor.party is not Party.SUPPLIER:
        raise NotFound
    with wear(Hat.workspace(seen.workspace_id)):
        _mark(actor, seen.workspace_id, seen.order_id, seen.id, actor.company_id)


def _mark(
    actor: Actor, workspace_id: UUID, order_id: UUID, task_id: UUID | None, company_id: UUID | None
) -> None:
    if actor.user_id is None:
        return
    found = Message.objects.filter(workspace_id=workspace_id, order_id=order_id)
    if task_id is not None:
        found = found.filter(task_id=task_id, company_id=company_id)
    newest = found.order_by("-id").values_list("id", flat=True).first()
    if newest is None:
        return
    row = [new_id(), workspace_id, actor.user_id, order_id, task_id, company_id, newest]
    with connection.cursor() as cursor:
        cursor.execute(MARK, row)
