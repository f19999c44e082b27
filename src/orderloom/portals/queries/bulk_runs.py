"""Runs over many rows as their page shows them: how far they are, and what they left, by reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from orderloom.intake.models import CustomerOrder
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.portals.models import BulkFailure, BulkRun, RunAfter, RunStatus
from orderloom.production.models import OrderTask

SHOWN = 50  # rows that are named of each reason
NEWEST = 50


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run; `retried` and `undone` are the runs that came after it."""

    id: UUID
    list: str
    move: str
    argument: str
    query: str
    status: str
    who: str
    is_gathered: bool
    total: int
    done: int
    left: int
    failure: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    origin_id: UUID | None
    relation: str
    retried: UUID | None = None
    undone: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Test whether it waits or goes on."""
        return self.status in (RunStatus.WAITING, RunStatus.RUNNING)

    @property
    def percent(self) -> int:
        """Return how far it is, of a hundred."""
        return min(100, 100 * (self.done + self.left) // self.total) if self.total else 0

    @property
    def seconds(self) -> float | None:
        """Return how long it took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class LeftRow:
    """An order or task that was left as it was."""

    order_id: UUID
    task_id: UUID | None
    label: str


@dataclass(frozen=True, slots=True)
class LeftGroup:
    """All that was left for one reason; the first of them are named."""

    code: str
    count: int
    rows: tuple[LeftRow, ...]

    @property
    def more(self) -> int:
        """Return how many are not named."""
        return self.count - len(self.rows)


def run_card(actor: Actor, run_id: UUID) -> RunCard:
    """Return the run. Raises NotFound."""
    row = BulkRun.objects.filter(workspace_id=actor.workspace_id, id=run_id).first()
    if row is None:
        raise NotFound
    after = BulkRun.objects.filter(workspace_id=actor.workspace_id, origin=row).order_by("created_at", "id")
    runs = dict(after.values_list("relation", "id"))
    return _card(row, runs.get(RunAfter.RETRY), runs.get(RunAfter.UNDO))


def newest_runs(actor: Actor) -> list[RunCard]:
    """Return the newest runs of the workspace."""
    rows = BulkRun.objects.filter(workspace_id=actor.workspace_id).order_by("-created_at")
    return [_card(row, None, None) for row in rows[:NEWEST]]


def _card(row: BulkRun, retried: UUID | None, undone: UUID | None) -> RunCard:
    return RunCard(
        row.id, row.list, row.move, row.argument, row.query, row.status, row.actor_name, row.is_gathered, row.total,
        row.done, row.left, row.failure, row.created_at, row.started_at, row.finished_at, row.origin_id, row.relation,
        retried, undone,
    )  # fmt: skip


def left_groups(actor: Actor, card: RunCard) -> list[LeftGroup]:
    """Return what the run has left, the commonest reason first."""
    failures = BulkFailure.objects.filter(workspace_id=actor.workspace_id, run_id=card.id)
    counts = failures.values_list("code").annotate(n=Count("id")).order_by("-n", "code")
    found = {
        code: list(failures.filter(code=code).order_by("id").values_list("subject_id", flat=True)[:SHOWN])
        for code, _count in counts
    }
    named = _named(actor, card.list, [one for ids in found.values() for one in ids])
    return [
        LeftGroup(code, count, tuple(named[one] for one in found[code] if one in named))
        for code, count in counts
    ]


def _named(actor: Actor, list_name: str, ids: list[UUID]) -> dict[UUID, LeftRow]:
    here = actor.workspace_id
    if list_name == "tasks":
        tasks = OrderTask.objects.filter(workspace_id=here, id__in=ids)
        return {
            task_id: LeftRow(order_id, task_id, f"T-{number}")
            for task_id, order_id, number in tasks.values_list("id", "order_id", "number")
        }
    orders = CustomerOrder.objects.filter(workspace_id=here, id__in=ids)
    return {
        order_id: LeftRow(order_id, None, f"SO-{number}")
        for order_id, number in orders.values_list("id", "number")
    }
