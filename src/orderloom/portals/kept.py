"""What took long to read is kept for a moment, so that the next page does not read it again; it says how old it is."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Generic, TypeVar

LONG = 0.03  # seconds
MOST_KEPT = 1000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """What was read, and when."""

    value: Value
    at: datetime


class Kept(Generic[Key, Value]):
    """What this process has kept, the oldest first; what took less than `long` seconds is read anew each time."""

    def __init__(self, age: timedelta, long: float = LONG) -> None:
        self._age = age
        self._long = long
        self._kept: OrderedDict[Key, Read[Value]] = OrderedDict()

    def of(self, key: Key, read: Callable[[], Value], now: datetime) -> Read[Value]:
        """Return what is read under the key, younger than the age."""
        known = self._kept.get(key)
        if known and timedelta() <= now - known.at < self._age:
            return known
        begun = perf_counter()
        found = Read(read(), now)
        if perf_counter() - begun >= self._long:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def forget(self) -> None:
        """Keep nothing any more."""
        self._kept.clear()
