"""What an import has done to which orders, and what came of undoing it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from orderloom.intake.models import ImportChange, OrderLine
from orderloom.intake.permissions import SEE
from orderloom.intake.queries.imports import ImportCard
from orderloom.intake.rows import LINE_COLUMNS
from orderloom.kernel.actor import Actor

UNDOABLE = ("created", "updated")


@dataclass(frozen=True, slots=True)
class LeftOrder:
    """An order that was not undone, or only in part; `outcome` is `left` or `part`.

    `why` is the kind of what happened since, the order's status, or the parts that somebody has changed.
    """

    order_id: UUID
    number: int
    external_number: str
    outcome: str
    why: str

    @property
    def name(self) -> str:
        """The number that people say."""
        return f"SO-{self.number}"


def touched_by(actor: Actor, run_ids: Collection[str], what: str = "") -> QuerySet[ImportChange, Any]:
    """Return the ids of the orders that these imports have touched; `what` narrows to what they did."""
    changes = ImportChange.objects.filter(
        workspace_id=actor.workspace_id, run_id__in=[UUID(one) for one in run_ids]
    )
    return (changes.filter(what=what) if what else changes).values("order_id")


def outcome_counts(actor: Actor, run_id: UUID) -> dict[str, int]:
    """Return how many changes of an import ended how; `` stands for those that were not tried."""
    found = ImportChange.objects.filter(workspace_id=actor.workspace_id, run_id=run_id, what__in=UNDOABLE)
    counts: dict[str, int] = defaultdict(int)
    for outcome, number in found.values_list("outcome").annotate(number=Count("id")).order_by():
        counts[outcome.partition(":")[0]] += number
    return dict(counts)


def left_orders(actor: Actor, run_id: UUID, *, limit: int = 50) -> list[LeftOrder]:
    """Return the orders that have moved on, by their numbers, with why they were left."""
    actor.require(SEE)
    found = ImportChange.objects.filter(workspace_id=actor.workspace_id, run_id=run_id).filter(
        Q(outcome__startswith="left:") | Q(outcome__startswith="part:")
    )
    rows = found.order_by("order__number", "id").values_list(
        "order_id", "order__number", "order__external_number", "outcome"
    )[:limit]
    return [LeftOrder(order_id, number, name, *told.split(":", 1)) for order_id, number, name, told in rows]


def can_undo(actor: Actor, card: ImportCard) -> bool:
    """Tell whether the import is over and has changed something that it is known of how it was before."""
    if card.status in ("uploaded", "running") or card.undo_asked_at is not None:
        return False
    found = ImportChange.objects.filter(workspace_id=actor.workspace_id, run_id=card.id)
    return found.filter(what__in=UNDOABLE).exists()


def current_lines(actor: Actor, order_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Return the lines of the orders as they are stored."""
    lines: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids)
    for row in rows.order_by("order_id", "position").values(*LINE_COLUMNS):
        lines[row["order_id"]].append(row)
    return lines
