"""How two versions of a script differ, line by line."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line with its sign: "+" new, "-" gone, " " the same, "@" a leap to another place."""

    sign: str
    text: str


def diff(before: str, after: str) -> list[DiffLine]:
    """Return the lines around every difference; none when the two are the same."""
    return list(_lines(before, after))


def _lines(before: str, after: str) -> Iterator[DiffLine]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=3, lineterm="")
    for place, line in enumerate(found):
        if place < 3:
            continue  # the names of the files, and the first place
        yield DiffLine("@", "…") if line.startswith("@@") else DiffLine(line[:1], line[1:])
