"""One tick of the clock: end offers that nobody answered, remind, tell who is next in line, and see what will be late.

Each task is locked by one ticker at a time, what was done stands in marks of the same transaction, and the task says
when it is looked at next. So two tickers, a crash between, or a machine's clock that goes back do nothing twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insert_rows, update_rows
from orderloom.kernel.commands import command
from orderloom.kernel.events import announce, fact_of, gather, record
from orderloom.kernel.ids import new_ids
from orderloom.partners.clock_rules import Clocks
from orderloom.partners.clocks import clocks
from orderloom.partners.models import Supplier
from orderloom.partners.states import FailOver
from orderloom.production.commands.keep_clock import open_milestones, plan_missing
from orderloom.production.commands.pause_clock import keep_holds, told_of
from orderloom.production.events import (
    Chase,
    ExpiredOffer,
    LatePredicted,
    MilestoneChased,
    MilestonesChased,
    OffersExpired,
    OfferUnanswered,
    TaskExpired,
)
from orderloom.production.milestones import Due, forecast
from orderloom.production.models import ClockMark, OrderTask
from orderloom.production.states import Milestone, TaskStatus

MOST = 200  # tasks of one transaction
MARK_COLUMNS = ("id", "workspace_id", "task_id", "attempt", "kind", "due_at", "stage", "at")
Mark = tuple[UUID, int, str, datetime, str]


@dataclass(slots=True)
class Struck:
    """What one tick has to do."""

    marks: list[Mark] = field(default_factory=list)
    chases: list[tuple[OrderTask, Chase]] = field(default_factory=list)
    over: list[OrderTask] = field(default_factory=list)
    late: list[tuple[OrderTask, Milestone]] = field(default_factory=list)
    next_at: dict[UUID, datetime | None] = field(default_factory=dict)


@command
def tick(*, actor: Actor, now: datetime) -> int:
    """Do what is due by now for at most 200 tasks of the workspace, in one transaction; return how many there were."""
    keep_holds(actor=actor, now=now)
    here = actor.workspace_id
    due = OrderTask.objects.filter(workspace_id=here, clock_at__lte=now).order_by("clock_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:MOST])
    if not rows:
        return 0
    plan_missing(here, rows, now)
    found = clocks(here, {row.supplier_id for row in rows if row.supplier_id})
    struck = _strike(here, found, rows, now)
    marks = [
        (new, here, *mark, now) for new, mark in zip(new_ids(len(struck.marks)), struck.marks, strict=True)
    ]
    insert_rows("production_clockmark", MARK_COLUMNS, marks)
    looks = [(task_id, here, at) for task_id, at in struck.next_at.items()]
    update_rows("production_ordertask", ("id", "workspace_id", "clock_at"), looks)
    names = dict(Supplier.objects.filter(workspace_id=here, id__in=found.calendars).values_list("id", "name"))
    _chase(actor, struck, now)
    _predict(actor, found, struck, names, now)
    _end(actor, found, struck.over, names, now)
    return len(rows)


def _strike(here: UUID, found: Clocks, rows: Sequence[OrderTask], now: datetime) -> Struck:
    ids = [row.id for row in rows]
    milestones = open_milestones(here, ids)
    known: set[Mark] = set(
        ClockMark.objects.filter(workspace_id=here, task_id__in=ids).values_list(
            "task_id", "attempt", "kind", "due_at", "stage"
        )
    )
    struck = Struck()
    for row in rows:
        struck.next_at[row.id] = None
        for kind, due_at in _open(row, milestones):
            _look(found, row, kind, due_at, known, struck, now)
    return struck


def _open(
    row: OrderTask, milestones: Mapping[UUID, Mapping[Milestone, Due]]
) -> list[tuple[Milestone, datetime]]:
    if row.status == TaskStatus.OFFERED:
        return [(Milestone.ACCEPT, row.respond_by)] if row.respond_by else []
    if row.status not in (TaskStatus.ACCEPTED, TaskStatus.IN_PRODUCTION, TaskStatus.READY_TO_SHIP):
        return []
    return [(kind, due.due_at) for kind, due in milestones.get(row.id, {}).items() if due.met_at is None]


def _look(
    found: Clocks,
    row: OrderTask,
    kind: Milestone,
    due_at: datetime,
    known: set[Mark],
    struck: Struck,
    now: datetime,
) -> None:
    """Sort out what the clock has to do about one milestone now, and when it looks again."""
    stages = found.stages(found.calendar(row.supplier_id), due_at, is_offer=kind is Milestone.ACCEPT)
    left = {
        stage: at
        for stage, at in stages.items()
        if (row.id, row.attempt, kind.value, due_at, stage) not in known
    }
    passed = [stage for stage, at in left.items() if at <= now]
    struck.marks += [(row.id, row.attempt, kind.value, due_at, stage) for stage in passed]
    coming = [at for at in (*left.values(), struck.next_at[row.id]) if at is not None and at > now]
    struck.next_at[row.id] = min(coming, default=None)
    if "over" in passed:
        struck.over.append(row)
        return
    if "late" in passed:
        struck.late.append((row, kind))
    for stage in passed:
        if stage not in ("late", "before") or (stage == "before" and due_at > now):
            struck.chases.append((row, _chased(row, kind, stage, due_at)))


def _chased(row: OrderTask, kind: Milestone, stage: str, due_at: datetime) -> Chase:
    assert row.supplier_id is not None
    assert row.company_id is not None
    return Chase(row.id, row.order_id, row.supplier_id, row.company_id, row.number, kind.value, stage, due_at)


def _chase(actor: Actor, struck: Struck, now: datetime) -> None:
    if not struck.chases:
        return
    facts = [
        MilestoneChased(
            **told_of(row), milestone=chase.milestone, stage=chase.stage, due=chase.due_at.isoformat()
        )
        for row, chase in struck.chases
    ]
    gather([fact_of(actor, event, now) for event in facts])
    announce(actor, MilestonesChased(chases=tuple(chase for _row, chase in struck.chases)), at=now)


def _predict(actor: Actor, found: Clocks, struck: Struck, names: Mapping[UUID, str], now: datetime) -> None:
    """Say which tasks cannot leave on the day that was promised."""
    told: set[UUID] = set()
    for row, kind in struck.late:
        day = forecast(found.calendar(row.supplier_id), found.rules, kind, now)
        if row.id in told or row.promised_date is None or row.supplier_id is None or day <= row.promised_date:
            continue
        told.add(row.id)
        event = LatePredicted(
            **told_of(row), supplier=names[row.supplier_id], milestone=kind.value, promised=row.promised_date,
            forecast=day,
        )  # fmt: skip
        record(actor, event, at=now)


def _end(
    actor: Actor, found: Clocks, rows: Sequence[OrderTask], names: Mapping[UUID, str], now: datetime
) -> None:
    """Pass on the offers that nobody answered, or leave it to a person, as the policy says."""
    if not rows:
        return
    passes = found.rules.fail_over == FailOver.YES
    kind = TaskExpired if passes else OfferUnanswered
    events = [
        kind(
            **told_of(row), supplier_id=row.supplier_id, supplier=names[row.supplier_id], attempt=row.attempt,
            due=row.respond_by.isoformat(),
        )
        for row in rows
        if row.supplier_id and row.respond_by
    ]  # fmt: skip
    if not passes:
        for event in events:
            record(actor, event, at=now)
        return
    OrderTask.objects.filter(workspace_id=actor.workspace_id, id__in=[row.id for row in rows]).update(
        status=TaskStatus.QUEUED.value, supplier_id=None, company_id=None, respond_by=None,
        clock_at=None, row_version=F("row_version") + 1,
    )  # fmt: skip
    gather([fact_of(actor, event, now) for event in events])
    offers = tuple(ExpiredOffer(event.task_id, event.attempt) for event in events)
    announce(actor, OffersExpired(offers=offers), at=now)


@command
def let_pass(*, actor: Actor, now: datetime) -> None:
    """Let all that was due until now pass without doing anything about it: where orders of the past are told anew."""
    due = OrderTask.objects.filter(workspace_id=actor.workspace_id, clock_at__lte=now)
    due.update(clock_at=None)
