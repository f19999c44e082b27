"""Which days are worked, and what is due when: plain Python, in the zone of the workspace."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

EVERY_WEEKDAY = frozenset(range(1, 8))
A_DAY = timedelta(days=1)
NOTHING = timedelta(0)
LONGEST_REST = 60  # days without a working one; a calendar that rests longer is not obeyed


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country in one year, and the weekend days that are worked in exchange."""

    free: dict[date, str]
    worked: frozenset[date]


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int, language: str = "en") -> PublicHolidays:
    """Return the public holidays of the country, whose names are in the language if the country has it."""
    library: Any = import_module("holidays")  # only here: most processes never need it
    own = library.country_holidays(country)
    wanted = {"zh-hans": "zh_CN", "en": "en_US"}.get(language, language)
    known = wanted if wanted in own.supported_languages else None
    found = library.country_holidays(country, years=year, language=known)
    worked = getattr(found, "weekend_workdays", None) or ()
    free = {day: name for day, name in found.items() if day.year == year}
    return PublicHolidays(free, frozenset(day for day in worked if day.year == year))


@lru_cache(maxsize=1)
def countries() -> tuple[str, ...]:
    """Return the codes of the countries whose public holidays are known."""
    library: Any = import_module("holidays")
    return tuple(sorted(code for code in library.list_supported_countries() if len(code) == 2))


@dataclass(frozen=True, slots=True)
class Within:
    """How long something may take: so many hours of work, or until the end of the n-th working day after."""

    amount: int
    in_days: bool = False


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a workspace or a supplier works: weekdays (1 is Monday), hours, a cut-off, holidays, own days off and on.

    `make_days` is how many working days a thing takes where nobody says more; 0 sets no day.
    """

    zone: str = "UTC"
    weekdays: frozenset[int] = EVERY_WEEKDAY
    cut_off: time | None = None
    country: str = ""
    own: dict[date, bool] = field(default_factory=dict)  # own exceptions: is it a working day
    make_days: int = 0
    opens: time | None = None
    closes: time | None = None

    def is_working(self, day: date) -> bool:
        """Test whether the day is worked: own exceptions count first, then the country's, then the weekday."""
        if day in self.own:
            return self.own[day]
        if self.country:
            holidays = public_holidays(self.country, day.year)
            if day in holidays.worked:
                return True
            if day in holidays.free:
                return False
        return day.isoweekday() in self.weekdays

    def on_or_after(self, day: date) -> date:
        """Return the first working day from the day on."""
        return self._walk(day, A_DAY)

    def on_or_before(self, day: date) -> date:
        """Return the last working day up to the day."""
        return self._walk(day, -A_DAY)

    def _walk(self, day: date, step: timedelta) -> date:
        for distance in range(LONGEST_REST):
            if self.is_working(day + distance * step):
                return day + distance * step
        return day

    def counted_from(self, moment: datetime) -> date:
        """Return the working day that the moment belongs to: after the cut-off it is the next one."""
        local = self._local(moment)
        late = any(end is not None and local.time() >= end for end in (self.cut_off, self.closes))
        return self.on_or_after(local.date() + A_DAY if late else local.date())

    def add(self, day: date, count: int) -> date:
        """Return the working day that is `count` working days after the day (0: the day, or the next working one)."""
        day = self.on_or_after(day)
        for _one in range(count):
            day = self.on_or_after(day + A_DAY)
        return day

    def answer_by(self, moment: datetime, within: timedelta = A_DAY) -> datetime:
        """Return when an answer is due that may take `within` of work; days off and hours off do not count.

        Where hours of work are known, these are counted; but 24 hours are never longer than one working day.
        """
        begun = self.counted_from(moment)
        opening = self.hours_of(begun)[0]
        start = max(moment, opening) if begun == self._local(moment).date() else opening
        due = self.forward(start, within)
        if self.opens is None and self.closes is None:
            return due
        return min(due, self._days_on(start, -(-within // A_DAY)))

    def due(self, moment: datetime, within: Within) -> datetime:
        """Return when something is due that begins at the moment and may take so long."""
        if within.in_days:
            return self.end_of(self.add(self.counted_from(moment), within.amount))
        return self.answer_by(moment, timedelta(hours=within.amount))

    def hours_of(self, day: date) -> tuple[datetime, datetime]:
        """Return when work begins and ends on a day that is worked; without hours all of it."""
        zone = ZoneInfo(self.zone)
        end = (
            datetime.combine(day, self.closes, zone)
            if self.closes
            else datetime.combine(day + A_DAY, time.min, zone)
        )
        return datetime.combine(day, self.opens or time.min, zone).astimezone(UTC), end.astimezone(UTC)

    def forward(self, moment: datetime, left: timedelta) -> datetime:
        """Return the moment until which `left` of work passes from the moment on; rather an evening than a morning."""
        day = self.on_or_after(self._local(moment).date())
        start, end = self.hours_of(day)
        start = max(start, moment.astimezone(UTC))
        if left == NOTHING and start < end:
            return start
        while start >= end or left > end - start:
            left -= max(end - start, NOTHING)
            day = self.on_or_after(day + A_DAY)
            start, end = self.hours_of(day)
        return start + left

    def backward(self, moment: datetime, left: timedelta) -> datetime:
        """Return the moment from which `left` of work passes until the moment."""
        day = self.on_or_before(self._local(moment).date())
        start, end = self.hours_of(day)
        end = min(end, moment.astimezone(UTC))
        while end <= start or left > end - start:
            left -= max(end - start, NOTHING)
            day = self.on_or_before(day - A_DAY)
            start, end = self.hours_of(day)
        return end - left

    def work_between(self, first: datetime, last: datetime) -> timedelta:
        """Return how much work passes from the first moment to the last; none when the last is earlier."""
        days = working_days(self, self._local(first).date(), self._local(last).date())
        spans = ((max(start, first), min(end, last)) for start, end in map(self.hours_of, days))
        return sum((max(end - start, NOTHING) for start, end in spans), NOTHING)

    def _days_on(self, moment: datetime, days: int) -> datetime:
        """Return the same time of day so many working days later; an opening is the evening before."""
        local = self._local(moment)
        opens = self.opens or time.min
        if days and local.time() <= opens:
            day = self.add(local.date(), days - 1)
            return self.hours_of(day)[1]
        day = self.add(local.date(), days)
        return datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def default_due(self, moment: datetime) -> date | None:
        """Return the day by which a thing that comes in at the moment should leave, or None where no day is set."""
        return self.add(self.counted_from(moment), self.make_days) if self.make_days else None

    def end_of(self, day: date) -> datetime:
        """Return the moment at which the working day is over: the end of its hours, its cut-off, else midnight."""
        zone = ZoneInfo(self.zone)
        over = self.closes or self.cut_off
        end = datetime.combine(day, over, zone) if over else None
        return (end or datetime.combine(day + A_DAY, time.min, zone) - timedelta(seconds=1)).astimezone(UTC)


EVERY_DAY = WorkCalendar()


def working_days(calendar: WorkCalendar, first: date, last: date) -> list[date]:
    """Return the working days from the first to the last day, both counted."""
    count = (last - first).days + 1
    days = (first + distance * A_DAY for distance in range(max(0, count)))
    return [day for day in days if calendar.is_working(day)]


@lru_cache(maxsize=256)
def calendar_of(
    zone: str, weekdays: str, cut_off: time | None, country: str, days: str, make_days: int
) -> WorkCalendar:
    """Return the calendar that a workspace's row describes; `days` is JSON, each as [day, name, is it worked]."""
    own = {date.fromisoformat(day): bool(worked) for day, _name, worked in json.loads(days)}
    return WorkCalendar(zone, frozenset(map(int, weekdays)), cut_off, country, own, make_days)
