"""Imports over the API: send a file, follow its reading, see what could not go in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from orderloom.identity.api_auth import actor_of
from orderloom.intake.commands.start_import import queue_import, start_import, stop_import
from orderloom.intake.commands.undo_import import undo_import
from orderloom.intake.queries.imports import (
    ImportCard,
    import_card,
    import_problems,
    import_rows,
    problems_left,
)
from orderloom.intake.queries.stores import mapping_named, store_id_of
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.kernel.wire import Limit, Name, Shown, Text, Told

router = Router(tags=["imports"])


class ImportIn(Told):
    """For which store, and how to read the file: by a built-in format, by a saved mapping, or as it looks."""

    store: Name
    format: Annotated[Text, Field(max_length=40)] = ""
    mapping: Annotated[Text, Field(max_length=80)] = ""


class ImportOut(Shown):
    """One reading of one file; without a `format_key` somebody has to say which column is which."""

    id: UUID
    store_id: UUID
    store: str
    file_name: str
    file_hash: str
    format_key: str
    status: str
    created_at: datetime
    finished_at: datetime | None
    rows_read: int
    rows_total: int | None
    orders_created: int
    orders_updated: int
    orders_unchanged: int
    orders_stale: int
    lines_created: int
    duplicate_rows: int
    rejected_rows: int
    failure: str
    queued_at: datetime | None
    undone_at: datetime | None


class Undoing(Shown):
    """How far the undoing of an import is; `is_over` when nothing is left to try.

    `left` counts the orders that have moved on and stay as they are, or were restored in part.
    """

    taken_back: int
    restored: int
    left: int
    is_over: bool


class Imports(Shown):
    """The newest imports."""

    items: list[ImportOut]


class Limited(Told):
    """How many."""

    limit: Limit = 50


class ProblemsAsked(Limited):
    """From which row on."""

    after_row: Annotated[int, Field(ge=-1, le=2_000_000_000)] = -1


class ProblemOut(Shown):
    """One thing that is wrong in one row, and what to do about it."""

    id: UUID
    row: int
    column: str
    value: str
    code: str
    reason: str
    fix: str
    order: str


class Problems(Shown):
    """What is wrong, in the order of the file; `left` counts what waits to be mended in all."""

    items: list[ProblemOut]
    left: int


def _out(card: ImportCard) -> ImportOut:
    return ImportOut.model_validate(card)


@router.post(
    "/imports", response={201: ImportOut}, operation_id="createImport", summary="Import a file of orders"
)
def create_import(request: HttpRequest, told: Form[ImportIn], file: File[UploadedFile]) -> ImportOut:
    """Keep the file, find out how to read it and, where that is sure, put its reading on the queue."""
    actor, now = actor_of(request), clock.now()
    saved = mapping_named(actor, told.mapping) if told.mapping else None
    if told.mapping and saved is None:
        raise NotFound
    card = start_import(
        actor=actor,
        store_id=store_id_of(actor, told.store),
        file=file,
        file_name=file.name or "file",
        format_key=told.format or None,
        mapping=saved.rules if saved else None,
        now=now,
    )
    return _out(queue_import(actor=actor, run_id=card.id, now=now) if card.format_key else card)


@router.get("/imports", response=Imports, operation_id="listImports", summary="List imports")
def list_imports(request: HttpRequest, asked: Query[Limited]) -> Imports:
    """List the newest imports."""
    return Imports(items=[_out(card) for card in import_rows(actor_of(request), limit=asked.limit)])


@router.get(
    "/imports/{uuid:import_id}", response=ImportOut, operation_id="getImport", summary="Show an import"
)
def get_import(request: HttpRequest, import_id: UUID) -> ImportOut:
    """Show how far an import is."""
    return _out(import_card(actor_of(request), import_id))


@router.get(
    "/imports/{uuid:import_id}/problems",
    response=Problems,
    operation_id="listImportProblems",
    summary="List what could not go in",
)
def list_problems(request: HttpRequest, import_id: UUID, asked: Query[ProblemsAsked]) -> Problems:
    """List what is wrong in rows below `after_row`, in the order of the file."""
    actor = actor_of(request)
    found = import_problems(actor, import_id, after_row=asked.after_row, limit=asked.limit)
    return Problems(
        items=[ProblemOut.model_validate(card) for card in found], left=problems_left(actor, import_id)
    )


@router.post(
    "/imports/{uuid:import_id}/start",
    response=ImportOut,
    operation_id="startImport",
    summary="Read the file in",
)
def start(request: HttpRequest, import_id: UUID) -> ImportOut:
    """Let the worker read the file, from the beginning or from where it was stopped."""
    return _out(queue_import(actor=actor_of(request), run_id=import_id, now=clock.now()))


@router.post(
    "/imports/{uuid:import_id}/stop",
    response=ImportOut,
    operation_id="stopImport",
    summary="Stop the reading",
)
def stop(request: HttpRequest, import_id: UUID) -> ImportOut:
    """Stop the reading; what is in stays in."""
    return _out(stop_import(actor=actor_of(request), run_id=import_id, now=clock.now()))


@router.post(
    "/imports/{uuid:import_id}/undo", response=Undoing, operation_id="undoImport", summary="Undo an import"
)
def undo(request: HttpRequest, import_id: UUID) -> Undoing:
    """Take back its new orders and restore its changes, as far as they have not moved on; a large one goes on later."""
    return Undoing.model_validate(undo_import(actor=actor_of(request), run_id=import_id, now=clock.now()))
