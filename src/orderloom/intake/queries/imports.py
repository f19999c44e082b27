"""Imports and what they could not read, for pages, the API and the command line."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from orderloom.intake import faults as _faults  # noqa: F401  declares the words
from orderloom.intake.checking import Like, Likes
from orderloom.intake.models import ImportProblem, ImportRun
from orderloom.intake.permissions import SEE
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tables.faults import RowError, fix_of, reason_of

MOST_LIKES = 20_000


@dataclass(frozen=True, slots=True)
class ImportCard:
    """One import. `failure` says in the reader's language why it ended early; `seconds` is time spent reading."""

    id: UUID
    store_id: UUID
    store: str
    platform: str
    file_name: str
    file_hash: str
    format_key: str
    mapping: dict[str, Any] | None
    status: str
    created_at: datetime
    finished_at: datetime | None
    rows_read: int
    rows_total: int | None
    orders_done: int
    orders_created: int
    orders_updated: int
    orders_unchanged: int
    orders_stale: int
    lines_created: int
    duplicate_rows: int
    rejected_rows: int
    seconds: Decimal
    failure: str
    queued_at: datetime | None
    undo_asked_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProblemCard:
    """One thing that is wrong in one row, in the reader's language, with the rows of its order."""

    id: UUID
    row: int
    column: str
    value: str
    code: str
    reason: str
    fix: str
    order: str
    header: tuple[str, ...]
    cells: tuple[str, ...]
    is_mended: bool


def visible_imports(actor: Actor) -> QuerySet[ImportRun]:
    """Return the workspace's imports. Raises NotAllowed."""
    actor.require(SEE)
    return ImportRun.objects.filter(workspace_id=actor.workspace_id)


OWN = tuple(one.name for one in fields(ImportCard) if one.name not in ("store", "platform", "failure"))


def _cards(found: QuerySet[ImportRun]) -> list[ImportCard]:
    rows = found.values(*OWN, told=F("failure"), of=F("store__name"), at=F("store__platform"))
    return [
        ImportCard(failure=failure_text(row.pop("told")), store=row.pop("of"), platform=row.pop("at"), **row)
        for row in rows
    ]


def failure_text(told: str) -> str:
    """Return the words for a stored failure."""
    if not told:
        return ""
    failure = json.loads(told)
    return f"{reason_of(failure['code'], failure['params'])} {fix_of(failure['code'], failure['params'])}"


def import_rows(actor: Actor, *, limit: int = 50) -> list[ImportCard]:
    """Return the newest imports."""
    return _cards(visible_imports(actor).order_by("-id")[:limit])


def import_card(actor: Actor, run_id: UUID) -> ImportCard:
    """Return the import. Raises NotFound."""
    for card in _cards(visible_imports(actor).filter(id=run_id)):
        return card
    raise NotFound


def import_problems(
    actor: Actor, run_id: UUID, *, after_row: int = -1, limit: int = 50, mended: bool = False
) -> list[ProblemCard]:
    """Return what is wrong in rows below `after_row`, in the order of the file."""
    import_card(actor, run_id)
    found = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, row__gt=after_row)
    if not mended:
        found = found.filter(mended_at=None)
    problems = list(found.order_by("row", "id")[:limit])
    firsts = {UUID(one.raw["first"]) for one in problems if "first" in one.raw}
    raws = dict(found.filter(id__in=firsts).values_list("id", "raw")) if firsts else {}
    return [
        _problem_card(one, raws.get(UUID(one.raw["first"]), one.raw) if "first" in one.raw else one.raw)
        for one in problems
    ]


def problems_left(actor: Actor, run_id: UUID) -> int:
    """Return how many problems of the import wait to be mended."""
    return ImportProblem.objects.filter(
        workspace_id=actor.workspace_id, run_id=run_id, mended_at=None
    ).count()


def problem_likes(actor: Actor, run_id: UUID, categories: Mapping[str, str]) -> list[Like]:
    """Return what waits to be mended, like cells together; of very many problems the first ones only."""
    import_card(actor, run_id)
    found = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, mended_at=None)
    likes, has_header = Likes(), False
    columns = ("row", "column", "value", "code", "params", "raw__order", "raw__header")
    for row, column, value, code, params, order, header in found.order_by("row", "id").values_list(*columns)[
        :MOST_LIKES
    ]:
        likes.add(RowError(row, column, value, code, params), str(order or ""))
        has_header |= bool(header)
    return likes.told(categories, can_repair=has_header)


def rows_left(actor: Actor, run_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many rows of each import wait to be mended; those without any are left out."""
    found = ImportProblem.objects.filter(workspace_id=actor.workspace_id, run_id__in=run_ids, mended_at=None)
    return dict(found.values_list("run_id").annotate(left=Count("row", distinct=True)).order_by())


def _problem_card(one: ImportProblem, raw: dict[str, Any]) -> ProblemCard:
    facts = {"value": one.value, "column": one.column, **one.params}
    cells = next((cells for number, cells in raw.get("rows", ()) if number == one.row), ())
    return ProblemCard(
        id=one.id,
        row=one.row,
        column=one.column,
        value=one.value,
        code=one.code,
        reason=reason_of(one.code, facts),
        fix=fix_of(one.code, facts),
        order=str(raw.get("order", "")),
        header=tuple(raw.get("header", ())),
        cells=tuple(cells),
        is_mended=one.mended_at is not None,
    )
