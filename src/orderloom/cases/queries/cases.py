"""Cases, as lists and handlers need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from orderloom.cases.kinds import KINDS, CaseKind, sentence
from orderloom.cases.models import Case
from orderloom.kernel.actor import Actor

WAITS = (CaseKind.NO_CATEGORY, CaseKind.NO_SUPPLIER, CaseKind.ALL_DECLINED)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it, in the reader's language."""

    id: UUID
    number: int
    kind: CaseKind
    label: str
    sentence: str
    next_step: str
    facts: dict[str, Any]
    subject_id: UUID
    order_id: UUID | None
    task_id: UUID | None
    owner_id: UUID | None
    owner: str
    status: str
    opened_at: datetime
    due_at: datetime
    solved_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenWait:
    """An open case about tasks that wait for a supplier."""

    kind: CaseKind
    subject_id: UUID


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases of the workspace."""
    return Case.objects.filter(workspace_id=actor.workspace_id)


def open_waits(workspace_id: UUID) -> list[OpenWait]:
    """Return the open cases about waiting tasks."""
    rows = Case.objects.filter(workspace_id=workspace_id, status="open", kind__in=WAITS)
    return [OpenWait(CaseKind(kind), subject) for kind, subject in rows.values_list("kind", "subject_id")]


def case_rows(
    actor: Actor, *, status: str = "open", order_id: UUID | None = None, limit: int = 50
) -> list[CaseRow]:
    """Return cases, the most urgent first."""
    rows = visible_cases(actor).filter(status=status).select_related("owner")
    if order_id is not None:
        rows = rows.filter(order_id=order_id)
    return as_rows(list(rows.order_by("due_at", "id")[:limit]))


def count_open(actor: Actor) -> int:
    """Return how many cases are open."""
    return visible_cases(actor).filter(status="open").count()


def as_rows(cases: Sequence[Case]) -> list[CaseRow]:
    """Return the cases in words."""
    return [
        CaseRow(
            case.id, case.number, CaseKind(case.kind), str(KINDS[CaseKind(case.kind)].label),
            sentence(case.kind, case.facts), str(KINDS[CaseKind(case.kind)].next_step), case.facts, case.subject_id,
            case.order_id, case.task_id, case.owner_id, str(case.owner or ""), case.status, case.opened_at, case.due_at,
            case.solved_at,
        )
        for case in cases
    ]  # fmt: skip
