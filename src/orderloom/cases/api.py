"""Exception cases over the API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from orderloom.cases.commands.keep import solve_case
from orderloom.cases.kinds import CaseKind
from orderloom.cases.queries.cases import CaseRow, as_rows, visible_cases
from orderloom.identity.api_auth import actor_of
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.paging import newest_first
from orderloom.kernel.wire import Cursor, Limit, Page, Shown, Text, Told

router = Router(tags=["cases"])


class CasesAsked(Told):
    """Which cases."""

    status: Literal["open", "solved"] | None = None
    order_id: UUID | None = None
    task_id: UUID | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class CaseOut(Shown):
    """What could not be done: in words, the next step, who has it, and by when."""

    id: UUID
    number: str
    kind: CaseKind
    label: str
    sentence: str
    next_step: str
    facts: dict[str, object]
    subject_id: UUID
    order_id: UUID | None
    task_id: UUID | None
    owner_id: UUID | None
    owner: str
    status: str
    opened_at: datetime
    due_at: datetime
    solved_at: datetime | None


class Solution(Told):
    """How it was solved, in a few words."""

    solution: Annotated[Text, Field(max_length=40)] = "by_hand"


def _out(row: CaseRow) -> CaseOut:
    own = {name: getattr(row, name) for name in CaseOut.model_fields}
    return CaseOut(**{**own, "number": f"C-{row.number}"})


def _case(actor: Actor, case_id: UUID) -> CaseOut:
    rows = as_rows(list(visible_cases(actor).filter(id=case_id).select_related("owner")))
    if not rows:
        raise NotFound
    return _out(rows[0])


@router.get(
    "/cases", response=Page[CaseOut], operation_id="listCases", summary="List cases, the newest first"
)
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> Page[CaseOut]:
    """List the cases, the newest first."""
    found = visible_cases(actor_of(request)).select_related("owner")
    for name in ("status", "order_id", "task_id"):
        if (value := getattr(asked, name)) is not None:
            found = found.filter(**{name: value})
    rows, next_cursor = newest_first(found, asked.cursor, asked.limit)
    return Page[CaseOut](items=[_out(row) for row in as_rows(rows)], next_cursor=next_cursor)


@router.get("/cases/{uuid:case_id}", response=CaseOut, operation_id="getCase", summary="Show a case")
def get_case(request: HttpRequest, case_id: UUID) -> CaseOut:
    """Show one case."""
    return _case(actor_of(request), case_id)


@router.post(
    "/cases/{uuid:case_id}/solve", response=CaseOut, operation_id="solveCase", summary="Close a case"
)
def solve(request: HttpRequest, case_id: UUID, body: Solution) -> CaseOut:
    """Close an open case by hand; one that is solved already stays as it is."""
    actor = actor_of(request)
    solve_case(actor=actor, case_id=case_id, solution=body.solution, now=clock.now())
    return _case(actor, case_id)
