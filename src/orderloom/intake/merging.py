"""A newer, older or richer telling of an order laid over what is stored. Plain values in, plain values out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.intake.canonical import LineDoc, OrderDoc
from orderloom.intake.line_merging import LinesMerged, merge_lines, said_of
from orderloom.intake.provenance import Provenance
from orderloom.intake.rows import ALL_PARTS, LINES, PARTS, told_by
from orderloom.intake.rules import BOUGHT, CANCELLED_UPSTREAM, CHANGED_UPSTREAM, RANK, UNBOUGHT, standing
from orderloom.intake.states import OrderStatus, Payment, WaitsOn

GUARDED = frozenset({"ship_to", "note", LINES})
"""What goes to suppliers: once the order is bought, a change of it waits for a person."""

Row = dict[str, Any]


@dataclass(slots=True)
class Merged:
    """The order's row as it shall be, and what is different about it."""

    row: Row
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)
    needs_person: list[str] = field(default_factory=list)
    lines: LinesMerged = field(default_factory=LinesMerged)
    is_stale: bool = False
    move: str = ""


@dataclass(slots=True)
class _Merge:
    doc: OrderDoc
    row: Row
    provenance: Provenance
    result: Merged
    told: list[str] = field(default_factory=list)
    has_older: bool = False

    def takes(self, part: str) -> bool:
        """Tell whether the document may say what this part is."""
        version = self.doc.updated_at
        if self.provenance.at.get(part, self) is None:
            allowed = True
        elif version is not None:
            allowed = not self.provenance.is_outdated(part, version)
        else:
            allowed = not self._lags() or self._is_blank(part)
        if allowed:
            self.told.append(part)
        self.has_older |= not allowed
        return allowed

    def _lags(self) -> bool:
        state = self.doc.state
        return (
            state is not None
            and self.provenance.at.get("state", self) is not None
            and RANK[state] < RANK[self.row["upstream_state"]]
        )

    def _is_blank(self, part: str) -> bool:
        if part == LINES:
            return not self.row["lines_count"]
        values = [self.row[column] for column in PARTS[part]]
        if part == "placed_at":
            return bool(values[0] == self.row["received_at"])
        return all(value in (None, "", Payment.UNKNOWN.value) for value in values)

    def stays(self, part: str, told: Sequence[object], before: object, after: object) -> bool:
        """Tell whether the part stays against the channel: by a person's wish, or since it comes too late."""
        if self.provenance.keeps(part, told):
            return True
        if part not in GUARDED or self.row["status"] not in BOUGHT:
            return False
        self.provenance.keep(part, told)
        self.result.needs_person.append(part)
        self.result.changes[part] = (before, after)
        return True


def merge(
    doc: OrderDoc,
    content: str,
    stored: Row,
    lines: Sequence[Row],
    *,
    now: datetime,
    categorise: Callable[[LineDoc], UUID | None],
) -> Merged:
    """Lay the document, whose content hash is given, over the order and its lines."""
    row = dict(stored)
    provenance = Provenance.read(row["provenance"], row["external_version"])
    merge = _Merge(doc, row, provenance, Merged(row))
    _take_parts(merge)
    _take_lines(merge, lines, categorise)
    result = merge.result
    result.is_stale = merge.has_older and not result.changes
    if "state" in result.changes:
        result.move = _follow(row, stored["upstream_state"], now)
    if result.needs_person and row["exception"] != CANCELLED_UPSTREAM:
        row["exception"], row["waits_on"] = CHANGED_UPSTREAM, WaitsOn.MERCHANT.value
    if "ship_by" in result.changes and row["purchasing_at"] is None:
        row["due_at"] = row["ship_by"]
    provenance.advance(doc.updated_at, merge.told, ALL_PARTS)
    row["external_version"], row["provenance"] = provenance.version, provenance.text()
    if not merge.has_older:
        row["content_hash"] = content
    row["row_version"] += bool(result.changes)
    return result


def _take_parts(merge: _Merge) -> None:
    row = merge.row
    for part, values in told_by(merge.doc).items():
        if not merge.takes(part):
            continue
        columns = PARTS[part]
        before = tuple(row[column] for column in columns)
        if before == values or merge.stays(part, values, shown(before), shown(values)):
            continue
        row.update(zip(columns, values, strict=True))
        merge.result.changes[part] = (shown(before), shown(values))


def shown(values: Sequence[object]) -> object:
    """Return values as the timeline keeps them: one as it is, an address as the lines that it fills."""
    if len(values) == 1:
        return values[0]
    return "\n".join(str(value) for value in values if value)


def _take_lines(merge: _Merge, stored: Sequence[Row], categorise: Callable[[LineDoc], UUID | None]) -> None:
    docs, row = merge.doc.lines, merge.row
    if docs is None or not merge.takes(LINES):
        return
    merged = merge_lines(stored, docs, exact=merge.doc.updated_at is not None, categorise=categorise)
    if merged.is_empty:
        return
    if row["status"] in BOUGHT and not merged.before and not merged.after:
        return  # a price or a picture: nothing that a supplier works by
    if merge.stays(LINES, said_of(docs), merged.before, merged.after):
        return
    merge.result.lines = merged
    merge.result.changes[LINES] = (merged.before, merged.after)
    row["lines_count"], row["units"], row["first_title"] = merged.count, merged.units, merged.first_title


def _follow(row: Row, before: str, now: datetime) -> str:
    """Let the status follow the channel's new state, and return what became of the order."""
    state, status = row["upstream_state"], row["status"]
    move = ""
    if state == "cancelled" and status in UNBOUGHT:
        row["status"], row["cancelled_at"] = OrderStatus.CANCELLED.value, now
        move = "cancelled"
    elif state == "cancelled" and status in BOUGHT:
        row["exception"], row["waits_on"] = CANCELLED_UPSTREAM, WaitsOn.MERCHANT.value
    elif before == "cancelled" and status == OrderStatus.CANCELLED and row["purchasing_at"] is None:
        row["status"], row["cancelled_at"], row["confirmed_at"] = OrderStatus.RECEIVED.value, None, None
        move = "revived"
    elif before == "cancelled" and row["exception"] == CANCELLED_UPSTREAM:
        row["exception"] = ""
    if row["status"] not in BOUGHT and row["status"] != OrderStatus.COMPLETED:
        stage, waits_on = standing(OrderStatus(row["status"]), state)
        row["stage"], row["waits_on"] = stage.value, waits_on.value
    return move
