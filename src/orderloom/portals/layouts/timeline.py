"""The timeline: for each supplier the tasks that it has, from the day on which it began to the day that it promised.

The bar of a task that is late goes on to the present day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from orderloom.portals.layouts.month import beside, first_of
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Listing
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.task_columns import ShownTask
from orderloom.production.models import NO_DUE
from orderloom.production.states import TaskStatus

STATUSES = ("offered", "accepted", "in_production", "ready_to_ship")
A_SUPPLIER = 8  # bars of a supplier; the rest are a link away
SUPPLIERS = 60
WEEKS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One task: where its bar begins and how long it is, in percent of the time that is shown."""

    task: ShownTask
    left: str
    width: str
    is_late: bool
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier with its bars; `url` is the list of all its tasks."""

    name: str
    bars: list[Bar]
    count: int
    url: str

    @property
    def more(self) -> int:
        """Return how many tasks have no bar."""
        return self.count - len(self.bars)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Six weeks of all suppliers that have something to do in them."""

    first: date
    weeks: list[date]
    today: str
    lines: list[SupplierLine]
    previous_url: str
    next_url: str
    today_url: str


def timeline_of(listing: Listing, reader: Reader, base: str, asked: Asked) -> Timeline:
    """Return the suppliers by name, each with the tasks that are due first, in one statement."""
    month = first_of(asked, reader.today)
    # Without a month: from the week before this one.
    start = month if asked.get("month") else reader.today - timedelta(weeks=1)
    first = start - timedelta(days=start.weekday())
    after = first + timedelta(weeks=WEEKS)
    found = _rows(listing, reader, asked, first, after)
    shown = listing.shown(reader, found, ())
    lines: dict[Any, list[tuple[ShownTask, dict[str, Any]]]] = {}
    for task, row in zip(shown, found, strict=True):
        lines.setdefault(row["supplier_id"], []).append((task, row))
    there = asked.but(layout="", month="")
    weeks = [first + timedelta(weeks=place) for place in range(WEEKS)]
    return Timeline(
        month,
        weeks,
        _percent(reader.today, first, after) if first <= reader.today < after else "",
        [
            SupplierLine(
                members[0][0].row.supplier or "",
                [_bar(task, first, after, reader.today) for task, _row in members],
                members[0][1]["line_count"],
                base + there.but(supplier=str(supplier_id)).query(),
            )
            for supplier_id, members in list(lines.items())[:SUPPLIERS]
        ],
        *beside(base, asked, month),
    )


def _rows(
    listing: Listing, reader: Reader, asked: Asked, first: date, after: date
) -> Sequence[dict[str, Any]]:
    found = listing.narrowed(reader, asked).filter(status__in=STATUSES, supplier__isnull=False)
    within = Q(due_key__lt=after) if not asked.get("month") else Q(due_key__gte=first, due_key__lt=after)
    found = found.filter(within | Q(due_key=NO_DUE))  # what is late is still being made
    rows = found.annotate(
        line_place=Window(RowNumber(), partition_by=[F("supplier_id")], order_by=["due_key", "id"]),
        line_count=Window(Count("id"), partition_by=[F("supplier_id")]),
    ).filter(line_place__lte=A_SUPPLIER)
    names = {*listing.reads, "id", "line_count"} - listing.joined.keys()
    told = rows.order_by("supplier__name", "supplier_id", "due_key", "id").values(*names, **listing.joined)
    return list(told[: SUPPLIERS * A_SUPPLIER])


def _bar(task: ShownTask, first: date, after: date, today: date) -> Bar:
    row = task.row
    begun = (row.accepted_at or row.created_at).astimezone(task.reader.zone).date()
    due = row.promised_date or row.requested_date
    late = bool(due and due < today and row.status != TaskStatus.READY_TO_SHIP)
    ends = today if late or not due else due
    ends = max(ends, begun, first)
    begins = min(max(begun, first), ends)
    left = min(max(begins, first), after - timedelta(days=1))
    right = min(ends + timedelta(days=1), after)
    days = max(1, (right - left).days)
    return Bar(
        task, _percent(left, first, after), f"{100 * days / (after - first).days:.3f}", late, begun, ends
    )


def _percent(day: date, first: date, after: date) -> str:
    return f"{100 * (day - first).days / (after - first).days:.3f}"
