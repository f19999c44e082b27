"""Mend what was wrong in an imported file and take the order in after all."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.formats import Outcome, Rejected, Source
from orderloom.intake.models import ImportProblem, ImportRun
from orderloom.intake.permissions import IMPORT
from orderloom.intake.problems import Wrong, write_problems
from orderloom.intake.queries.imports import ProblemCard, import_problems
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import format_of, zone_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import table_of

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it: the orders that are in now, or what is still wrong with them."""

    order_ids: tuple[UUID, ...]
    problems: tuple[ProblemCard, ...]


@command
def mend_problem(*, actor: Actor, problem_id: UUID, values: Mapping[str, str], now: datetime) -> Mended:
    """Write these values into the problem's row, by column, and read its order again as the file was read.

    For JSON the columns are paths, such as `line_items[0].quantity`. Raises NotAllowed, NotFound, Invalid for a column
    that the file does not have.
    """
    actor.require(IMPORT)
    problem, run = _locked(actor, problem_id)
    siblings = _siblings(problem)
    first = siblings.get(id=problem.raw.get("first") or problem.id)
    rows = [(int(number), list(cells)) for number, cells in first.raw.get("rows", ())]
    header = tuple(first.raw.get("header", ()))
    _write(rows, header, problem.row, values)
    outcomes = list(_read(run, header, rows, store_card(actor, run.store_id).zone))
    docs = [one for one in outcomes if isinstance(one, OrderDoc)]
    received = receive_orders(actor=actor, store_id=run.store_id, docs=docs, now=now, run_id=run.id)
    wrong = [Wrong.of(one) for one in outcomes if isinstance(one, Rejected)]
    wrong += [Wrong(doc.external_id, _rows_of(doc, rows), (fault,)) for doc, fault in received.rejected]
    if wrong:
        siblings.delete()
        write_problems(run, header, wrong)
    else:
        siblings.update(mended_at=now)
    still = sum(len(one.rows) for one in wrong)
    ImportRun.objects.filter(id=run.id).update(
        rejected_rows=F("rejected_rows") - len(rows) + still,
        orders_created=F("orders_created") + received.created,
        orders_updated=F("orders_updated") + received.updated,
        orders_unchanged=F("orders_unchanged") + received.unchanged,
        lines_created=F("lines_created") + received.lines_created,
    )
    numbers = {number for one in wrong for number, _ in one.rows}
    left = import_problems(actor, run.id, after_row=min(numbers) - 1) if numbers else []
    return Mended(tuple(received.orders.values()), tuple(card for card in left if card.row in numbers))


def _locked(actor: Actor, problem_id: UUID) -> tuple[ImportProblem, ImportRun]:
    found = ImportProblem.objects.filter(
        workspace_id=actor.workspace_id, id=problem_id, mended_at=None
    ).first()
    if found is None:
        raise NotFound
    run = ImportRun.objects.select_for_update(no_key=True).get(
        workspace_id=actor.workspace_id, id=found.run_id
    )
    still = ImportProblem.objects.filter(
        workspace_id=actor.workspace_id, id=problem_id, mended_at=None
    ).first()
    if still is None:
        raise NotFound
    return still, run


def _siblings(problem: ImportProblem) -> QuerySet[ImportProblem]:
    """Return all problems of the same order; the first one keeps its rows."""
    first = problem.raw.get("first") or str(problem.id)
    return ImportProblem.objects.filter(workspace_id=problem.workspace_id, run_id=problem.run_id).filter(
        Q(id=first) | Q(raw__first=first)
    )


def _rows_of(doc: OrderDoc, rows: Sequence[tuple[int, list[str]]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((number, tuple(cells)) for number, cells in rows if number in doc.rows)


def _write(
    rows: list[tuple[int, list[str]]], header: Sequence[str], row: int, values: Mapping[str, str]
) -> None:
    """Put the values into the cells of the row. Raises Invalid."""
    cells = next((cells for number, cells in rows if number == row), None)
    if cells is None or not cells:
        raise NotFound
    if not header:
        cells[0] = _written(cells[0], values)
        return
    for column, value in values.items():
        if column not in header:
            raise Invalid(fields={column: "?"})
        cells[header.index(column)] = value


def _written(text: str, values: Mapping[str, str]) -> str:
    """Return the JSON text with the values at their paths. Raises Invalid."""
    whole = json.loads(text)
    for path, value in values.items():
        steps = [int(index) if index else name for name, index in STEP.findall(path)]
        place: Any = whole
        try:
            for step in steps[:-1]:
                place = place[step]
            place[steps[-1]] = value
        except (KeyError, IndexError, TypeError) as wrong:
            raise Invalid(fields={path: "?"}) from wrong
    return json.dumps(whole, ensure_ascii=False)


def _read(
    run: ImportRun, header: Sequence[str], rows: Sequence[tuple[int, list[str]]], zone: str
) -> list[Outcome]:
    source: Source
    source = table_of(header, rows) if header else Document([json.loads(cells[0]) for _, cells in rows])
    return list(format_of(run).orders(source, zone=zone_of(zone)))
