"""Read an import's file and store its orders, some thousand at a time.

Each chunk's orders, its problems and the mark up to where the file is done are one transaction. So whatever kills the
process, the next one goes on after the last whole chunk; and should even the mark be lost, orders that are known add
nothing.
"""

import gc
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from time import perf_counter
from uuid import UUID

from django.db import connection
from django.db.models import F

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.drafts import settle_earlier
from orderloom.intake.commands.receive_orders import Received, receive_orders
from orderloom.intake.events import ImportFinished
from orderloom.intake.formats import Outcome, Rejected
from orderloom.intake.models import ImportRun, ImportStatus
from orderloom.intake.permissions import IMPORT
from orderloom.intake.problems import Wrong, header_of, write_problems
from orderloom.intake.queries.imports import ImportCard, import_card
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import outcomes_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound
from orderloom.kernel.events import record
from orderloom.kernel.live import tell
from orderloom.kernel.tables.faults import FileRefused

CHUNK = 2500


def run_import(*, actor: Actor, run_id: UUID, now: datetime, chunk: int = CHUNK) -> ImportCard:
    """Read the file to its end, or until somebody stops it, from where it was left.

    Must be called outside a transaction, in the hat of the actor's workspace. A process that finds another one at
    work leaves it alone. What makes the file unreadable is kept with the import. Raises NotAllowed, NotFound.
    """
    begun = perf_counter()
    with sole_reader(run_id) as is_alone, patient_collector():
        if not is_alone:
            return card_of(actor=actor, run_id=run_id)
        run = begin_import(actor=actor, run_id=run_id)
        if run is None:
            return card_of(actor=actor, run_id=run_id)
        try:
            _read(actor, run, now, chunk, begun)
        except FileRefused as refused:
            failure = json.dumps({"code": refused.code, "params": refused.params})
            end_import(
                actor=actor,
                run_id=run_id,
                status=ImportStatus.FAILED,
                failure=failure,
                now=_after(now, begun),
            )
    return card_of(actor=actor, run_id=run_id)


def _after(now: datetime, begun: float) -> datetime:
    return now + timedelta(seconds=perf_counter() - begun)


def _read(actor: Actor, run: ImportRun, now: datetime, chunk: int, begun: float) -> None:
    place, spent = run.orders_done, begun
    outcomes = islice(outcomes_of(run, zone_name(actor=actor, run=run)), place, None)
    for part in read_ahead(outcomes, chunk):
        moment = perf_counter()
        is_ours = take_chunk(
            actor=actor, run_id=run.id, place=place, outcomes=part, seconds=moment - spent, now=now
        )
        if not is_ours:
            return
        place, spent = place + len(part), moment
    status = ImportStatus.DONE
    end_import(
        actor=actor, run_id=run.id, status=status, now=_after(now, begun), seconds=perf_counter() - spent
    )


def read_ahead(outcomes: Iterator[Outcome], size: int) -> Iterator[list[Outcome]]:
    """Walk the outcomes in lists; the next one is read while the caller waits for the database."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(_taken, outcomes, size)
        while part := coming.result():
            coming = reader.submit(_taken, outcomes, size)
            yield part


def _taken(outcomes: Iterator[Outcome], size: int) -> list[Outcome]:
    return list(islice(outcomes, size))


@contextmanager
def patient_collector() -> Iterator[None]:
    """Look for circles of garbage seldom while the block lasts: rows by the million make none."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def sole_reader(run_id: UUID) -> Iterator[bool]:
    """Hold the import's lock while the block lasts, unless another living process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 3))", [str(run_id)])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 3))", [str(run_id)])


@command
def card_of(*, actor: Actor, run_id: UUID) -> ImportCard:
    """Return the import as it is now. Raises NotFound."""
    return import_card(actor, run_id)


@command
def zone_name(*, actor: Actor, run: ImportRun) -> str:
    """Return the time zone of the import's store."""
    return store_card(actor, run.store_id).zone


@command
def begin_import(*, actor: Actor, run_id: UUID) -> ImportRun | None:
    """Mark the import as running and return it; None when it has ended. Raises NotAllowed, NotFound."""
    actor.require(IMPORT)
    found = ImportRun.objects.filter(workspace_id=actor.workspace_id, id=run_id)
    run = found.select_for_update(no_key=True).first()
    if run is None:
        raise NotFound
    if run.status not in (ImportStatus.UPLOADED, ImportStatus.RUNNING):
        return None
    found.update(status=ImportStatus.RUNNING)
    return run


@command
def take_chunk(
    *, actor: Actor, run_id: UUID, place: int, outcomes: Sequence[Outcome], seconds: float, now: datetime
) -> bool:
    """Store the orders that stand at this place of the file, and what is wrong with the others.

    Returns False and stores nothing when the import was stopped or has moved on without us.
    """
    found = ImportRun.objects.filter(workspace_id=actor.workspace_id, id=run_id)
    run = found.filter(status=ImportStatus.RUNNING, orders_done=place).select_for_update(no_key=True).first()
    if run is None:
        return False
    docs = [one for one in outcomes if isinstance(one, OrderDoc)]
    received = receive_orders(actor=actor, store_id=run.store_id, docs=docs, now=now, run_id=run_id)
    wrong = [Wrong.of(one) for one in outcomes if isinstance(one, Rejected)]
    wrong += [Wrong.unstorable(doc, fault) for doc, fault in received.rejected]
    write_problems(run, header_of(run) if wrong else (), wrong)
    _count(run_id, received, wrong, docs, len(outcomes), seconds)
    tell(run.workspace_id, ())
    return True


def _count(
    run_id: UUID,
    received: Received,
    wrong: Sequence[Wrong],
    docs: Sequence[OrderDoc],
    orders: int,
    seconds: float,
) -> None:
    rejected = sum(len(one.rows) for one in wrong)
    refused = sum(len(doc.rows) for doc, _fault in received.rejected)
    ImportRun.objects.filter(id=run_id).update(
        orders_done=F("orders_done") + orders,
        rows_read=F("rows_read") + sum(len(doc.rows) for doc in docs) + rejected - refused,
        orders_created=F("orders_created") + received.created,
        orders_updated=F("orders_updated") + received.updated,
        orders_unchanged=F("orders_unchanged") + received.unchanged,
        orders_stale=F("orders_stale") + received.stale,
        lines_created=F("lines_created") + received.lines_created,
        duplicate_rows=F("duplicate_rows") + received.duplicate_rows,
        rejected_rows=F("rejected_rows") + rejected,
        seconds=F("seconds") + thousandths(seconds),
    )


def thousandths(seconds: float) -> Decimal:
    """Return the seconds to three places."""
    return Decimal(str(round(seconds, 3)))


@command
def end_import(
    *,
    actor: Actor,
    run_id: UUID,
    status: ImportStatus,
    now: datetime,
    failure: str = "",
    seconds: float = 0,
) -> None:
    """Mark the import as ended, unless somebody has stopped it meanwhile."""
    found = ImportRun.objects.filter(workspace_id=actor.workspace_id, id=run_id, status=ImportStatus.RUNNING)
    run = found.select_for_update(no_key=True).first()
    if run is not None:
        run.seconds += thousandths(seconds)
        settle_earlier(run, now)
        finish(actor, run, status, now=now, failure=failure)


def finish(actor: Actor, run: ImportRun, status: ImportStatus, *, now: datetime, failure: str = "") -> None:
    """Write down how the import ended; part of the command that calls it."""
    run.status, run.finished_at, run.failure = status, now, failure
    run.save(update_fields=["status", "finished_at", "failure", "seconds"])
    event = ImportFinished(
        subject_id=run.id,
        file_name=run.file_name,
        status=str(status.value),
        orders_created=run.orders_created,
        orders_updated=run.orders_updated,
        rejected_rows=run.rejected_rows,
    )
    record(actor, event, at=now)
