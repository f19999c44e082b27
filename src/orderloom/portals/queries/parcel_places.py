"""What references mean where parcels are entered: an order by its number or the shop's, a task by its number or SKU."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel.actor import Actor
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus
from orderloom.shipping.queries.parcels import visible_parcels

LONGEST = 17  # digits of a number of ours


@dataclass(frozen=True, slots=True)
class TaskSpot:
    """A task as far as entering its parcel needs it."""

    id: UUID
    order_id: UUID
    number: int
    title: str
    variant: str
    status: TaskStatus
    left: int
    supplier: str
    customer: str


@dataclass(frozen=True, slots=True)
class Found:
    """The orders that a reference may mean, with their numbers, and the tasks of the one that it does."""

    orders: dict[UUID, int]
    tasks: tuple[TaskSpot, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A reference as what it may be; None is no such number."""

    texts: tuple[str, ...]
    order: int | None
    task: int | None
    may_be_task: bool


def _read(reference: str) -> _Read:
    plain = reference.strip()
    upper = plain.upper()
    kind, _dash, digits = upper.rpartition("-")
    bare = digits.removeprefix("#") if not kind else digits
    number = int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= LONGEST else None
    texts = tuple(dict.fromkeys([plain, upper, f"#{plain}", plain.removeprefix("#")]))
    return _Read(
        texts,
        number if kind in ("", "SO") else None,
        number if kind in ("", "T") else None,
        kind == "T",
    )


def places_of(actor: Actor, references: Sequence[str]) -> dict[str, Found]:
    """Return for each reference what it means; what bears nothing is left out. Raises NotAllowed."""
    read = {one: _read(one) for one in dict.fromkeys(references) if one}
    texts = [text for one in read.values() for text in one.texts]
    ours, shops = _orders(actor, [one.order for one in read.values() if one.order is not None], texts)
    by_number, by_sku = _tasks(actor, [one.task for one in read.values() if one.task is not None], texts)
    named: dict[str, tuple[dict[UUID, int], UUID | None]] = {}
    for reference, one in read.items():
        orders = {} if one.may_be_task else _meant(one, ours, shops)
        task = next((by_sku[text] for text in one.texts if text in by_sku), None)
        if not orders and task is None and one.task is not None:
            task = by_number.get(one.task)
        if orders:
            named[reference] = orders, None
        elif task is not None:
            named[reference] = {task[1]: 0}, task[0]
    return _with_tasks(actor, named)


def _meant(read: _Read, ours: dict[int, UUID], shops: dict[str, dict[UUID, int]]) -> dict[UUID, int]:
    """Return the orders that bear the reference: the shop's number counts before ours, "SO-" is ours alone."""
    for text in read.texts:
        if text in shops:
            return shops[text]
    if read.order is not None and read.order in ours:
        return {ours[read.order]: read.order}
    return {}


def _orders(
    actor: Actor, numbers: Sequence[int], texts: Sequence[str]
) -> tuple[dict[int, UUID], dict[str, dict[UUID, int]]]:
    rows = visible_orders(actor)
    ours = {number: one for one, number in rows.filter(number__in=numbers).values_list("id", "number")}
    shops: dict[str, dict[UUID, int]] = defaultdict(dict)
    for one, number, text in rows.filter(external_number__in=texts).values_list(
        "id", "number", "external_number"
    ):
        shops[text][one] = number
    return ours, shops


def _tasks(
    actor: Actor, numbers: Sequence[int], texts: Sequence[str]
) -> tuple[dict[int, tuple[UUID, UUID]], dict[str, tuple[UUID, UUID]]]:
    rows = visible_tasks(actor)
    by_number = {
        number: (task_id, order_id)
        for task_id, order_id, number in rows.filter(number__in=numbers).values_list(
            "id", "order_id", "number"
        )
    }
    by_sku = {
        str(sku): (task_id, order_id)
        for task_id, order_id, sku in rows.filter(sku__in=texts).values_list("id", "order_id", "sku")
    }
    return by_number, by_sku


def _with_tasks(actor: Actor, named: dict[str, tuple[dict[UUID, int], UUID | None]]) -> dict[str, Found]:
    wanted = {order_id for orders, _task in named.values() for order_id in orders}
    numbers = dict(visible_orders(actor).filter(id__in=wanted).values_list("id", "number"))
    by_order: dict[UUID, list[TaskSpot]] = defaultdict(list)
    for spot in _spots(actor, wanted):
        by_order[spot.order_id].append(spot)
    found = {}
    for reference, (orders, task_id) in named.items():
        of_orders = [spot for order_id in orders for spot in by_order[order_id]]
        kept = [spot for spot in of_orders if task_id in (None, spot.id)]
        found[reference] = Found({one: numbers.get(one, 0) for one in orders}, tuple(kept))
    return found


def _spots(actor: Actor, order_ids: Iterable[UUID]) -> list[TaskSpot]:
    rows = visible_tasks(actor).filter(order_id__in=order_ids).exclude(status=TaskStatus.CANCELLED.value)
    told = rows.order_by("number").values_list(
        "id", "order_id", "number", "title", "variant", "status", F("quantity") - F("shipped"), "supplier__name",
        "order__buyer_name",
    )  # fmt: skip
    return [
        TaskSpot(one, order_id, number, title, variant, TaskStatus(status), left, supplier or "", customer)
        for one, order_id, number, title, variant, status, left, supplier, customer in told
    ]


def spots_by_number(actor: Actor, numbers: Sequence[str]) -> dict[str, list[tuple[UUID, UUID, int]]]:
    """Return for each tracking number the tasks that bear it, with their orders and numbers."""
    rows = visible_parcels(actor).filter(tracking_number__in=numbers, voided_at=None)
    found: dict[str, list[tuple[UUID, UUID, int]]] = defaultdict(list)
    for text, task_id, order_id, number in rows.values_list(
        "tracking_number", "task_id", "task__order_id", "task__number"
    ):
        found[text].append((task_id, order_id, number))
    return found
