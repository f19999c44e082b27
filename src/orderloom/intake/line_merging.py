"""The lines of a newer telling of an order laid over the stored ones, known again by their `ref`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from orderloom.intake.canonical import LineDoc
from orderloom.intake.rows import LINE_VALUES, line_values

Row = dict[str, Any]
SAID = ("ref", "quantity", "sku", "title", "variant", "personalisation")
"""What a supplier works by; a change of anything else needs no look."""
CATEGORY_SIGNS = ("category_hint", "sku", "title", "vendor")


@dataclass(slots=True)
class LinesMerged:
    """What becomes of the lines; `before` and `after` tell those that a supplier would notice."""

    new: list[tuple[int, LineDoc, UUID | None]] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    removed: list[UUID] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    is_moved: bool = False
    count: int = 0
    units: int = 0
    first_title: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing changes."""
        return not (self.new or self.changed or self.removed)


def merge_lines(
    stored: Sequence[Row],
    docs: Sequence[LineDoc],
    *,
    exact: bool,
    categorise: Callable[[LineDoc], UUID | None],
) -> LinesMerged:
    """Lay the lines over the stored ones; those that are no longer told go.

    A source without version times (`exact` is false) may know less than another: what it leaves blank stays.
    """
    merged = LinesMerged(count=len(docs), units=sum(line.quantity for line in docs))
    left = {row["ref"]: row for row in stored}
    for position, line in enumerate(docs, 1):
        row = left.pop(line.ref, None)
        if row is None:
            merged.new.append((position, line, categorise(line)))
            merged.after.append(_said(line))
        else:
            _take(merged, row, line, position, exact=exact, categorise=categorise)
    merged.removed = [row["id"] for row in left.values()]
    merged.before += [_said_before(row) for row in left.values()]
    if docs:
        first = next((row for row in merged.changed if row["position"] == 1), None)
        merged.first_title = first["title"] if first else docs[0].title or docs[0].sku
    return merged


def _take(
    merged: LinesMerged,
    row: Row,
    line: LineDoc,
    position: int,
    *,
    exact: bool,
    categorise: Callable[[LineDoc], UUID | None],
) -> None:
    told = dict(zip(LINE_VALUES, line_values(line), strict=True))
    if not exact:
        told = {name: row[name] if _is_blank(value) else value for name, value in told.items()}
    after = row | told | {"position": position}
    if after == row:
        return
    if any(after[name] != row[name] for name in CATEGORY_SIGNS):
        found = categorise(line)
        if row["category_id"] is None or after["category_hint"] != row["category_hint"]:
            after["category_id"] = found or row["category_id"]
    merged.changed.append(after)
    merged.is_moved |= row["position"] != position
    if any(after[name] != row[name] for name in SAID):
        merged.before.append(_said_before(row))
        merged.after.append(_said_before(after))


def _is_blank(value: object) -> bool:
    return value in ("", None, "[]")


def _said(line: LineDoc) -> dict[str, Any]:
    return _said_before({"ref": line.ref, **dict(zip(LINE_VALUES, line_values(line), strict=True))})


def _said_before(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in SAID}


def said_of(docs: Sequence[LineDoc]) -> list[dict[str, Any]]:
    """Return what a supplier would notice of the lines."""
    return [_said(line) for line in docs]


def said_of_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what a supplier would notice of stored lines, as `said_of` tells it of the documents they came from."""
    return [_said_before(row) for row in rows]
