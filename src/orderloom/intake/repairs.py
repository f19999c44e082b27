"""What a person has said about the cells of a file before it is read: this stands for that, dates begin with the day.

A repair holds for a whole column, so that one answer settles all like rows; the file itself stays as it is.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from orderloom.intake.formats import Source
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import DAY_FIRST, MONTH_FIRST, parse_moment
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import Row

Kind = Literal["value", "dates"]
MOST = 200
MOST_TEXT = 2000
Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Repair:
    """One answer: cells of the column that say `value` say `to` instead, or its dates begin with what `to` names."""

    column: str
    kind: Kind
    to: str
    value: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Repair":
        """Make it from its JSON form. Raises Invalid."""
        texts = {name: str(told.get(name, "")) for name in ("column", "to", "value")}
        kind = str(told.get("kind", ""))
        if kind not in get_args(Kind) or not texts["column"]:
            raise Invalid(fields={"kind": kind})
        made = cls(kind=cast(Kind, kind), **texts)
        if made.kind == "dates" and made.to not in (DAY_FIRST, MONTH_FIRST):
            raise Invalid(fields={"to": made.to})
        if max(len(made.to), len(made.value)) > MOST_TEXT:
            raise Invalid(fields={"to": made.to[:80]})
        return made

    def settles(self, other: "Repair") -> bool:
        """Tell whether this one answers what the other did."""
        return (self.column, self.kind, self.value) == (other.column, other.kind, other.value)


def repairs_of(told: Iterable[Mapping[str, Any]]) -> tuple[Repair, ...]:
    """Return the repairs that are kept with an import."""
    return tuple(Repair.from_json(one) for one in told)


def with_repair(repairs: Sequence[Repair], new: Repair) -> tuple[Repair, ...]:
    """Return the repairs with one more, which takes the place of an earlier answer to the same question."""
    return (*(one for one in repairs if not new.settles(one)), new)[-MOST:]


def repaired(source: Source, repairs: Sequence[Repair]) -> Source:
    """Return the table as the repairs make it; JSON stays as it is."""
    if isinstance(source, Document) or not repairs:
        return source
    changes = _changes(source.header, repairs)
    if not changes:
        return source

    def walk() -> Iterator[Row]:
        for row in source.open_rows():
            yield _repaired_row(row, changes)

    def column(index: int) -> Iterator[str]:
        change = changes.get(index)
        cells = source.column(index)
        return (change(cell.strip()) for cell in cells) if change else cells

    return replace(source, open_rows=walk, open_column=column)


def _repaired_row(row: Row, changes: Mapping[int, Change]) -> Row:
    number, cells, flaws = row
    settled = []
    for index, change in changes.items():
        before = cells[index].strip()
        after = change(before)
        if after != before:
            cells[index] = after
            settled.append(index)
    if flaws and settled:
        flaws = tuple(flaw for flaw in flaws if flaw.column not in settled) or None
    return number, cells, flaws


def _changes(header: Sequence[str], repairs: Sequence[Repair]) -> dict[int, Change]:
    """Return for each column that is repaired how its cells change."""
    places = {name.lower(): index for index, name in reversed(list(enumerate(header)))}
    by_column: dict[int, list[Repair]] = {}
    for one in repairs:
        index = places.get(one.column.lower())
        if index is not None:
            by_column.setdefault(index, []).append(one)
    return {index: _change(found) for index, found in by_column.items()}


def _change(repairs: Sequence[Repair]) -> Change:
    words = {one.value.strip(): one.to for one in repairs if one.kind == "value"}
    order = next((one.to for one in repairs if one.kind == "dates"), None)

    def change(cell: str) -> str:
        told = words.get(cell, cell)
        return _as_iso(told, order) if order and told else told

    return change


def _as_iso(text: str, order: str) -> str:
    """Return a date that reads two ways as one that reads one way; what is no date stays for the check to tell."""
    try:
        return parse_moment(text, order).isoformat(" ")
    except BadValue:
        return text


def shape_of(source: Source) -> str:
    """Return what files with the same columns have in common; blank for JSON."""
    if isinstance(source, Document):
        return ""
    return hashlib.sha256("\n".join(sorted(name.lower() for name in source.header)).encode()).hexdigest()
