"""The month: each day with what is due on it, in the workspace's zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Listing
from orderloom.portals.lists.reader import Reader

WEEK = 7
A_DAY = 4  # rows that a day names; the rest are a link away


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the month with the first rows that are due on it; `url` is the list of all of them."""

    day: date
    in_month: bool
    is_today: bool
    cards: list[Any]
    count: int
    url: str

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks that a month touches, Monday first, and the months beside it."""

    first: date
    weeks: list[list[Day]]
    previous_url: str
    next_url: str
    today_url: str


def first_of(asked: Asked, today: date) -> date:
    """Return the first day of the month that is asked for, or of the present one."""
    month = asked.get("month")
    return date.fromisoformat(f"{month}-01") if month else today.replace(day=1)


def beside(base: str, asked: Asked, first: date) -> tuple[str, str, str]:
    """Return the addresses of the month before, of the one after, and of the present one."""
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    there = [base + asked.but(month=f"{one:%Y-%m}").query() for one in (before, after)]
    return there[0], there[1], base + asked.but(month="").query()


def month_of(
    listing: Listing, reader: Reader, base: str, asked: Asked, *, is_day: bool, card: Callable[[Any], Any]
) -> Month:
    """Return the month, in two statements; `is_day` when what is due is a day, not a moment. Raises NotAllowed."""
    first = first_of(asked, reader.today)
    start = first - timedelta(days=first.weekday())
    after = (first + timedelta(days=31)).replace(day=1)
    days = [
        start + timedelta(days=place)
        for place in range((after - start).days + (-(after - start).days % WEEK))
    ]
    found = _due_rows(listing, reader, asked, days, is_day=is_day)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for row in found:
        by_day.setdefault(row["due_day"], []).append(row)
    shown = dict(zip((row["id"] for row in found), listing.shown(reader, found, ()), strict=True))
    table = asked.but(layout="", month="", due="")

    def drawn(day: date) -> Day:
        rows = by_day.get(day, [])
        url = base + table.but(due_from=day.isoformat(), due_to=day.isoformat()).query()
        cards = [card(shown[row["id"]]) for row in rows]
        count = rows[0]["due_count"] if rows else 0
        return Day(day, day.month == first.month, day == reader.today, cards, count, url)

    weeks = [[drawn(day) for day in days[place : place + WEEK]] for place in range(0, len(days), WEEK)]
    return Month(first, weeks, *beside(base, asked, first))


def _due_rows(
    listing: Listing, reader: Reader, asked: Asked, days: list[date], *, is_day: bool
) -> list[dict[str, Any]]:
    low, high = days[0], days[-1] + timedelta(days=1)
    ends = (low, high) if is_day else (reader.midnight(low), reader.midnight(high))
    found = listing.narrowed(reader, asked).filter(due_key__gte=ends[0], due_key__lt=ends[1])
    day = F("due_key") if is_day else TruncDate("due_key", tzinfo=reader.zone)
    rows = found.annotate(due_day=day).annotate(
        due_place=Window(RowNumber(), partition_by=[F("due_day")], order_by=["due_key", "id"]),
        due_count=Window(Count("id"), partition_by=[F("due_day")]),
    )
    # What is joined to show the few must not be joined for all that are counted.
    told = {
        row.pop("id"): row for row in rows.filter(due_place__lte=A_DAY).values("id", "due_day", "due_count")
    }
    named = found.model._default_manager.filter(workspace_id=reader.workspace.id, id__in=list(told))
    names = {*listing.reads, "id", "due_key"} - listing.joined.keys()
    shown = named.order_by("due_key", "id").values(*names, **listing.joined)
    return [row | told[row["id"]] for row in shown]
