"""Whether the clock has anything to do, and by when a task is to reach what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.reading import fetched
from orderloom.production.models import TaskMilestone
from orderloom.production.queries.tasks import visible_task
from orderloom.production.states import Milestone

DUE = """
SELECT EXISTS (SELECT FROM production_ordertask WHERE workspace_id = %s AND clock_at <= %s)
    OR EXISTS (SELECT FROM production_ordertask t JOIN intake_customerorder o ON o.id = t.order_id
        AND o.workspace_id = t.workspace_id AND NOT o.held WHERE t.workspace_id = %s AND t.paused_at IS NOT NULL)
    OR EXISTS (SELECT FROM intake_customerorder o JOIN production_ordertask t ON t.order_id = o.id
        AND t.workspace_id = o.workspace_id WHERE o.workspace_id = %s AND o.held
        AND t.paused_at IS NULL AND t.clock_at IS NOT NULL)
"""


def has_due(workspace_id: UUID, now: datetime) -> bool:
    """Test whether a tick would find something to do: what is due, a hold that began, or one that ended."""
    ((found,),) = fetched(DUE, [workspace_id, now, workspace_id, workspace_id])
    return bool(found)


@dataclass(frozen=True, slots=True)
class MilestoneCard:
    """A milestone: asked for, first planned, due now, and when it was reached."""

    kind: Milestone
    requested_at: datetime | None
    planned_at: datetime
    due_at: datetime
    met_at: datetime | None


def milestones_of(actor: Actor, task_id: UUID) -> list[MilestoneCard]:
    """Return the milestones of a task in their order. Raises NotFound when the actor may not see the task."""
    row = visible_task(actor, task_id)
    found = {
        one.kind: one for one in TaskMilestone.objects.filter(task_id=row.id, workspace_id=row.workspace_id)
    }
    return [
        MilestoneCard(kind, one.requested_at, one.planned_at, one.due_at, one.met_at)
        for kind in Milestone
        if (one := found.get(kind.value))
    ]
