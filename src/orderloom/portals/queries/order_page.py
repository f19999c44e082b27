"""All that the page of one order shows, from every stage, in a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language

from orderloom.cases.queries.cases import CaseRow, case_rows
from orderloom.catalog.queries import Tree, tree
from orderloom.identity.queries import PersonCard, people_of
from orderloom.intake.queries.order_detail import LineCard, OrderDetail, order_detail
from orderloom.kernel.actor import Actor
from orderloom.kernel.models import TimelineEvent
from orderloom.production.queries.tasks import visible_tasks
from orderloom.routing import why
from orderloom.routing.models import Assignment
from orderloom.routing.permissions import ASSIGN
from orderloom.routing.why import Choice
from orderloom.shipping.queries.parcels import ParcelRow, parcels_of

MOST_EVENTS = 200
LIVE = ("accepted", "in_production", "ready_to_ship", "shipped", "delivered", "done")
MADE = ("ready_to_ship", "shipped", "delivered", "done")
SENT = ("shipped", "delivered", "done")
ASSIGNABLE = ("queued", "offered")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One offer of a task: to whom, what became of it, and why it was this supplier."""

    number: int
    supplier: str
    status: str
    at: datetime
    reason: str
    reason_text: str
    script_number: int | None
    sentence: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task of the order with the line it is for, its attempts (newest first) and its parcels."""

    id: UUID
    number: int
    sku: str
    status: str
    supplier: str
    quantity: int
    produced: int
    company_id: UUID | None
    promised: date | None
    requested: date | None
    respond_by: datetime | None
    reminded_at: datetime | None
    talk_turn: str
    talk_by: datetime | None
    category_id: UUID | None
    line: LineCard | None
    attempts: tuple[Attempt, ...]
    parcels: tuple[ParcelRow, ...]
    may_assign: bool

    @property
    def is_assignable(self) -> bool:
        """Test whether it can be given to a supplier by hand now."""
        return self.may_assign and self.status in ASSIGNABLE

    @property
    def made(self) -> int:
        """Return how many pieces are made; a finished task has made all of them."""
        return self.quantity if self.status in MADE else self.produced


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The order, its tasks, the lines that no task covers, and what people need to act on them."""

    order: OrderDetail
    tasks: tuple[TaskView, ...]
    bare_lines: tuple[LineCard, ...]
    cases: tuple[CaseRow, ...]
    events: tuple[TimelineEvent, ...]
    people: tuple[PersonCard, ...]
    tree: Tree


COLUMNS = {
    "id": "id", "number": "number", "sku": "sku", "status": "status", "supplier": "supplier__name",
    "company_id": "company_id",
    "quantity": "quantity", "produced": "produced", "promised": "promised_date", "requested": "requested_date",
    "respond_by": "respond_by", "reminded_at": "reminded_at", "talk_turn": "talk_turn", "talk_by": "talk_by",
    "category_id": "category_id", "line_id": "line_id",
}  # fmt: skip


def order_page(actor: Actor, order_id: UUID) -> OrderPage:
    """Return the order's page, in eleven statements. Raises NotFound, NotAllowed."""
    order = order_detail(actor, order_id)
    known = tree(actor.workspace_id)
    tasks = _tasks(actor, order, known)
    covered = {task.line.id for task in tasks if task.line and task.status != "cancelled"}
    events = TimelineEvent.objects.filter(workspace_id=actor.workspace_id, order_id=order_id)
    return OrderPage(
        order=order,
        tasks=tuple(tasks),
        bare_lines=tuple(line for line in order.lines if line.id not in covered),
        cases=tuple(case_rows(actor, order_id=order_id)),
        events=tuple(events.order_by("-id")[:MOST_EVENTS]),
        people=tuple(people_of(actor.workspace_id)),
        tree=known,
    )


def _tasks(actor: Actor, order: OrderDetail, known: Tree) -> list[TaskView]:
    rows = list(
        visible_tasks(actor).filter(order_id=order.id).order_by("number").values_list(*COLUMNS.values())
    )
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    ids = [row["id"] for row in found]
    attempts, lines = _attempts(actor, ids, known), {line.id: line for line in order.lines}
    parcels: dict[UUID, list[ParcelRow]] = defaultdict(list)
    for parcel in parcels_of(actor, ids):
        parcels[parcel.task_id].append(parcel)
    return [
        TaskView(
            line=lines.get(row.pop("line_id")),
            supplier=row.pop("supplier") or "",
            sku=row.pop("sku") or "",
            attempts=tuple(attempts[row["id"]]),
            parcels=tuple(parcels[row["id"]]),
            may_assign=actor.can(ASSIGN),
            **row,
        )
        for row in found
    ]


def _attempts(actor: Actor, task_ids: list[UUID], known: Tree) -> dict[UUID, list[Attempt]]:
    rows = Assignment.objects.filter(workspace_id=actor.workspace_id, task_id__in=task_ids).order_by(
        "-attempt"
    )
    found: dict[UUID, list[Attempt]] = defaultdict(list)
    columns = (
        "task_id", "attempt", "status", "at", "reason", "reason_text", "script_number", "why", "category_id",
    )  # fmt: skip
    for row in rows.values(*columns, name=F("supplier__name")):
        choice = why.read(row["why"])
        category = _shown_category(known, row["category_id"], choice.category)
        found[row["task_id"]].append(
            Attempt(
                row["attempt"], row["name"], row["status"], row["at"], row["reason"], row["reason_text"],
                row["script_number"], why.sentence(row["why"], category=category), choice,
            )
        )  # fmt: skip
    return found


def _shown_category(known: Tree, category_id: UUID | None, kept: str) -> str:
    """Return the kept name of a pool's category, which is the line's own or one above it, in the reader's language."""
    for node_id in known.upwards(category_id) if category_id else ():
        if known.nodes[node_id].name == kept:
            return known.name(node_id, get_language() or "en")
    return kept
