"""Runs: begun, gathered, done piece by piece, stopped, gone on with, tried again, taken back.

A piece is one transaction: its moves, what was left and why, and the mark that it is done. So whatever kills the
process, the next one goes on with the first piece that is not done, and nothing is done twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from orderloom.identity.queries import WorkspaceCard
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, Invalid, NotAllowed, NotFound
from orderloom.kernel.jobs import defer
from orderloom.kernel.live import tell
from orderloom.notifications.commands.notify import notify
from orderloom.portals.bulk.moves import AT_ONCE, move_of
from orderloom.portals.bulk.selection import meant
from orderloom.portals.models import BulkFailure, BulkPart, BulkRun, RunAfter, RunStatus

PIECE = 2000
OPEN = (RunStatus.WAITING, RunStatus.RUNNING)


@command
def begin_run(
    *,
    actor: Actor,
    list_name: str,
    move: str,
    argument: str,
    query: str,
    ids: Sequence[UUID] | None,
    now: datetime,
) -> BulkRun:
    """Begin a run over the rows, or over all that fit the query when no ids are given.

    Raises NotAllowed, Invalid (no such move).
    """
    return _begin(actor, list_name, move, argument, now, query=query, ids=ids)


def _begin(
    actor: Actor,
    list_name: str,
    move: str,
    argument: str,
    now: datetime,
    *,
    query: str = "",
    ids: Iterable[UUID] | None = None,
    origin: BulkRun | None = None,
    relation: str = "",
) -> BulkRun:
    actor.require(move_of(list_name, move).permission)
    if actor.user_id is None:
        raise NotAllowed
    run = BulkRun.objects.create(
        workspace_id=actor.workspace_id,
        user_id=actor.user_id,
        actor_name=actor.name[:200],
        list=list_name,
        move=move,
        argument=argument,
        query=query,
        created_at=now,
        origin=origin,
        relation=relation,
    )
    if ids is not None:
        _gather(run, iter(dict.fromkeys(ids)))
    return run


def _gather(run: BulkRun, ids: Iterator[UUID]) -> None:
    """Write the run's pieces, and how many rows it has."""
    place, total = 0, 0
    while piece := list(islice(ids, PIECE)):
        BulkPart.objects.create(workspace_id=run.workspace_id, run=run, place=place, ids=piece)
        place, total = place + 1, total + len(piece)
    run.total, run.is_gathered = total, True
    run.save(update_fields=["total", "is_gathered"])


@command
def put_on_queue(*, actor: Actor, run_id: UUID, now: datetime) -> None:
    """Leave the run to the worker. Raises NotFound."""
    run = locked(actor, run_id)
    defer("portals.jobs.run_bulk", workspace_id=run.workspace_id, run_id=run.id)


@command
def gather_run(*, actor: Actor, workspace: WorkspaceCard, run_id: UUID, now: datetime) -> None:
    """Find the rows that fitted when the run was begun, unless they were found before; mark it as running.

    Raises NotAllowed, NotFound.
    """
    run = locked(actor, run_id)
    if run.status not in OPEN:
        return
    if not run.is_gathered:
        _gather(run, meant(actor, workspace, run.list, run.query, run.created_at))
    run.status, run.started_at = RunStatus.RUNNING, run.started_at or now
    run.save(update_fields=["status", "started_at"])
    tell(run.workspace_id, ())


@command
def do_piece(*, actor: Actor, run_id: UUID, now: datetime) -> bool:
    """Make the run's move with the rows of the next piece; tell whether there may be another one.

    Raises what the move raises; then nothing of the piece is done.
    """
    run = locked(actor, run_id)
    if run.status != RunStatus.RUNNING:
        return False
    pieces = BulkPart.objects.filter(workspace_id=run.workspace_id, run=run, done_at=None)
    piece = pieces.order_by("place").first()
    if piece is None:
        _finish(run, RunStatus.DONE, now)
        return False
    done, refused = move_of(run.list, run.move).act(actor, piece.ids, run.argument, now)
    left = dict.fromkeys(piece.ids, "not_found") | refused
    for one in done:
        left.pop(one, None)
    _note(run, left)
    piece.done_at = now
    piece.save(update_fields=["done_at"])
    run.done, run.left = run.done + len(piece.ids) - len(left), run.left + len(left)
    run.save(update_fields=["done", "left"])
    tell(run.workspace_id, ())
    return True


def _note(run: BulkRun, left: dict[UUID, str]) -> None:
    rows = [
        BulkFailure(workspace_id=run.workspace_id, run=run, subject_id=one, code=code[:40])
        for one, code in left.items()
    ]
    BulkFailure.objects.bulk_create(rows)


def _finish(run: BulkRun, status: RunStatus, now: datetime, failure: str = "") -> None:
    run.status, run.finished_at, run.failure = status, now, failure[:40]
    run.save(update_fields=["status", "finished_at", "failure"])
    tell(run.workspace_id, ())
    if run.total > AT_ONCE:
        kind = f"{run.list}_{run.move}"
        facts = {"count": run.done, "left": run.left, "run": str(run.id)}
        notify(
            workspace_id=run.workspace_id,
            user_ids=[run.user_id],
            kind=kind,
            facts=facts,
            now=now,
            level="know",
        )


@command
def fail_run(*, actor: Actor, run_id: UUID, code: str, now: datetime) -> None:
    """Note that the run cannot go on, and why; what is done stays done."""
    run = locked(actor, run_id)
    if run.status in OPEN:
        _finish(run, RunStatus.FAILED, now, code)


@command
def stop_run(*, actor: Actor, run_id: UUID, now: datetime) -> None:
    """Let the run end after the piece that is under way. Raises NotAllowed, NotFound, IllegalMove (it has ended)."""
    run = locked(actor, run_id)
    actor.require(move_of(run.list, run.move).permission)
    if run.status not in OPEN:
        raise IllegalMove
    _finish(run, RunStatus.STOPPED, now)


@command
def resume_run(*, actor: Actor, run_id: UUID, now: datetime) -> None:
    """Go on with a run that was stopped, could not go on, or has come to a standstill; the worker does.

    Raises NotAllowed, NotFound, IllegalMove.
    """
    run = locked(actor, run_id)
    actor.require(move_of(run.list, run.move).permission)
    if run.status == RunStatus.DONE:
        raise IllegalMove
    if run.status not in OPEN:
        run.status, run.finished_at, run.failure = RunStatus.WAITING, None, ""
        run.save(update_fields=["status", "finished_at", "failure"])
    put_on_queue(actor=actor, run_id=run_id, now=now)


@command
def retry_run(*, actor: Actor, run_id: UUID, codes: Sequence[str], now: datetime) -> BulkRun:
    """Begin a run with the rows that the run has left, or those that it left for some of the reasons.

    Raises NotAllowed, NotFound, Invalid (nothing was left).
    """
    run = locked(actor, run_id)
    failures = BulkFailure.objects.filter(workspace_id=actor.workspace_id, run=run)
    chosen = failures.filter(code__in=codes) if codes else failures
    ids = list(chosen.order_by("id").values_list("subject_id", flat=True))
    if not ids:
        raise Invalid
    told = (actor, run.list, run.move, run.argument, now)
    return _begin(*told, query=run.query, ids=ids, origin=run, relation=RunAfter.RETRY)


@command
def undo_run(*, actor: Actor, run_id: UUID, now: datetime) -> BulkRun:
    """Begin a run that takes back what the run has done; what has moved on since stays.

    Raises NotAllowed, NotFound, IllegalMove (it has not ended, was taken back already, or its move has no inverse).
    """
    run = locked(actor, run_id)
    inverse = move_of(run.list, run.move).inverse
    again = BulkRun.objects.filter(workspace_id=actor.workspace_id, origin=run, relation=RunAfter.UNDO)
    if not inverse or run.status in OPEN or again.exists():
        raise IllegalMove
    argument = str(run.id) if move_of(run.list, inverse).takes_back else ""
    told = (actor, run.list, inverse, argument, now)
    return _begin(*told, query=run.query, ids=_done(run), origin=run, relation=RunAfter.UNDO)


def _done(run: BulkRun) -> Iterator[UUID]:
    """Walk the rows with which the run was done."""
    left = set(
        BulkFailure.objects.filter(workspace_id=run.workspace_id, run=run).values_list(
            "subject_id", flat=True
        )
    )
    pieces = BulkPart.objects.filter(workspace_id=run.workspace_id, run=run).exclude(done_at=None)
    for ids in pieces.order_by("place").values_list("ids", flat=True).iterator():
        yield from (one for one in ids if one not in left)


def locked(actor: Actor, run_id: UUID) -> BulkRun:
    """Return the run, locked until the transaction ends. Raises NotFound."""
    found = BulkRun.objects.filter(workspace_id=actor.workspace_id, id=run_id)
    run = found.select_for_update(no_key=True).first()
    if run is None:
        raise NotFound
    return run
