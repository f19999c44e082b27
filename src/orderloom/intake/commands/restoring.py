"""An order as it was before an import changed it, as far as what the import wrote still stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import ForeignKey, Model

from orderloom.intake.commands.import_changes import plain, said_lines
from orderloom.intake.merging import shown
from orderloom.intake.models import CustomerOrder, ImportChange, OrderLine
from orderloom.intake.rows import LINE_COLUMNS, LINES, PARTS
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel.bulk import insert_rows, update_rows

Row = dict[str, Any]
Told = Mapping[str, Sequence[Any]]
STANDING = ("status", "stage", "waits_on", "waits_name", "cancelled_at", "confirmed_at")
COUNTS = ("lines_count", "units", "first_title")
BOOKS = ("content_hash", "external_version", "provenance")


@dataclass(slots=True)
class Restored:
    """What came of one change: the order's row as it shall be, and what is back as it was."""

    order: Row
    outcome: str = "restored"
    changes: dict[str, tuple[object, object]] = field(default_factory=dict)
    lines: list[Row] | None = None
    gone: list[UUID] = field(default_factory=list)


def restore(change: ImportChange, order: Row, lines: list[Row], later: str) -> Restored:
    """Bring the order's row, and its lines, back to before the change where they are still as the change left them.

    `later` is the kind of what happened to the order since. Both the row and the list of lines are changed in place.
    """
    told: dict[str, Any] = json.loads(change.before or "{}")
    columns: Told = told.get("order", {})
    done = Restored(order)
    if order["purchasing_at"] is not None and order["purchasing_at"] >= change.at:
        done.outcome = f"left:{later or 'PurchasingStarted'}"
        return done
    kept = _restore_parts(done, columns)
    if "lines" in told and not _restore_lines(done, told, lines):
        kept.append(LINES)
    _restore_standing(order, columns)
    if not kept:
        _write(order, columns, BOOKS)
    else:
        order["content_hash"] = ""
        done.outcome = f"part:{','.join(kept)}" if done.changes else f"left:{later or 'OrderUpdated'}"
    order["row_version"] += bool(done.changes)
    return done


def _restore_parts(done: Restored, columns: Told) -> list[str]:
    """Restore every part that still says what the change made it say; return the others."""
    kept = []
    for part, names in (*PARTS.items(), ("due_at", ("due_at",))):
        told = [name for name in names if name in columns]
        if not told:
            continue
        if not _stands(done.order, columns, told):
            kept += [part] if part in PARTS else []
            continue
        after = shown(tuple(done.order[name] for name in names))
        _write(done.order, columns, told)
        if part in PARTS:
            done.changes[part] = (after, shown(tuple(done.order[name] for name in names)))
    return kept


def _restore_lines(done: Restored, told: Mapping[str, Any], lines: list[Row]) -> bool:
    """Restore the lines when they are as the change left them, and tell whether they were."""
    if said_lines(lines) != told["after"] or done.order["status"] not in UNBOUGHT | {"cancelled"}:
        return False
    before = [{name: _value(OrderLine, name, row[name]) for name in LINE_COLUMNS} for row in told["lines"]]
    kept = {row["id"] for row in before}
    done.gone += [row["id"] for row in lines if row["id"] not in kept]
    done.changes[LINES] = ([_line_words(row) for row in lines], [_line_words(row) for row in before])
    done.lines = lines[:] = before
    _write(done.order, told["order"], [name for name in COUNTS if name in told["order"]])
    return True


def _line_words(row: Row) -> dict[str, object]:
    return {name: row[name] for name in ("ref", "quantity", "sku", "title", "variant", "personalisation")}


def _restore_standing(order: Row, columns: Told) -> None:
    """Let an order that the import has cancelled or revived stand where it stood, if it stands still."""
    told = [name for name in STANDING if name in columns]
    bounds = UNBOUGHT | {"cancelled"}
    if told and _stands(order, columns, told) and {order["status"], *columns.get("status", ())} <= bounds:
        _write(order, columns, told)


def _stands(order: Row, columns: Told, names: Sequence[str]) -> bool:
    return all(plain(order[name]) == columns[name][1] for name in names)


def _write(order: Row, columns: Told, names: Sequence[str]) -> None:
    for name in names:
        if name in columns:
            order[name] = _value(CustomerOrder, name, columns[name][0])


def _value(model: type[Model], name: str, told: object) -> Any:
    """Return the value that was written down as JSON as the column's own type."""
    if told is None:
        return None
    column = next(one for one in model._meta.concrete_fields if one.attname == name)
    return UUID(str(told)) if isinstance(column, ForeignKey) else column.to_python(told)


def write_lines_back(workspace_id: UUID, restored: Sequence[Restored]) -> None:
    """Store the lines of the restored orders as they were, under the ids that they had."""
    before = [row for one in restored for row in one.lines or ()]
    gone = [line_id for one in restored for line_id in one.gone]
    orders = [one.order["id"] for one in restored]
    OrderLine.objects.filter(workspace_id=workspace_id, id__in=gone).delete()
    found = OrderLine.objects.filter(workspace_id=workspace_id, order_id__in=orders)
    here = set(found.values_list("id", flat=True))
    with connection.cursor() as cursor:  # out of the way of each other's places
        cursor.execute(
            "UPDATE intake_orderline SET position = position + 1000000 WHERE workspace_id = %s AND id = ANY(%s)",
            [workspace_id, list(here)],
        )
    settable = [name for name in LINE_COLUMNS if name not in ("order_id", "ref")]
    update_rows(
        "intake_orderline",
        settable,
        [[row[name] for name in settable] for row in before if row["id"] in here],
    )
    insert_rows(
        "intake_orderline",
        LINE_COLUMNS,
        [[row[name] for name in LINE_COLUMNS] for row in before if row["id"] not in here],
    )
