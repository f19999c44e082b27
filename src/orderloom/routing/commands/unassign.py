"""Take back that a person gave tasks to a supplier: whoever was asked before is asked again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.production.queries.queue import QueuedTask, lock_tasks
from orderloom.production.states import TaskStatus
from orderloom.routing.commands.assign import Assigned, ask, withdraw
from orderloom.routing.commands.reroute import reroute_tasks, run_of
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.routing.permissions import ASSIGN


@command
def take_assignments_back(
    *, actor: Actor, task_ids: Sequence[UUID], given_at: Collection[datetime], now: datetime
) -> Assigned:
    """Ask again those who were asked before, for the tasks that were given away by hand at one of these moments.

    A task that had nobody then looks for a supplier again. What the supplier has answered since, or what was given to
    another one, stays as it is; so does a task whose former supplier takes none now. Raises NotAllowed.
    """
    actor.require(ASSIGN)
    run = run_of(actor, now)
    tasks = lock_tasks(run.workspace_id, task_ids)
    refused = dict.fromkeys(set(task_ids) - {task.id for task in tasks}, "not_found")
    given = _given(run.workspace_id, tasks, given_at)
    former = _former(run.workspace_id, tasks, given_at)
    back: dict[UUID, list[QueuedTask]] = {}
    free: list[QueuedTask] = []
    for task in tasks:
        maker = run.tree.makers.get(former.get(task.id, task.id))
        if task.id not in given:
            refused[task.id] = "accepted" if task.status is not TaskStatus.OFFERED else "given_again"
        elif task.id not in former:
            free.append(task)
        elif maker is None or not maker.active:
            refused[task.id] = "former_paused"
        else:
            back.setdefault(maker.supplier_id, []).append(task)
    done: list[UUID] = []
    for supplier_id, theirs in back.items():
        reason = _("The choice of another supplier was taken back.")
        offered = ask(run, theirs, run.tree.makers[supplier_id], reason)
        done += [one.task_id for one in offered]
    if free:
        withdraw(run, free)
        reroute_tasks(actor=actor, task_ids=[task.id for task in free], now=now)
    done += [task.id for task in free]
    left = {task.id for task in tasks} - set(done) - set(refused)
    return Assigned(tuple(done), refused | dict.fromkeys(left, "not_bought"))


def _given(workspace_id: UUID, tasks: Sequence[QueuedTask], given_at: Collection[datetime]) -> set[UUID]:
    """Return those of the tasks whose offer of one of the moments stands, unanswered."""
    rows = Assignment.objects.filter(
        workspace_id=workspace_id, task_id__in=[task.id for task in tasks], status=AssignmentStatus.OFFERED,
        at__in=given_at,
    )  # fmt: skip
    attempts = dict(rows.values_list("task_id", "attempt"))
    return {
        task.id
        for task in tasks
        if task.status is TaskStatus.OFFERED and attempts.get(task.id) == task.attempt
    }


def _former(
    workspace_id: UUID, tasks: Sequence[QueuedTask], given_at: Collection[datetime]
) -> Mapping[UUID, UUID]:
    """Return the suppliers from whom the tasks were taken at one of the moments."""
    rows = Assignment.objects.filter(
        workspace_id=workspace_id, task_id__in=[task.id for task in tasks], status=AssignmentStatus.WITHDRAWN,
        answered_at__in=given_at,
    )  # fmt: skip
    return dict(rows.order_by("attempt").values_list("task_id", "supplier_id"))
