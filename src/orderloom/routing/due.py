"""By which day a task should leave."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from orderloom.kernel.workdays import WorkCalendar


def requested_date(work: WorkCalendar, ship_by: datetime | None, placed_at: datetime) -> date | None:
    """Return the working day by which a line should leave: the shop's, else what the workspace's days to make give."""
    if ship_by is None:
        return work.default_due(placed_at)
    return work.on_or_before(ship_by.astimezone(ZoneInfo(work.zone)).date())
