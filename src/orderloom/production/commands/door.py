"""The door to one task: seen in the actor's own hat, then locked and changed in its workspace's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.commands.follow import follow_orders
from orderloom.production.models import OrderTask
from orderloom.production.permissions import ANSWER
from orderloom.production.queries.tasks import visible_task, visible_tasks
from orderloom.production.states import TASK, TaskStatus


@dataclass(slots=True)
class OpenTask:
    """A locked task, and what a command changes of it."""

    row: OrderTask
    actor: Actor
    now: datetime

    def move(self, name: str) -> None:
        """Make the named move. Raises NotAllowed and IllegalMove."""
        self.row.status = TASK.after(self.actor, name, TaskStatus(self.row.status)).value

    def allow(self) -> None:
        """Raise NotAllowed when the actor is staff that may not answer for suppliers; for what is no move."""
        if self.actor.party is Party.STAFF:
            self.actor.require(ANSWER)

    def facts(self) -> dict[str, Any]:
        """Return what every event of a task says."""
        row = self.row
        return {
            "order_id": row.order_id,
            "task_id": row.id,
            "company_id": row.company_id,
            "number": row.number,
        }


@contextmanager
def opened(actor: Actor, task_id: UUID, now: datetime) -> Iterator[OpenTask]:
    """Open a task for a command: the block runs in the workspace's hat with the row locked.

    A task that was changed is saved then, and its order follows. Raises NotFound when the actor may not see the task.
    """
    seen = visible_task(actor, task_id)
    with wear(Hat.workspace(seen.workspace_id)):
        # Asked again under the lock: the offer may have moved to another supplier in between.
        row = visible_tasks(actor).select_for_update().filter(id=task_id).first()
        if row is None:
            raise NotFound
        task, before = OpenTask(row, actor, now), _values(row)
        yield task
        if _values(row) == before:
            return
        row.row_version += 1
        row.save()
        follow_orders(workspace_id=row.workspace_id, order_ids=[row.order_id], now=now)


def _values(row: OrderTask) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
