"""The lines that wait because nobody knows their category."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.cases.models import Case
from orderloom.cases.queries.cases import CaseRow, as_rows, visible_cases
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus

AT_ONCE = 500  # lines that get their category while somebody waits for the page


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A line without a category whose task waits for a supplier."""

    id: UUID
    order_number: int
    title: str


def open_case_row(actor: Actor, case_id: UUID) -> CaseRow:
    """Return the case while it is open. Raises NotFound."""
    found: Case | None = (
        visible_cases(actor).filter(id=case_id, status="open").select_related("owner").first()
    )
    if found is None:
        raise NotFound
    return as_rows([found])[0]


def lines_hinted(actor: Actor, hint: str) -> list[WaitingLine]:
    """Return the waiting lines whose file said these words for their category, at most 500."""
    rows = visible_tasks(actor).filter(
        status=TaskStatus.QUEUED.value,
        line__workspace_id=actor.workspace_id,
        line__category=None,
        line__category_hint__iexact=hint,
    )
    told = rows.order_by("id").values_list("line_id", "order__number", "title")
    return [WaitingLine(*row) for row in told[:AT_ONCE]]
