"""How an import goes and went: its progress, what it made, and what waits to be mended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.mend_problem import mend_problem
from orderloom.intake.commands.undo_import import undo_import
from orderloom.intake.permissions import CANCEL, IMPORT
from orderloom.intake.queries.import_changes import can_undo, left_orders, outcome_counts
from orderloom.intake.queries.imports import (
    ImportCard,
    ProblemCard,
    import_card,
    import_problems,
    problem_likes,
    problems_left,
    rows_left,
)
from orderloom.intake.queries.rejected_rows import rejected_header, rejected_rows
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.portals.merchant.import_answers import mend_all
from orderloom.portals.merchant.import_left import why_left
from orderloom.portals.merchant.import_stages import KEPT, is_being_undone, is_open, wait_of
from orderloom.portals.merchant.imports import IMPORT_STEP, wizard
from orderloom.portals.merchant.setup_pages import go, here, page
from orderloom.portals.table_out import csv_response
from orderloom.ui.due import day_words
from orderloom.ui.toast import toast

AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a rejected row that can be written anew."""

    column: str
    value: str
    is_bad: bool

    @property
    def is_long(self) -> bool:
        """Test whether it needs more than one line."""
        return "\n" in self.value or len(self.value) > 60


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of the file with all that is wrong in it."""

    id: UUID
    row: int
    order: str
    problems: tuple[ProblemCard, ...]
    bad: tuple[Cell, ...]
    rest: tuple[Cell, ...]


@require_GET
def run(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Show the import's progress or result, with what waits to be mended."""
    card = import_card(request.actor, run_id)
    facts = {
        "card": card,
        "steps": wizard(IMPORT_STEP) if is_open(card) and not is_being_undone(card) else None,
        "is_open": is_open(card),
        "wait": wait_of(card),
        "percent": _percent(card),
        "may_import": request.actor.can(IMPORT),
        "all_url": f"{here(request, 'orders')}?import={run_id}",
        **_waiting(request, card),
        **_undoing(request, card),
    }
    return page(request, "import_run", facts)


def _waiting(request: AudienceRequest, card: ImportCard) -> dict[str, object]:
    """Return what waits to be mended: the first rows one by one and, once the reading is over, like cells together."""
    run_id, is_over = card.id, not is_open(card)
    actor, after = request.actor, _number(request.GET.get("after", ""))
    problems = import_problems(actor, run_id, after_row=after, limit=AT_ONCE + 1)
    left = problems_left(actor, run_id) if problems else 0
    return {
        "rows_left": rows_left(actor, [run_id]).get(run_id, 0),
        "rows": list(wrong_rows(problems[:AT_ONCE])),
        "likes": [one for one in problem_likes(actor, run_id, {}) if one.remedy]
        if problems and is_over
        else [],
        "left": left,
        "next_after": problems[AT_ONCE - 1].row if len(problems) > AT_ONCE else None,
        "after": after,
    }


def _undoing(request: AudienceRequest, card: ImportCard) -> dict[str, object]:
    """Return whether the import can be undone, and what came of it when it was."""
    actor = request.actor
    facts: dict[str, object] = {
        "kept_until": _day(card.created_at + KEPT),
        "is_being_undone": is_being_undone(card),
        "may_undo": actor.can(IMPORT) and actor.can(CANCEL) and can_undo(actor, card),
    }
    if card.undo_asked_at is not None:
        counts = outcome_counts(actor, card.id)
        facts["undone"] = counts
        facts["moved_on"] = counts.get("left", 0) + counts.get("part", 0)
        facts["left_orders"] = [(one, why_left(one)) for one in left_orders(actor, card.id)]
    return facts


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _percent(card: ImportCard) -> int | None:
    """Return how far the reading is, where the file's length is known."""
    if not card.rows_total:
        return None
    return min(99, 100 * card.rows_read // card.rows_total)


def wrong_rows(problems: Iterable[ProblemCard]) -> Iterator[WrongRow]:
    """Walk the rows with their problems together, in the order of the file."""
    by_row: dict[tuple[int, str], list[ProblemCard]] = {}
    for problem in problems:
        by_row.setdefault((problem.row, problem.order), []).append(problem)
    for (row, order), found in by_row.items():
        yield WrongRow(found[0].id, row, order, tuple(found), *_cells(found))


def _cells(problems: list[ProblemCard]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Return the cells that are wrong, and the others of the row."""
    first, bad_columns = problems[0], {problem.column for problem in problems if problem.column}
    if not first.cells:
        return (), ()
    if not first.header:  # JSON: a path into the order's own text
        return tuple(Cell(one.column, one.value, is_bad=True) for one in problems if one.column), ()
    cells = [
        Cell(name, value, name in bad_columns) for name, value in zip(first.header, first.cells, strict=False)
    ]
    return tuple(cell for cell in cells if cell.is_bad), tuple(cell for cell in cells if not cell.is_bad)


def _day(moment: datetime) -> str:
    zone = timezone.get_current_timezone()
    return day_words(moment.astimezone(zone).date(), clock.now().astimezone(zone).date())


@require_POST
def mend(request: AudienceRequest, slug: str, run_id: UUID, problem_id: UUID) -> HttpResponse:
    """Write the mended cells into the row and take its order in again."""
    values = dict(_changed(request))
    try:
        mended = mend_problem(actor=request.actor, problem_id=problem_id, values=values, now=clock.now())
    except Invalid as wrong:
        toast(request, str(wrong), failed=True)
    else:
        _tell(request, mended.problems)
    after = request.POST.get("after", "")
    query = f"?after={after}" if after.isdigit() else ""
    return HttpResponseRedirect(f"{here(request, 'import-run', run_id)}{query}#problems")


def _tell(request: HttpRequest, problems: tuple[ProblemCard, ...]) -> None:
    if not problems:
        toast(request, _("The order is in."))
        return
    first = problems[0]
    told = _("Row %(row)d still needs a hand: %(reason)s") % {"row": first.row, "reason": first.reason}
    toast(request, told, failed=True)


def _changed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Walk the cells that a person has changed; an untouched one keeps every byte that it had."""
    told = request.POST
    for column, value, before in zip(
        told.getlist("column"), told.getlist("value"), told.getlist("before"), strict=False
    ):
        if _plain(value) != _plain(before):
            yield column, value


def _plain(text: str) -> str:
    """Return the text with the line ends that a browser sends made alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@require_POST
def alike(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Mend all rows with the same trouble by one answer."""
    mend_all(request, run_id)
    return HttpResponseRedirect(here(request, "import-run", run_id) + "#problems")


@require_POST
def undo(request: AudienceRequest, slug: str, run_id: UUID) -> HttpResponse:
    """Take back what the import has done to orders that have not moved on."""
    undo_import(actor=request.actor, run_id=run_id, now=clock.now())
    return go(request, "import-run", run_id)


@require_GET
def rejected(request: AudienceRequest, slug: str, run_id: UUID) -> StreamingHttpResponse:
    """Download the rows that wait to be mended, with what is wrong, for a spreadsheet."""
    card = import_card(request.actor, run_id)
    header = rejected_header(request.actor, run_id)
    names = [*(header or ("JSON",)), _("Row in the file"), _("Order"), _("What is wrong")]
    rows = (
        [*fitted(row.cells, max(1, len(header))), str(row.row), row.order, row.why]
        for row in rejected_rows(request.actor, run_id)
    )
    stem = card.file_name.rpartition(".")[0] or card.file_name
    return csv_response(f"{stem}-{_('to mend')}.csv", (line for part in ([names], rows) for line in part))


def fitted(cells: tuple[str, ...], width: int) -> list[str]:
    """Return exactly so many cells."""
    return [*cells[:width], *([""] * (width - len(cells)))]
