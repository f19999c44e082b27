"""What an import does to each order, written beside it: which orders it touched, and how changed ones were before."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any
from uuid import UUID

from orderloom.intake.line_merging import LinesMerged
from orderloom.intake.models import ImportWhat
from orderloom.intake.rows import LINE_COLUMNS, ORDER_COLUMNS, line_row
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.ids import new_ids

Row = Mapping[str, Any]
COLUMNS = ("id", "workspace_id", "run_id", "what", "at", "outcome", "order_id", "before")
UNTOLD = ("id", "workspace_id", "row_version")
LINE_SAYS = ("ref", "position", "category_id", *(name for name in LINE_COLUMNS[6:]))


def note_changes(
    workspace_id: UUID,
    run_id: UUID,
    what: ImportWhat,
    changes: Sequence[tuple[UUID, str]],
    now: datetime,
) -> None:
    """Write down that the import has done this to these orders, each with how it was before."""
    kind, outcome = what.value, ""
    rows = [
        (new, workspace_id, run_id, kind, now, outcome, order_id, before)
        for new, (order_id, before) in zip(new_ids(len(changes)), changes, strict=True)
    ]
    insert_rows("intake_importchange", COLUMNS, rows)


def without_before(order_ids: Iterable[UUID]) -> list[tuple[UUID, str]]:
    """Return the orders with nothing to restore."""
    return list(zip(order_ids, repeat("")))


def before_text(before: Row, after: Row, lines: Sequence[Row], merged: LinesMerged) -> str:
    """Return as JSON which columns of an order change and from what, and its lines where these change."""
    told: dict[str, Any] = {
        "order": {
            name: [plain(before[name]), plain(after[name])]
            for name in ORDER_COLUMNS
            if name not in UNTOLD and before[name] != after[name]
        }
    }
    if not merged.is_empty:
        told["lines"] = [{name: plain(value) for name, value in row.items()} for row in lines]
        told["after"] = said_lines(lines_after(before, lines, merged))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def lines_after(order: Row, lines: Sequence[Row], merged: LinesMerged) -> list[Row]:
    """Return the lines as the merge leaves them."""
    changed = {row["id"]: row for row in merged.changed}
    kept: list[Row] = [changed.get(row["id"], row) for row in lines if row["id"] not in merged.removed]
    workspace_id, order_id = order["workspace_id"], order["id"]
    new = [
        dict(
            zip(
                LINE_COLUMNS,
                line_row(order_id, workspace_id, order_id, position, line, category_id),
                strict=True,
            )
        )
        for position, line, category_id in merged.new
    ]
    return kept + new


def said_lines(lines: Iterable[Row]) -> list[list[object]]:
    """Return what the lines say, by position, whatever their ids are."""
    return sorted(
        ([plain(row[name]) for name in LINE_SAYS] for row in lines), key=lambda said: str(said[1]).zfill(9)
    )


def plain(value: object) -> object:
    """Return the value as JSON keeps it, the same for the same value: 5 and 5.0000 are one amount."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value
