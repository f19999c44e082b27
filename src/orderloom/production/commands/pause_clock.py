"""Let the clocks of tasks stand still while their orders are on hold, and run again with the time that was left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import update_rows
from orderloom.kernel.commands import command
from orderloom.kernel.events import fact_of, gather
from orderloom.kernel.workdays import WorkCalendar
from orderloom.partners.clocks import clocks
from orderloom.production.commands.follow import follow_orders
from orderloom.production.commands.keep_clock import open_milestones
from orderloom.production.events import ClockPaused, ClockResumed
from orderloom.production.milestones import next_look
from orderloom.production.models import OrderTask, TaskMilestone
from orderloom.production.states import TaskStatus

MOST = 500
HELD = Q(order__held=True, paused_at=None, clock_at__isnull=False)
GOES_ON = Q(order__held=False, paused_at__isnull=False)


@command
def keep_holds(*, actor: Actor, now: datetime) -> int:
    """Pause the clocks of tasks whose orders are on hold, resume those whose orders go on; return how many changed.

    Doing it again changes nothing. The tasks are locked before their orders, as by everybody who answers.
    """
    changed = 0
    for which in (HELD, GOES_ON):
        while len(rows := _locked(actor.workspace_id, which)):
            changed += len(rows)
            if which is HELD:
                _pause(actor, rows, now)
            else:
                _resume(actor, rows, now)
            if len(rows) < MOST:
                break
    return changed


def _locked(workspace_id: UUID, which: Q) -> list[OrderTask]:
    rows = OrderTask.objects.filter(which, workspace_id=workspace_id, order__workspace_id=workspace_id)
    return list(rows.order_by("id").select_for_update(skip_locked=True, of=("self",))[:MOST])


def _pause(actor: Actor, rows: list[OrderTask], now: datetime) -> None:
    OrderTask.objects.filter(workspace_id=actor.workspace_id, id__in=[row.id for row in rows]).update(
        paused_at=now, clock_at=None
    )
    gather([fact_of(actor, ClockPaused(**told_of(row)), now) for row in rows])


def _resume(actor: Actor, rows: list[OrderTask], now: datetime) -> None:
    here = actor.workspace_id
    found = clocks(here, {row.supplier_id for row in rows if row.supplier_id})
    known = open_milestones(here, [row.id for row in rows])
    tasks, moved = [], []
    for row in rows:
        calendar, since = found.calendar(row.supplier_id), row.paused_at
        assert since is not None
        is_offer = row.status == TaskStatus.OFFERED
        if is_offer and row.respond_by:
            row.respond_by = later(calendar, since, row.respond_by, now)
            dues = [row.respond_by]
        else:
            dues = []
            for kind, due in known.get(row.id, {}).items():
                if due.met_at is None:
                    dues.append(later(calendar, since, due.due_at, now))
                    moved.append((row.id, kind.value, dues[-1]))
        row.clock_at = next_look(found, calendar, dues, now, is_offer=is_offer)
        tasks.append((row.id, here, row.respond_by, row.clock_at, None))
    update_rows("production_ordertask", ("id", "workspace_id", "respond_by", "clock_at", "paused_at"), tasks)
    for task_id, kind_value, due_at in moved:
        TaskMilestone.objects.filter(workspace_id=here, task_id=task_id, kind=kind_value).update(
            due_at=due_at
        )
    gather([fact_of(actor, ClockResumed(**told_of(row), paused=_iso(row.paused_at)), now) for row in rows])
    follow_orders(workspace_id=here, order_ids=sorted({row.order_id for row in rows}), now=now)


def later(calendar: WorkCalendar, since: datetime, due: datetime, now: datetime) -> datetime:
    """Return when a thing is due whose clock stood still from `since` until now; what was late then stays late."""
    left = calendar.work_between(since, due)
    return calendar.forward(now, left) if due > since else due


def told_of(row: OrderTask) -> dict[str, Any]:
    """Return what every event of a task says."""
    return {"order_id": row.order_id, "task_id": row.id, "company_id": row.company_id, "number": row.number}


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
