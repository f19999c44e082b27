"""The rows of an import that still wait to be mended, as they stood in the file, to take them out again."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from orderloom.intake import faults as _faults  # noqa: F401  declares the words
from orderloom.intake.models import ImportProblem
from orderloom.intake.queries.imports import import_card
from orderloom.kernel.actor import Actor
from orderloom.kernel.tables.faults import fix_of, reason_of


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row of the file with everything that is wrong in it; blank where only its order is."""

    row: int
    order: str
    cells: tuple[str, ...]
    why: str


def rejected_header(actor: Actor, run_id: UUID) -> tuple[str, ...]:
    """Return the heading of the import's file; none for JSON. Raises NotFound."""
    import_card(actor, run_id)
    rows = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, mended_at=None)
    for raw in rows.order_by("id").values_list("raw", flat=True)[:1]:
        return tuple(str(name) for name in raw.get("header", ()))
    return ()


def rejected_rows(actor: Actor, run_id: UUID) -> Iterator[RejectedRow]:
    """Walk all rows of the orders that did not go in, order by order. Raises NotFound."""
    import_card(actor, run_id)
    found = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, mended_at=None)
    group: list[ImportProblem] = []
    for problem in found.order_by("id").iterator(chunk_size=500):
        if not problem.raw.get("first") and group:
            yield from _of_order(group)
            group = []
        group.append(problem)
    yield from _of_order(group)


def _of_order(group: list[ImportProblem]) -> Iterator[RejectedRow]:
    """Walk the rows of one order, which its first problem keeps."""
    if not group:
        return
    why: dict[int, list[str]] = defaultdict(list)
    for problem in group:
        facts = {"value": problem.value, "column": problem.column, **problem.params}
        words = f"{reason_of(problem.code, facts)} {fix_of(problem.code, facts)}"
        why[problem.row].append(f"{problem.column}: {words}" if problem.column else words)
    raw = group[0].raw
    for number, cells in raw.get("rows", ()):
        told = " ".join(why.get(int(number), ()))
        yield RejectedRow(int(number), str(raw.get("order", "")), tuple(str(cell) for cell in cells), told)
