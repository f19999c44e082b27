"""Mend what was wrong in an imported file and take the orders in after all: one row, or all like rows at once."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from orderloom.intake.commands.taking_again import BadOrder, take_again
from orderloom.intake.models import ImportProblem, ImportRun
from orderloom.intake.permissions import IMPORT
from orderloom.intake.queries.imports import ProblemCard, import_problems
from orderloom.intake.remedies import BY_COLUMN
from orderloom.intake.repairs import Repair, repairs_of, with_repair
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it: the orders that are in now, or what is still wrong with them."""

    order_ids: tuple[UUID, ...]
    problems: tuple[ProblemCard, ...]


@dataclass(frozen=True, slots=True)
class MendedAll:
    """How many orders are in now and how many still need a hand; `more` tells that not all like rows were tried."""

    taken: int
    left: int
    more: bool


@command
def mend_problem(*, actor: Actor, problem_id: UUID, values: Mapping[str, str], now: datetime) -> Mended:
    """Write these values into the problem's row, by column, and read its order again as the file was read.

    For JSON the columns are paths, such as `line_items[0].quantity`. Raises NotAllowed, NotFound, Invalid for a column
    that the file does not have.
    """
    actor.require(IMPORT)
    problem, run = _locked(actor, problem_id)
    order = _bad_orders(actor, run, [UUID(str(problem.raw.get("first") or problem.id))])[0]
    rows = [(number, list(cells)) for number, cells in order.rows]
    _write(rows, order.header, problem.row, values)
    mended = BadOrder(order.first, order.header, tuple((number, tuple(cells)) for number, cells in rows))
    received, wrong = take_again(actor, run, [mended], now)
    numbers = {number for one in wrong for number, _ in one.rows}
    left = import_problems(actor, run.id, after_row=min(numbers) - 1) if numbers else []
    return Mended(tuple(received.orders.values()), tuple(card for card in left if card.row in numbers))


@command
def mend_alike(*, actor: Actor, run_id: UUID, code: str, repair: Repair, now: datetime) -> MendedAll:
    """Let the repair settle this trouble in all rows that wait, and take their orders in; it is kept for the next file.

    Raises NotAllowed, NotFound.
    """
    actor.require(IMPORT)
    run = _locked_run(actor, run_id)
    waiting = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, mended_at=None)
    found = waiting.filter(column=repair.column, code=code)
    if code not in BY_COLUMN:
        found = found.filter(value=repair.value)
    told = found.order_by("row", "id").values_list("id", "raw__first")
    firsts = list(dict.fromkeys(UUID(str(first or problem_id)) for problem_id, first in told))
    run.repairs = [one.as_json() for one in with_repair(repairs_of(run.repairs), repair)]
    run.save(update_fields=["repairs"])
    orders = _bad_orders(actor, run, firsts[:AT_ONCE])
    received, wrong = take_again(actor, run, orders, now)
    return MendedAll(len(received.orders), len(wrong), len(firsts) > AT_ONCE)


def _locked_run(actor: Actor, run_id: UUID) -> ImportRun:
    run = ImportRun.objects.filter(workspace_id=actor.workspace_id, id=run_id)
    found = run.select_for_update(no_key=True).first()
    if found is None:
        raise NotFound
    return found


def _locked(actor: Actor, problem_id: UUID) -> tuple[ImportProblem, ImportRun]:
    """Return the problem, which still waits, and its import, locked. Raises NotFound."""
    waiting = ImportProblem.objects.filter(workspace_id=actor.workspace_id, id=problem_id, mended_at=None)
    found = waiting.first()
    if found is None:
        raise NotFound
    run = _locked_run(actor, found.run_id)
    still = waiting.first()
    if still is None:
        raise NotFound
    return still, run


def _bad_orders(actor: Actor, run: ImportRun, firsts: Sequence[UUID]) -> list[BadOrder]:
    """Return the orders whose rows these problems keep, in the order of the file."""
    found: QuerySet[ImportProblem] = ImportProblem.objects.filter(
        Q(id__in=firsts), workspace_id=actor.workspace_id, run_id=run.id
    )
    return [
        BadOrder(
            one.id,
            tuple(one.raw.get("header", ())),
            tuple((int(number), tuple(cells)) for number, cells in one.raw.get("rows", ())),
        )
        for one in found.order_by("row", "id")
    ]


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
