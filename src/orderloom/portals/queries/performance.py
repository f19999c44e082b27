"""How well things leave: on time, how fast, and who is late with what; each set in one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.portals.kept import Kept, Read
from orderloom.portals.queries.desk import received

DAYS = 14
KEPT = timedelta(minutes=1)
MOST_LATE = 4  # suppliers that are named
LEFT = """
SELECT (shipped_at AT TIME ZONE %(zone)s)::date AS day, count(*),
    count(*) FILTER (WHERE coalesce(first_promised_date, promised_date, requested_date) IS NOT NULL),
    count(*) FILTER (
        WHERE coalesce(first_promised_date, promised_date, requested_date) < (shipped_at AT TIME ZONE %(zone)s)::date),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM shipped_at - created_at)::bigint)
FROM production_ordertask
WHERE workspace_id = %(here)s AND shipped_at >= %(since)s AND status IN ('shipped', 'delivered', 'done')
GROUP BY GROUPING SETS ((1), ())
"""
LATE_BY_SUPPLIER = """
SELECT t.supplier_id, s.name, t.what, count(*), min(t.day)
FROM (
    (SELECT supplier_id, 'late' AS what, promised_date AS day FROM production_ordertask
     WHERE workspace_id = %(here)s AND status IN ('accepted', 'in_production', 'ready_to_ship')
     AND promised_date < %(today)s LIMIT %(most)s)
    UNION ALL
    (SELECT supplier_id, 'answer', respond_by::date FROM production_ordertask
     WHERE workspace_id = %(here)s AND status = 'offered' AND respond_by < %(now)s LIMIT %(most)s)
) AS t JOIN partners_supplier s ON s.id = t.supplier_id AND s.workspace_id = %(here)s
GROUP BY t.supplier_id, s.name, t.what ORDER BY count(*) DESC, s.name LIMIT %(named)s
"""


@dataclass(frozen=True, slots=True)
class LeftDay:
    """What left on one day: how many tasks, how many had a promise, and how many of these came too late."""

    day: date
    shipped: int
    promised: int
    late: int

    @property
    def on_time(self) -> float | None:
        """Return the part that left on time, in percent, or None where nothing was promised."""
        return 100 * (self.promised - self.late) / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class Left:
    """What left in two weeks: day by day, all together, and the median time from purchase to parcel."""

    days: list[LeftDay]
    total: LeftDay
    lead: timedelta | None

    def half(self, *, first: bool) -> float | None:
        """Return the part that left on time in the first or the second week."""
        some = self.days[: DAYS // 2] if first else self.days[DAYS // 2 :]
        promised, late = sum(one.promised for one in some), sum(one.late for one in some)
        return 100 * (promised - late) / promised if promised else None


@dataclass(frozen=True, slots=True)
class LateSupplier:
    """A supplier with tasks that are late ("late") or offers without an answer ("answer"), and since when."""

    supplier_id: UUID
    name: str
    what: str
    count: int
    since: date


def left(actor: Actor, now: datetime, zone: str) -> Left:
    """Return what left in the last two weeks, by the first promise that was given; one statement."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=DAYS - 1)
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"here": actor.workspace_id, "zone": zone, "since": since})
        rows = {day: rest for day, *rest in cursor.fetchall()}
    shipped, promised, late, seconds = rows.get(None, [0, 0, 0, None])
    days = []
    for place in range(DAYS):
        day = since.date() + timedelta(days=place)
        days.append(LeftDay(day, *rows.get(day, [0, 0, 0, None])[:3]))
    lead = None if seconds is None else timedelta(seconds=int(seconds))
    return Left(days, LeftDay(since.date(), shipped, promised, late), lead)


Fortnight = tuple[list[int], Left]
FORTNIGHTS: Kept[tuple[UUID, date], Fortnight] = Kept(KEPT)


def fortnight(actor: Actor, now: datetime, zone: str) -> Read[Fortnight]:
    """Return what came on each of the last 14 days and what left; where that takes long, it may be a minute old."""
    today = now.astimezone(ZoneInfo(zone)).date()
    key = (actor.workspace_id or NOWHERE, today)
    return FORTNIGHTS.of(key, lambda: (received(actor, now, zone), left(actor, now, zone)), now)


def late_suppliers(actor: Actor, now: datetime, zone: str) -> list[LateSupplier]:
    """Return who keeps the workspace waiting most; one statement."""
    facts: dict[str, Any] = {
        "here": actor.workspace_id, "now": now, "today": now.astimezone(ZoneInfo(zone)).date(), "most": 10_001,
        "named": MOST_LATE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LATE_BY_SUPPLIER, facts)
        return [LateSupplier(*row) for row in cursor.fetchall()]
