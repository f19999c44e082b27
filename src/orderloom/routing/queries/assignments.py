"""Who was asked to make a task, in which order, why, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils import translation

from orderloom.kernel.actor import Actor
from orderloom.production.queries.tasks import visible_task
from orderloom.routing import why
from orderloom.routing.models import Assignment
from orderloom.routing.why import Choice


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One offer of a task: whose turn it was and why, in English and in Chinese."""

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
    why_en: str
    why_zh: str
    choice: Choice


FIELDS = (
    "id", "attempt", "supplier_id", "status", "at", "respond_by", "answered_at", "reason", "reason_text",
    "script_number",
)  # fmt: skip


def assignments_of(actor: Actor, task_id: UUID) -> list[AssignmentRow]:
    """Return the offers of the task, the first one first. Raises NotFound."""
    task = visible_task(actor, task_id)
    rows = Assignment.objects.filter(workspace_id=task.workspace_id, task_id=task.id).order_by("attempt")
    return [
        AssignmentRow(
            supplier=row.pop("name"),
            why_en=_said(row["kept"], "en"),
            why_zh=_said(row["kept"], "zh-hans"),
            choice=why.read(row.pop("kept")),
            **row,
        )
        for row in rows.values(*FIELDS, name=F("supplier__name"), kept=F("why"))
    ]


def _said(kept: str, language: str) -> str:
    with translation.override(language):
        return why.sentence(kept)
