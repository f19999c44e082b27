"""Keep the milestones of tasks that have changed, and when the clock looks at them next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.kernel.bulk import insertion
from orderloom.kernel.ids import new_ids
from orderloom.partners.clock_rules import Clocks
from orderloom.partners.clocks import clocks
from orderloom.production.milestones import Course, Due, followed, next_look, plan
from orderloom.production.models import OrderTask, TaskMilestone
from orderloom.production.states import LIVE, Milestone, TaskStatus

COLUMNS = (
    "id", "workspace_id", "task_id", "company_id", "kind", "requested_at", "planned_at", "due_at", "met_at",
)  # fmt: skip
FOLLOW = " ON CONFLICT (workspace_id, task_id, kind) DO UPDATE SET due_at = excluded.due_at, met_at = excluded.met_at"
Dues = dict[Milestone, Due]


def keep_clocks(
    workspace_id: UUID, changed: Sequence[tuple[OrderTask, Mapping[str, Any]]], now: datetime
) -> None:
    """Plan or follow the milestones of tasks of which each is told with its values before; part of a command.

    It sets `clock_at` of the rows, which the caller saves. An offer's clock is set by who makes the offer.
    """
    rows = [(row, before) for row, before in changed if _matters(row, before)]
    for row, _before in rows:
        if row.status == TaskStatus.QUEUED or row.status == TaskStatus.CANCELLED:
            row.clock_at = None
    living = [(row, before) for row, before in rows if row.status in LIVE and row.promised_date]
    if not living:
        return
    found = clocks(workspace_id, {row.supplier_id for row, _before in living if row.supplier_id})
    known = open_milestones(workspace_id, [row.id for row, _before in living])
    written: list[tuple[OrderTask, Dues]] = []
    for row, before in living:
        if row.id not in known and row.paused_at:
            row.paused_at = now  # of what is planned only now no time has passed
        dues = _dues(found, row, before, known.get(row.id, {}), now)
        written.append((row, dues))
        row.clock_at = None if row.paused_at else _next(found, row, dues, now)
    _write(workspace_id, written)


def plan_missing(workspace_id: UUID, rows: Sequence[OrderTask], now: datetime) -> None:
    """Plan the milestones of those of the tasks that are being made and have none: parts of one that was split."""
    living = [row for row in rows if row.status in LIVE]
    known = open_milestones(workspace_id, [row.id for row in living]) if living else {}
    bare = {"status": None, "promised_date": None, "attempt": None, "respond_by": None}
    keep_clocks(workspace_id, [(row, bare) for row in living if row.id not in known], now)


def _matters(row: OrderTask, before: Mapping[str, Any]) -> bool:
    return any(before[name] != getattr(row, name) for name in ("status", "promised_date", "attempt"))


def _dues(found: Clocks, row: OrderTask, before: Mapping[str, Any], known: Dues, now: datetime) -> Dues:
    assert row.promised_date is not None
    course = Course(
        row.accepted_at or now, row.promised_date, before["respond_by"], row.requested_date, row.started_at,
        row.ready_at, row.shipped_at,
    )  # fmt: skip
    calendar = found.calendar(row.supplier_id)
    if not known:
        return plan(calendar, found.rules, course)
    is_moved = before["promised_date"] != row.promised_date
    return followed(known, calendar, found.rules, course, is_moved=is_moved)


def _next(found: Clocks, row: OrderTask, dues: Dues, now: datetime) -> datetime | None:
    if row.status not in (TaskStatus.ACCEPTED, TaskStatus.IN_PRODUCTION, TaskStatus.READY_TO_SHIP):
        return None
    open_dues = [due.due_at for due in dues.values() if due.met_at is None]
    return next_look(found, found.calendar(row.supplier_id), open_dues, now)


def open_milestones(workspace_id: UUID, task_ids: Sequence[UUID]) -> dict[UUID, Dues]:
    """Return the milestones of the tasks, in one statement."""
    rows = TaskMilestone.objects.filter(workspace_id=workspace_id, task_id__in=task_ids)
    found: dict[UUID, Dues] = {}
    for row in rows:
        due = Due(row.planned_at, row.due_at, row.requested_at, row.met_at)
        found.setdefault(row.task_id, {})[Milestone(row.kind)] = due
    return found


def _write(workspace_id: UUID, written: Sequence[tuple[OrderTask, Dues]]) -> None:
    told = [(row, kind, due) for row, dues in written for kind, due in dues.items()]
    rows = [
        (
            new, workspace_id, row.id, row.company_id, kind.value, due.requested_at, due.planned_at, due.due_at,
            due.met_at,
        )
        for new, (row, kind, due) in zip(new_ids(len(told)), told, strict=True)
    ]  # fmt: skip
    text, values = insertion("production_taskmilestone", COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute(text + FOLLOW, values)
