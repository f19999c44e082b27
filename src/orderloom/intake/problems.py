"""What is wrong in an imported file, as it is kept until somebody mends it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.formats import RawRow, Rejected
from orderloom.intake.models import ImportRun
from orderloom.intake.reading import opened
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.ids import new_ids
from orderloom.kernel.tables.faults import RowError
from orderloom.kernel.tables.reading import Document

COLUMNS = ("id", "workspace_id", "run_id", "row", "column", "value", "code", "params", "raw")
MOST_COLUMN = 120
MOST_VALUE = 2000


@dataclass(frozen=True, slots=True)
class Wrong:
    """An order that did not go in, with its rows as they were read and what is wrong with them."""

    order: str
    rows: tuple[RawRow, ...]
    errors: tuple[RowError, ...]

    @classmethod
    def of(cls, rejected: Rejected) -> "Wrong":
        """Return what a format has rejected."""
        return cls(rejected.external_id, rejected.rows, rejected.errors)

    @classmethod
    def unstorable(cls, doc: OrderDoc, fault: RowError) -> "Wrong":
        """Return an order that was read well and cannot be stored; its rows can be mended in the file only."""
        return cls(doc.external_id, tuple((number, ()) for number in doc.rows), (fault,))


def header_of(run: ImportRun) -> tuple[str, ...]:
    """Return the heading of the run's file; a JSON document has none."""
    source = opened(run.file_key)
    return () if isinstance(source, Document) else source.header


def write_problems(run: ImportRun, header: Sequence[str], wrong: Sequence[Wrong]) -> None:
    """Store what is wrong, one row for each fault; the first of an order keeps the order's rows for all."""
    rows: list[tuple[Any, ...]] = []
    ids = iter(new_ids(sum(len(one.errors) for one in wrong)))
    for one in wrong:
        first = ""
        for error in one.errors:
            problem_id = next(ids)
            raw: dict[str, Any] = {"order": printable(one.order), "first": first}
            if not first:
                first = str(problem_id)
                raw = {"order": printable(one.order), "header": header, "rows": _clean(one.rows)}
            rows.append(
                (
                    problem_id,
                    run.workspace_id,
                    run.id,
                    error.row,
                    printable(error.column)[:MOST_COLUMN],
                    printable(error.value)[:MOST_VALUE],
                    error.code,
                    json.dumps({name: printable(value) for name, value in error.params.items()}),
                    json.dumps(raw),
                )
            )
    insert_rows("intake_importproblem", COLUMNS, rows)


def _clean(rows: Sequence[RawRow]) -> list[tuple[int, list[str]]]:
    return [(number, [printable(cell) for cell in cells]) for number, cells in rows]


def printable(text: str) -> str:
    """Return the text with a replacement for what the database cannot hold."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
