"""Open and solve cases."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.cases.events import CaseOpened, CaseSolved
from orderloom.cases.kinds import KINDS, CaseKind
from orderloom.cases.models import Case
from orderloom.intake.queries.owners import people_in_charge
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.counters import take_numbers
from orderloom.kernel.errors import NotFound
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id

MOST_WORDS = 500


@command
def open_case(
    *,
    actor: Actor,
    kind: CaseKind,
    subject_id: UUID,
    facts: Mapping[str, Any],
    now: datetime,
    order_id: UUID | None = None,
    task_id: UUID | None = None,
    category_id: UUID | None = None,
) -> None:
    """Open a case for the subject, unless one of the kind is open already; its owner is who is in charge."""
    if Case.objects.filter(
        workspace_id=actor.workspace_id, kind=kind, subject_id=subject_id, status="open"
    ).exists():
        return
    people = people_in_charge(actor.workspace_id, order_id, category_id)
    owner = people[0] if people else None
    number = take_numbers(actor.workspace_id, "case", 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_case (id, workspace_id, number, kind, subject_id, order_id, task_id, owner_id, status, "
            "facts, opened_at, due_at, solution) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'open', %s, %s, %s, '') "
            "ON CONFLICT (workspace_id, kind, subject_id) WHERE status = 'open' DO NOTHING RETURNING id",
            [
                new_id(), actor.workspace_id, number, kind.value, subject_id, order_id, task_id, owner,
                json.dumps(dict(facts)), now, now + KINDS[kind].within,
            ],
        )  # fmt: skip
        if cursor.fetchone() is None:
            return
    opened = CaseOpened(
        subject_id=subject_id, order_id=order_id, task_id=task_id, number=number, case=kind.value, owner_id=owner,
        facts=dict(facts),
    )  # fmt: skip
    record(actor, opened, at=now)


@command
def solve_case(*, actor: Actor, case_id: UUID, solution: str, now: datetime, words: str = "") -> None:
    """Close an open case by hand; a case that is solved already stays as it is. Raises NotAllowed, NotFound."""
    actor.require("cases.solve")
    row = Case.objects.select_for_update().filter(workspace_id=actor.workspace_id, id=case_id).first()
    if row is None:
        raise NotFound
    _solve(actor, row, solution, now, words.strip()[:MOST_WORDS])


@command
def solve_cases_of(*, actor: Actor, kind: CaseKind, subject_id: UUID, solution: str, now: datetime) -> None:
    """Close the open case of a kind for a subject, when what it was about has been done."""
    solve_many(actor=actor, kind=kind, subjects=[subject_id], now=now, solution=solution)


@command
def solve_many(
    *, actor: Actor, kind: CaseKind, subjects: Sequence[UUID], now: datetime, solution: str = "routed"
) -> None:
    """Close the open cases of a kind for many subjects."""
    rows = Case.objects.select_for_update().filter(
        workspace_id=actor.workspace_id, kind=kind, subject_id__in=subjects, status="open"
    )
    for row in rows.order_by("id"):
        _solve(actor, row, solution, now)


def _solve(actor: Actor, row: Case, solution: str, now: datetime, words: str = "") -> None:
    if row.status != "open":
        return
    row.status, row.solved_at, row.solution = "solved", now, solution
    row.facts = {**row.facts, **({"words": words} if words else {})}
    row.save(update_fields=["status", "solved_at", "solution", "facts"])
    solved = CaseSolved(
        subject_id=row.subject_id, order_id=row.order_id, task_id=row.task_id, number=row.number, case=row.kind,
        solution=solution, words=words,
    )  # fmt: skip
    record(actor, solved, at=now)
