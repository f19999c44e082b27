"""The door to tasks, one or many: seen in the actor's own hat, then locked and changed in their workspace's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.bulk import update_rows
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.commands.follow import follow_orders
from orderloom.production.commands.keep_clock import keep_clocks
from orderloom.production.commands.lapse import TALKED_OF, lapse_talks
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
        if row.status not in TALKED_OF:
            lapse_talks(actor, [row], now)
        keep_clocks(row.workspace_id, [(row, before)], now)
        row.save()
        follow_orders(workspace_id=row.workspace_id, order_ids=[row.order_id], now=now)


def by_workspace(actor: Actor, task_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Return those of the tasks that the actor may see, in the workspaces that they belong to."""
    found: dict[UUID, list[UUID]] = {}
    rows = visible_tasks(actor).filter(id__in=task_ids).order_by("workspace_id", "id")
    for workspace_id, task_id in rows.values_list("workspace_id", "id"):
        found.setdefault(workspace_id, []).append(task_id)
    return found


@contextmanager
def opened_many(
    actor: Actor,
    workspace_id: UUID,
    task_ids: Sequence[UUID],
    now: datetime,
    before_orders_follow: Callable[[], None] = lambda: None,
) -> Iterator[Mapping[UUID, OpenTask]]:
    """Open many tasks of one workspace for a command: the block runs in its hat with the rows locked, in id order.

    Those that were changed are saved in one statement, and their orders follow. Tasks that the actor may not see are
    not among them.
    """
    with wear(Hat.workspace(workspace_id)):
        rows = visible_tasks(actor).select_for_update().filter(id__in=task_ids).order_by("id")
        tasks = {row.id: OpenTask(row, actor, now) for row in rows}
        before = {task_id: _values(task.row) for task_id, task in tasks.items()}
        yield tasks
        changed = [task.row for task_id, task in tasks.items() if _values(task.row) != before[task_id]]
        if not changed:
            return
        lapse_talks(actor, [row for row in changed if row.status not in TALKED_OF], now)
        keep_clocks(workspace_id, [(row, before[row.id]) for row in changed], now)
        _save(changed, before)
        before_orders_follow()
        orders = sorted({row.order_id for row in changed})
        follow_orders(workspace_id=workspace_id, order_ids=orders, now=now)


def _save(rows: Sequence[OrderTask], before: Mapping[UUID, dict[str, Any]]) -> None:
    for row in rows:
        row.row_version += 1
    names = sorted(
        {name for row in rows for name, value in _values(row).items() if value != before[row.id][name]}
    )
    columns = ("id", "workspace_id", *names)
    told = [[getattr(row, name) for name in columns] for row in rows]
    update_rows("production_ordertask", columns, told)


def _values(row: OrderTask) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
