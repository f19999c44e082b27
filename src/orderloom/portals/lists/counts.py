"""Counts that took long are kept for a moment, so that leafing through a list does not count it again for each page."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from uuid import UUID

from orderloom.portals.lists.listing import Matching

KEPT = timedelta(seconds=15)
LONG = 0.03  # seconds
MOST_KEPT = 1000

Key = tuple[UUID, str, tuple[tuple[str, str], ...]]
"""The workspace, the list, and what narrows it: all members who see the list see the same rows of it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and when it was made."""

    matching: Matching
    at: datetime


class Counts:
    """The counts that this process has kept, the oldest first; those that took less than `long` seconds are not."""

    def __init__(self, long: float = LONG) -> None:
        self._long = long
        self._kept: OrderedDict[Key, Counted] = OrderedDict()

    def of(self, key: Key, count: Callable[[], Matching], now: datetime) -> Counted:
        """Return a count that is at most 15 seconds old."""
        known = self._kept.get(key)
        if known and timedelta() <= now - known.at < KEPT:
            return known
        begun = perf_counter()
        counted = Counted(count(), now)
        if perf_counter() - begun >= self._long:
            self._kept[key] = counted
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return counted


COUNTS = Counts()
