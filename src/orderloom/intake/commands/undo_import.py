"""Undo an import: its new orders are taken back, its changes restored, as far as nobody has gone on with them.

An order that was taken back is cancelled, keeps its number, and gives the shop's number free, so that the same file
imports it anew. What has moved on stays as it is, with why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.commands.restoring import Restored, restore, write_lines_back
from orderloom.intake.commands.start_import import OPEN, locked_run
from orderloom.intake.commands.storing import SETTABLE
from orderloom.intake.events import ImportUndone, OrderRestored, OrderTakenBack
from orderloom.intake.models import CustomerOrder, ImportChange, ImportRun, ImportWhat
from orderloom.intake.permissions import CANCEL, IMPORT
from orderloom.intake.queries.import_changes import current_lines, outcome_counts
from orderloom.intake.review.events import OrdersToReview
from orderloom.intake.review.kinds import ReviewKind
from orderloom.intake.rows import ORDER_COLUMNS
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import update_rows
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict
from orderloom.kernel.events import announce_at_end, fact_of, gather, record
from orderloom.kernel.jobs import defer
from orderloom.kernel.live import tell
from orderloom.kernel.reading import fetched

CHUNK = 2500
AT_ONCE = 1000
"""So many orders are undone while the person waits; more are left to the worker."""
UNDO = "intake.jobs.undo_import"
BACK, RESTORED, PART, LEFT = "back", "restored", "part", "left"
Row = dict[str, Any]

LATER = """
SELECT DISTINCT ON (e.order_id) e.order_id, e.kind
FROM unnest(%s::uuid[], %s::timestamptz[]) AS c(order_id, at)
JOIN kernel_timelineevent e ON e.order_id = c.order_id AND e.workspace_id = %s AND e.at > c.at
WHERE e.kind NOT IN ('OrderRestored', 'ReviewHeld', 'ReviewMended') AND NOT EXISTS (
    SELECT FROM intake_importchange other
    WHERE other.order_id = e.order_id AND other.at = e.at AND other.outcome = 'restored')
ORDER BY e.order_id, e.id
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """How far the undoing is, and what came of it; `is_over` when nothing is left to try."""

    taken_back: int
    restored: int
    left: int
    is_over: bool


@command
def undo_import(*, actor: Actor, run_id: UUID, now: datetime) -> Undone:
    """Undo the import at once when it is small, else let the worker do it.

    Raises NotAllowed, NotFound, Conflict while its file is still being read.
    """
    actor.require(IMPORT)
    actor.require(CANCEL)
    run = locked_run(actor, run_id)
    if run.status in OPEN:
        raise Conflict(_("The import still runs. Stop it first."))
    if run.undone_at is not None:
        return _counted(actor, run_id, is_over=True)
    if run.undo_asked_at is None:
        run.undo_asked_at = now
        run.save(update_fields=["undo_asked_at"])
    if run.orders_created + run.orders_updated <= AT_ONCE:
        return undo_part(actor=actor, run_id=run_id, now=now, chunk=AT_ONCE + 1)
    defer(
        UNDO,
        queueing_lock=f"undo {run_id}",
        workspace_id=run.workspace_id,
        run_id=run_id,
        by=str(actor.user_id or ""),
    )
    return _counted(actor, run_id, is_over=False)


@command
def undo_part(*, actor: Actor, run_id: UUID, now: datetime, chunk: int = CHUNK) -> Undone:
    """Undo the next orders of an import; one that is undone already is left alone. Raises NotAllowed, NotFound."""
    actor.require(IMPORT)
    actor.require(CANCEL)
    run = locked_run(actor, run_id)
    if run.undone_at is not None or run.undo_asked_at is None:
        return _counted(actor, run_id, is_over=True)
    changes = list(
        ImportChange.objects.filter(
            workspace_id=actor.workspace_id,
            run_id=run_id,
            what__in=(ImportWhat.CREATED, ImportWhat.UPDATED),
            outcome="",
        ).order_by("-id")[:chunk]
    )
    if changes:
        _undo(actor, run, changes, now)
    if len(changes) == chunk:
        return _counted(actor, run_id, is_over=False)
    return _end(actor, run, now)


def _end(actor: Actor, run: ImportRun, now: datetime) -> Undone:
    run.undone_at = now
    run.save(update_fields=["undone_at"])
    done = _counted(actor, run.id, is_over=True)
    event = ImportUndone(
        subject_id=run.id,
        file_name=run.file_name,
        taken_back=done.taken_back,
        restored=done.restored,
        left=done.left,
    )
    record(actor, event, at=now)
    tell(run.workspace_id, ())
    return done


def _counted(actor: Actor, run_id: UUID, *, is_over: bool) -> Undone:
    counts = outcome_counts(actor, run_id)
    left = counts.get(LEFT, 0) + counts.get(PART, 0)
    return Undone(counts.get(BACK, 0), counts.get(RESTORED, 0), left, is_over)


def _undo(actor: Actor, run: ImportRun, changes: Sequence[ImportChange], now: datetime) -> None:
    """Undo these changes, newest first, and write down what came of each."""
    order_ids = sorted({change.order_id for change in changes})
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=order_ids)
    orders: dict[UUID, Row] = {
        row["id"]: row for row in found.order_by("id").select_for_update(no_key=True).values(*ORDER_COLUMNS)
    }
    later = dict(
        fetched(LATER, [[one.order_id for one in changes], [one.at for one in changes], actor.workspace_id])
    )
    created = {one.order_id for one in changes if one.what == ImportWhat.CREATED}
    back = {order_id for order_id in created if not _why_stays(orders[order_id], later.get(order_id, ""))}
    _take_back(actor, run, [orders[order_id] for order_id in sorted(back)], now)
    updated = [one for one in changes if one.order_id not in created]
    restored = _restore(actor, run, updated, orders, later, now)
    announce_at_end(actor, OrdersToReview(touched=dict.fromkeys(order_ids, frozenset(ReviewKind))), at=now)
    for change in changes:
        if change.order_id in created:
            why = _why_stays(orders[change.order_id], later.get(change.order_id, ""))
            change.outcome = BACK if change.order_id in back else f"{LEFT}:{why}"
        else:
            change.outcome = restored[change.id].outcome
    update_rows(
        "intake_importchange",
        ("id", "workspace_id", "outcome"),
        [(one.id, one.workspace_id, one.outcome[:60]) for one in changes],
    )


def _why_stays(order: Mapping[str, Any], later: str) -> str:
    """Return the kind of what happened to a new order since, or its status; blank when nobody has gone on with it."""
    if later:
        return later
    return "" if order["status"] in UNBOUGHT else str(order["status"])


def _take_back(actor: Actor, run: ImportRun, orders: Sequence[Row], now: datetime) -> None:
    rows = [
        (one["id"], one["workspace_id"], "cancelled", "cancelled", "nobody", "", now, f"undone:{one['id']}", "",
         False, "", one["row_version"] + 1)
        for one in orders
    ]  # fmt: skip
    names = (
        "id", "workspace_id", "status", "stage", "waits_on", "waits_name", "cancelled_at", "external_id",
        "content_hash", "held", "hold_reason", "row_version",
    )  # fmt: skip
    update_rows("intake_customerorder", names, rows)
    events = [OrderTakenBack(order_id=one["id"], file_name=run.file_name) for one in orders]
    gather([fact_of(actor, event, now) for event in events])


def _restore(
    actor: Actor,
    run: ImportRun,
    changes: Sequence[ImportChange],
    orders: dict[UUID, Row],
    later: Mapping[UUID, str],
    now: datetime,
) -> dict[UUID, Restored]:
    """Bring back what the changes have replaced, newest change first; return what came of each change."""
    lines = current_lines(actor, [one.order_id for one in changes if '"lines":' in one.before])
    done: dict[UUID, Restored] = {}
    for change in changes:
        order = orders[change.order_id]
        at_hand = lines.setdefault(change.order_id, [])
        done[change.id] = restore(change, order, at_hand, later.get(change.order_id, ""))
    touched = {one.order["id"]: one.order for one in done.values() if one.changes}
    rows = [[one[name] for name in SETTABLE] for one in touched.values()]
    update_rows("intake_customerorder", SETTABLE, rows)
    write_lines_back(run.workspace_id, [one for one in done.values() if one.lines is not None])
    events = [
        OrderRestored(order_id=one.order["id"], file_name=run.file_name, changes=one.changes)
        for one in done.values()
        if one.changes
    ]
    gather([fact_of(actor, event, now) for event in events])
    return done
