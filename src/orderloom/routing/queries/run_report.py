"""What one run of purchasing gave to whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from orderloom.production.queries.queue import queued_since
from orderloom.routing.models import Assignment, AssignmentStatus


@dataclass(frozen=True, slots=True)
class RunReport:
    """How many tasks were opened, how many of them nobody could be asked for, and the rest by category and supplier."""

    tasks: int
    unassigned: int
    by_category: dict[str, dict[str, int]]


def run_report(workspace_id: UUID, at: datetime) -> RunReport:
    """Return what was assigned at this very instant, which is the run's own."""
    by_category = _by_category(Assignment.objects.filter(workspace_id=workspace_id, at=at))
    unassigned = queued_since(workspace_id, at)
    given = sum(sum(suppliers.values()) for suppliers in by_category.values())
    return RunReport(given + unassigned, unassigned, by_category)


def held_now(workspace_id: UUID) -> dict[str, dict[str, int]]:
    """Return how many tasks each supplier of each category has been offered or has accepted, in all runs together."""
    held = [AssignmentStatus.OFFERED, AssignmentStatus.ACCEPTED]
    return _by_category(Assignment.objects.filter(workspace_id=workspace_id, status__in=held))


def _by_category(found: QuerySet[Assignment]) -> dict[str, dict[str, int]]:
    rows = (
        found.values_list("category__path", "supplier__name")
        .annotate(tasks=Count("id"))
        .order_by("category__path", "supplier__name")
    )
    by_category: dict[str, dict[str, int]] = {}
    for path, supplier, tasks in rows:
        by_category.setdefault(path or "", {})[supplier] = tasks
    return by_category
