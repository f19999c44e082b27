"""What the merchant's desk shows: what waits, what flows, what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.notifications.models import Notice

DAYS = 14
WAITING = """
SELECT 'review', count(*) FROM (SELECT FROM intake_customerorder
    WHERE workspace_id = %(here)s AND stage = 'review' LIMIT %(most)s) AS few
UNION ALL SELECT 'exceptions', count(*) FROM (SELECT FROM intake_customerorder
    WHERE workspace_id = %(here)s AND exception <> '' LIMIT %(most)s) AS few
UNION ALL SELECT 'queued', count(*) FROM (SELECT FROM production_ordertask
    WHERE workspace_id = %(here)s AND status = 'queued' LIMIT %(most)s) AS few
UNION ALL SELECT 'cases', count(*) FROM (SELECT FROM cases_case
    WHERE workspace_id = %(here)s AND status = 'open' LIMIT %(most)s) AS few
UNION ALL SELECT 'notices', count(*) FROM (SELECT FROM notifications_notice
    WHERE workspace_id = %(here)s AND user_id = %(person)s AND company_id IS NULL AND read_at IS NULL
    LIMIT %(most)s) AS few
"""
LATE = """
SELECT 'offers', count(*) FROM (SELECT FROM production_ordertask WHERE workspace_id = %(here)s
    AND status = 'offered' AND respond_by < %(now)s LIMIT %(most)s) AS few
UNION ALL SELECT 'tasks', count(*) FROM (SELECT FROM production_ordertask WHERE workspace_id = %(here)s
    AND status IN ('accepted', 'in_production', 'ready_to_ship') AND promised_date < %(today)s
    LIMIT %(most)s) AS few
UNION ALL SELECT 'soon', count(*) FROM (SELECT FROM production_ordertask WHERE workspace_id = %(here)s
    AND status IN ('accepted', 'in_production', 'ready_to_ship')
    AND promised_date BETWEEN %(today)s AND %(today)s + 1 LIMIT %(most)s) AS few
"""
RECEIVED = """
SELECT (SELECT count(*) FROM intake_customerorder
    WHERE workspace_id = %(here)s AND placed_at >= part.since AND placed_at < part.until)
FROM unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) WITH ORDINALITY AS part (since, until, place)
ORDER BY part.place
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on the merchant; counts stop at 10,000."""

    review: int
    exceptions: int
    queued: int
    cases: int
    notices: int


@dataclass(frozen=True, slots=True)
class Late:
    """Offers without an answer in time, tasks past their promised day, and tasks due by tomorrow."""

    offers: int
    tasks: int
    soon: int


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as its reader's list shows it."""

    id: UUID
    kind: str
    facts: dict[str, object]
    order_id: UUID | None
    task_id: UUID | None
    at: datetime
    is_read: bool


def waiting(actor: Actor) -> Waiting:
    """Return what waits on the merchant, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            WAITING, {"here": actor.workspace_id, "person": actor.user_id, "most": MOST_COUNTED + 1}
        )
        return Waiting(**dict(cursor.fetchall()))


def late(actor: Actor, now: datetime, zone: str) -> Late:
    """Return what is late or soon due, in one statement."""
    today = now.astimezone(ZoneInfo(zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(
            LATE, {"here": actor.workspace_id, "now": now, "today": today, "most": MOST_COUNTED + 1}
        )
        return Late(**dict(cursor.fetchall()))


def received(actor: Actor, now: datetime, zone: str) -> list[int]:
    """Return how many orders were placed on each of the last 14 days of the workspace, in one statement."""
    today = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [today - timedelta(days=DAYS - 1 - place) for place in range(DAYS + 1)]
    told: dict[str, Any] = {"here": actor.workspace_id, "since": starts[:-1], "until": starts[1:]}
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED, told)
        return [count for (count,) in cursor.fetchall()]


def notices_of(actor: Actor, limit: int = 100) -> list[NoticeRow]:
    """Return what the person was told in this workspace, newest first."""
    rows = Notice.objects.filter(
        workspace_id=actor.workspace_id, user_id=actor.user_id or NOWHERE, company_id=None
    )
    return [
        NoticeRow(row.id, row.kind, row.facts, row.order_id, row.task_id, row.at, row.read_at is not None)
        for row in rows.order_by("-id")[:limit]
    ]
