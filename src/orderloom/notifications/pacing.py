"""When a message may go out: quiet hours and digests, on the reader's own clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DIGESTS = (time(9), time(17))
BETWEEN = timedelta(minutes=30)  # at least, between two messages about one task to one address
LEVELS = ("urgent", "act", "know", "log")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to be told, how soon and when not; an empty zone is the workspace's."""

    zone: str = ""
    quiet_from: time | None = None
    quiet_to: time | None = None
    mail: bool = True
    levels: dict[str, str] = field(default_factory=dict)

    def level_of(self, kind: str, usual: str) -> str:
        """Return the person's level for the kind of notice, or the usual one."""
        chosen = self.levels.get(kind, usual)
        return chosen if chosen in LEVELS else usual


def due(choice: Choice, level: str, now: datetime, home: str) -> datetime | None:
    """Return when a message of the level may go out, or None for at once."""
    zone = ZoneInfo(choice.zone or home)
    if level == "know":
        return next_of(DIGESTS, now, zone)
    if level == "urgent" or not is_quiet(choice, now.astimezone(zone).time()):
        return None
    return next_of([choice.quiet_to or time(0)], now, zone)


def is_quiet(choice: Choice, at: time) -> bool:
    """Tell whether the wall clock stands within the quiet hours, which may go over midnight."""
    start, end = choice.quiet_from, choice.quiet_to
    if start is None or end is None or start == end:
        return False
    return start <= at < end if start < end else at >= start or at < end


def next_of(times: Sequence[time], now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after now at which the zone's clocks show one of the times, in UTC.

    A time that the clocks skip comes an hour later; one that they show twice counts twice.
    """
    return min(moment for moment in _moments(times, now, zone) if moment > now)


def _moments(times: Sequence[time], now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = now.astimezone(zone).date()
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        for one in times:
            first, second = (
                datetime.combine(day, one, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
            )
            yield first
            if second > first:  # shown twice; where it is skipped, the second lies before the first
                yield second
