"""Rows of one order brought together, in the order of the file, within bounded memory.

Exports keep the rows of an order together, yet files that were sorted by hand do not. A first pass over
the key column finds the orders whose rows are scattered; only these are held back until their last row
has come. So an order is never given out without all its rows, and of a file that is sorted one order at a
time is in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.table import Row, Table

MAX_HELD_ROWS = 200_000


@dataclass(slots=True)
class Group:
    """The rows of one order."""

    key: str
    rows: list[Row] = field(default_factory=list)


class _Shelf:
    """The orders whose rows are scattered, held until the last run of their rows has ended."""

    def __init__(self, runs: dict[str, int]) -> None:
        self.runs = runs
        self.held: dict[str, Group] = {}
        self.rows = 0

    def begin(self, key: str) -> Group:
        """Return the order's group as a run of its rows begins."""
        if key not in self.runs:
            return Group(key)
        self.runs[key] -= 1
        group = self.held.pop(key, None) or Group(key)
        self.rows -= len(group.rows)
        return group

    def is_whole(self, group: Group) -> bool:
        """Tell whether no more rows will come; a group that is not whole is held. Raises FileRefused."""
        if self.runs.get(group.key, 0) <= 0:
            return True
        self.held[group.key] = group
        self.rows += len(group.rows)
        if self.rows > MAX_HELD_ROWS:
            raise FileRefused("file_unsorted", limit=MAX_HELD_ROWS)
        return False


def grouped_rows(table: Table, column: int) -> Iterator[Group]:
    """Walk the orders of a table; a row with a blank key continues the row above it.

    Rows before the first key come as a group with an empty key. Raises FileRefused.
    """
    shelf = _Shelf(scattered_keys(table, column))
    current: Group | None = None
    for row in table.rows():
        key = row[1][column].strip()
        if current is None or (key and key != current.key):
            if current is not None and shelf.is_whole(current):
                yield current
            current = shelf.begin(key)
        current.rows.append(row)
    if current is not None:
        yield current
        shelf.held.pop(current.key, None)
    yield from shelf.held.values()


def scattered_keys(table: Table, column: int) -> dict[str, int]:
    """Return the keys whose rows do not stand together, each with its number of runs.

    Keys are told apart by their hash: should two collide, the later one is held to the end of the file,
    no more.
    """
    seen: set[int] = set()
    runs: dict[str, int] = {}
    before = ""
    for key in table.column(column):
        if key == before:
            continue
        key = key.strip()
        if key == before or not key:
            continue
        before = key
        mark = hash(key)
        if mark in seen:
            runs[key] = runs.get(key, 1) + 1
        else:
            seen.add(mark)
    return runs
