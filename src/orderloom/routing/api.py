"""Assignments over the API: who was asked and why, and giving a task to somebody by hand."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from orderloom.identity.api_auth import actor_of
from orderloom.kernel import clock
from orderloom.kernel.wire import Shown, Text, Told
from orderloom.production.api import TaskOut, task_out
from orderloom.production.queries.tasks import card, visible_task
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.queries.assignments import AssignmentRow, assignments_of

router = Router(tags=["assignments"])


class CandidateOut(Shown):
    """A supplier that could have been asked, with the tasks it had so far and its weight."""

    name: str
    had: int
    weight: int


class LeftOut(Shown):
    """A supplier that was not asked: paused, or it had declined."""

    name: str
    reason: str


class WhyOut(Shown):
    """Why this supplier: one sentence, and what it is made of."""

    en: str
    zh: str
    rule: str
    category: str
    nearest: bool
    candidates: list[CandidateOut]
    more_candidates: int
    left_out: list[LeftOut]


class AssignmentOut(Shown):
    """One offer of a task, and what became of it."""

    id: UUID
    attempt: int
    supplier_id: UUID
    supplier: str
    status: str
    at: datetime
    respond_by: datetime | None
    answered_at: datetime | None
    reason: str
    reason_text: str
    script_number: int | None
    why: WhyOut


class Assignments(Shown):
    """The offers of a task, the first one first."""

    items: list[AssignmentOut]


class AssignIn(Told):
    """To whom, and why."""

    supplier_id: UUID
    reason: Annotated[Text, Field(min_length=1, max_length=300)]


def _why(row: AssignmentRow) -> WhyOut:
    choice = row.choice
    return WhyOut(
        en=row.why_en,
        zh=row.why_zh,
        rule=choice.rule,
        category=choice.category,
        nearest=choice.nearest,
        candidates=[CandidateOut(name=name, had=had, weight=weight) for name, had, weight in choice.others],
        more_candidates=choice.more,
        left_out=[LeftOut(name=name, reason=reason) for name, reason in choice.left_out],
    )


def _out(row: AssignmentRow) -> AssignmentOut:
    plain = AssignmentOut.model_fields.keys() - {"why"}
    return AssignmentOut(**{name: getattr(row, name) for name in plain}, why=_why(row))


@router.get(
    "/tasks/{uuid:task_id}/assignments",
    response=Assignments,
    operation_id="listAssignments",
    summary="Explain a task's assignments",
)
def list_assignments(request: HttpRequest, task_id: UUID) -> Assignments:
    """List who was asked to make the task, and why."""
    return Assignments(items=[_out(row) for row in assignments_of(actor_of(request), task_id)])


@router.post(
    "/tasks/{uuid:task_id}/assign",
    response=TaskOut,
    operation_id="assignTask",
    summary="Assign a task by hand",
)
def assign(request: HttpRequest, task_id: UUID, body: AssignIn) -> TaskOut:
    """Give a queued or offered task to a supplier by hand; the rotation does not count it as a turn."""
    actor = actor_of(request)
    assign_task(
        actor=actor, task_id=task_id, supplier_id=body.supplier_id, reason=body.reason, now=clock.now()
    )
    return task_out(card(actor, visible_task(actor, task_id)))
