"""Bring a file in: keep it, find its format, and put its reading on the queue; stop it and go on with it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.intake.commands.run_import import finish
from orderloom.intake.files import Upload, keep_file, rows_in, shown_name
from orderloom.intake.formats import Source
from orderloom.intake.models import ImportRun, ImportStatus
from orderloom.intake.permissions import IMPORT
from orderloom.intake.queries.imports import ImportCard, import_card
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import LOOKUP_FILES, choose_format, opened
from orderloom.intake.repairs import shape_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.jobs import defer
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import Document

READ = "intake.jobs.run_import"
OPEN = (ImportStatus.UPLOADED, ImportStatus.RUNNING)


@command
def start_import(
    *,
    actor: Actor,
    store_id: UUID,
    file: Path | Upload,
    file_name: str,
    now: datetime,
    format_key: str | None = None,
    mapping: Mapping[str, Any] | None = None,
    lookups: Mapping[str, Path | Upload] | None = None,
) -> ImportCard:
    """Keep the file and find out how to read it; nothing of it is read in yet.

    Without a sure format the card's `format_key` is blank and its `mapping` is a guess, for a person to correct. What
    was said of the last file with these columns is said of this one, too.
    `lookups` are second files in which the mapping looks things up. Raises NotAllowed, NotFound, FileRefused.
    """
    actor.require(IMPORT)
    store = store_card(actor, store_id)
    if actor.workspace_id is None:
        raise NotFound
    kept = keep_file(actor.workspace_id, file)
    if mapping is not None and lookups:
        keys = {name: keep_file(actor.workspace_id, second).key for name, second in lookups.items()}
        mapping = {**mapping, LOOKUP_FILES: keys}
    source = usable(opened(kept.key))
    choice = choose_format(actor.workspace_id, source, format_key=format_key, mapping=mapping)
    shape = shape_of(source)
    before = last_of_shape(actor, shape)
    guessed = choice.mapping if choice.is_sure or before is None else before.mapping or choice.mapping
    run = ImportRun(
        id=new_id(),
        workspace_id=actor.workspace_id,
        store_id=store.id,
        file_name=shown_name(file_name),
        file_key=kept.key,
        file_hash=kept.digest,
        format_key=choice.key if choice.is_sure else "",
        mapping=guessed,
        shape=shape,
        repairs=before.repairs if before else [],
        started_by_id=actor.user_id,
        created_at=now,
        rows_total=rows_in(kept.path) or rows_of(source),
    )
    run.save(force_insert=True)
    return import_card(actor, run.id)


@command
def choose_import_format(
    *,
    actor: Actor,
    run_id: UUID,
    now: datetime,
    format_key: str | None = None,
    mapping: Mapping[str, Any] | None = None,
) -> ImportCard:
    """Say how an import that has not begun is read. Raises NotAllowed, NotFound, FileRefused."""
    del now
    actor.require(IMPORT)
    run = locked_run(actor, run_id)
    if run.status != ImportStatus.UPLOADED:
        raise NotFound
    source = opened(run.file_key)
    if actor.workspace_id is None:
        raise NotFound
    choice = choose_format(actor.workspace_id, source, format_key=format_key, mapping=mapping)
    run.format_key, run.mapping = choice.key, choice.mapping
    run.save(update_fields=["format_key", "mapping"])
    return import_card(actor, run_id)


@command
def queue_import(*, actor: Actor, run_id: UUID, now: datetime) -> ImportCard:
    """Let the worker read the file, from the beginning or from where it was stopped.

    Raises NotAllowed, NotFound, FileRefused while nobody has said which column is which.
    """
    actor.require(IMPORT)
    run = locked_run(actor, run_id)
    if not run.format_key:
        raise FileRefused("file_format_unknown")
    if run.status in (ImportStatus.STOPPED, ImportStatus.FAILED):
        run.status, run.failure, run.finished_at = ImportStatus.RUNNING, "", None
        run.save(update_fields=["status", "failure", "finished_at"])
    if run.status in OPEN:
        run.queued_at = now
        run.save(update_fields=["queued_at"])
        defer(READ, workspace_id=run.workspace_id, run_id=run_id)
    return import_card(actor, run_id)


@command
def stop_import(*, actor: Actor, run_id: UUID, now: datetime) -> ImportCard:
    """Stop the reading after the orders that are being stored now; what is in stays in.

    Raises NotAllowed, NotFound.
    """
    actor.require(IMPORT)
    run = locked_run(actor, run_id)
    if run.status in OPEN:
        finish(actor, run, ImportStatus.STOPPED, now=now)
    return import_card(actor, run_id)


@command
def take_up_import(*, actor: Actor, store_id: UUID, file_hash: str, now: datetime) -> ImportCard | None:
    """Return the import of the same file into the store that was interrupted, if there is one, ready to go on.

    One that is still being read elsewhere is left alone. Raises NotAllowed.
    """
    del now
    actor.require(IMPORT)
    runs = ImportRun.objects.filter(
        workspace_id=actor.workspace_id,
        store_id=store_id,
        file_hash=file_hash,
        status=ImportStatus.RUNNING,
    )
    for run in runs.order_by("-id").select_for_update(no_key=True):
        if not is_being_read(run.id):
            return import_card(actor, run.id)
    return None


def rows_of(source: Source) -> int | None:
    """Count the rows of a workbook, to show progress; of JSON that is not known."""
    return None if isinstance(source, Document) else sum(1 for _row in source.rows())


def usable(source: Source) -> Source:
    """Return the file when it can hold orders. Raises FileRefused for a heading alone and for a single column."""
    if isinstance(source, Document):
        return source
    if len(source.header) < 2:
        raise FileRefused("file_one_column", column=source.header[0][:80])
    if not source.sample(1):
        raise FileRefused("file_no_rows")
    return source


def last_of_shape(actor: Actor, shape: str) -> ImportRun | None:
    """Return the newest import of a file with these columns that somebody has begun; what was said of it is kept."""
    if not shape:
        return None
    found = ImportRun.objects.filter(workspace_id=actor.workspace_id, shape=shape, queued_at__isnull=False)
    return found.order_by("-id").first()


def is_being_read(run_id: UUID) -> bool:
    """Tell whether a living process reads the file of this import."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 3))", [str(run_id)])
        return not cursor.fetchone()[0]


def locked_run(actor: Actor, run_id: UUID) -> ImportRun:
    """Return the import, locked until the transaction ends. Raises NotFound."""
    found = ImportRun.objects.filter(workspace_id=actor.workspace_id, id=run_id)
    run = found.select_for_update(no_key=True).first()
    if run is None:
        raise NotFound
    return run
