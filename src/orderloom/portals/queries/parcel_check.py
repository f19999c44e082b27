"""Tracking numbers to be entered, each checked: which task it is of, whose number it is, what is wrong."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.portals.queries.parcel_places import Found, TaskSpot, places_of, spots_by_number
from orderloom.production.states import TaskStatus
from orderloom.shipping.carriers.carrier import Confidence
from orderloom.shipping.carriers.names import carrier_named
from orderloom.shipping.carriers.recognition import (
    CARRIERS,
    Match,
    TrackingNumberInvalid,
    check,
    normalise,
    recognise,
)
from orderloom.shipping.commands.ship_task import Parcel, TaskParcel

ALL = "all"  # all open tasks of the order leave in this parcel
SHIPPABLE = (TaskStatus.ACCEPTED, TaskStatus.IN_PRODUCTION, TaskStatus.READY_TO_SHIP)
GONE = (TaskStatus.SHIPPED, TaskStatus.DELIVERED, TaskStatus.DONE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as somebody told it.

    `carrier` is a code or a name; `pick` a task's id, ALL or blank; `shared` says that a number which another order
    has, too, is one parcel.
    """

    reference: str
    number: str
    carrier: str = ""
    pick: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what was found: it is good when there is no code, `known` when nothing is left to do.

    `told` is a sentence of the carrier's rules; `other` what else bears the number or the reference.
    """

    entry: Entry
    code: str = ""
    told: str = ""
    other: str = ""
    order_id: UUID | None = None
    order_number: int = 0
    tasks: tuple[TaskSpot, ...] = ()
    choices: tuple[TaskSpot, ...] = ()
    carrier: str = ""
    likely: tuple[str, ...] = ()
    number: str = ""

    @property
    def is_good(self) -> bool:
        """Test whether the row can be shipped."""
        return not self.code

    @property
    def is_known(self) -> bool:
        """Test whether the parcel was entered before, or stands twice in what was pasted."""
        return self.code in ("known", "repeated")


@dataclass(slots=True)
class _Seen:
    """What earlier rows have taken: their numbers, and their tasks."""

    numbers: dict[str, int] = field(default_factory=dict)  # row that has it, from 1
    orders: dict[str, UUID | None] = field(default_factory=dict)
    tasks: dict[UUID, int] = field(default_factory=dict)


def checked(actor: Actor, entries: Sequence[Entry]) -> list[Checked]:
    """Check the rows in their order, in six statements. Raises NotAllowed."""
    found = places_of(actor, [entry.reference for entry in entries])
    borne = spots_by_number(actor, [normalise(entry.number) for entry in entries if entry.number])
    shapes = _unclear_shapes(entries)
    seen, rows = _Seen(), []
    for place, entry in enumerate(entries, 1):
        row = _carrier(_number(_place(Checked(entry), found.get(entry.reference))), shapes)
        rows.append(_first_come(row, place, seen, borne))
    return rows


def parcels_of_rows(rows: Sequence[Checked]) -> list[TaskParcel]:
    """Return what the good rows ship, each task with its parcel."""
    return [
        TaskParcel(task.id, Parcel(row.carrier, row.number))
        for row in rows
        if row.is_good
        for task in row.tasks
    ]


def _place(row: Checked, found: Found | None) -> Checked:
    """Find the task that the row is of."""
    if not row.entry.reference:
        return replace(row, code="no_reference")
    if found is None or not found.orders:
        return replace(row, code="not_found")
    if len(found.orders) > 1:
        return replace(
            row, code="several_orders", other=", ".join(f"SO-{one}" for one in found.orders.values())
        )
    (order_id, number), *_none = found.orders.items()
    row = replace(row, order_id=order_id, order_number=number, choices=found.tasks)
    if not found.tasks:
        return replace(row, code="no_task")
    going = [task for task in found.tasks if task.status in SHIPPABLE]
    if row.entry.pick and len(going) > 1:
        picked = [task for task in going if row.entry.pick in (ALL, str(task.id))]
        return (
            replace(row, tasks=tuple(picked))
            if picked
            else replace(row, code="several_tasks", choices=tuple(going))
        )
    if len(going) == 1:
        return replace(row, tasks=tuple(going))
    if going:
        return replace(row, code="several_tasks", choices=tuple(going))
    return replace(row, code=_why_none(found.tasks), tasks=found.tasks)


def _why_none(tasks: Sequence[TaskSpot]) -> str:
    statuses = {task.status for task in tasks}
    if statuses & set(GONE):
        return "shipped"
    if TaskStatus.OFFERED in statuses:
        return "not_accepted"
    return "no_supplier" if TaskStatus.QUEUED in statuses else "cancelled"


def _number(row: Checked) -> Checked:
    number = normalise(row.entry.number)
    row = replace(row, number=number)
    return row if number or row.code else replace(row, code="no_number")


def _unclear_shapes(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the lengths of numbers of digits alone of which some are anybody's.

    Among many such numbers a tenth has the right check digit of another carrier by chance: then it tells nothing.
    """
    numbers = [normalise(entry.number) for entry in entries if not entry.carrier]
    return frozenset(
        len(number)
        for number in numbers
        if number.isdigit() and _told_by(recognise(number), frozenset()) is None
    )


def _told_by(matches: Sequence[Match], shapes: frozenset[int], length: int = 0) -> str | None:
    """Return the carrier that the number tells, a blank when no carrier has such numbers, None when several have."""
    if not matches:
        return ""
    first, *rest = matches
    if not rest:
        return first.carrier.code
    if first.confidence is Confidence.LIKELY and length in shapes:
        return None
    clear = first.confidence > Confidence.SHAPE and all(one.confidence < first.confidence for one in rest)
    return first.carrier.code if clear else None


def _carrier(row: Checked, shapes: frozenset[int]) -> Checked:
    """Find whose number it is; what is told by hand is checked against the number."""
    matches = recognise(row.number) if row.number else []
    likely = tuple(match.carrier.code for match in matches)
    told = row.entry.carrier
    code = told if told in CARRIERS else carrier_named(told)
    row = replace(row, likely=likely, carrier=code)
    if row.code or not row.number:
        return row
    if told and not code:
        return replace(row, code="carrier_unknown")
    if code:
        try:
            return replace(row, number=check(code, row.entry.number))
        except TrackingNumberInvalid as refusal:
            hint = (refusal.suggestion,) if refusal.suggestion else ()
            return replace(row, code="carrier_differs", told=str(refusal), likely=(*hint, *likely))
    whose = _told_by(matches, shapes, len(row.number) if row.number.isdigit() else 0)
    if whose:
        return replace(row, carrier=whose)
    return replace(row, code="carrier_several" if whose is None else "carrier_unclear")


def _first_come(
    row: Checked, place: int, seen: _Seen, borne: Mapping[str, Sequence[tuple[UUID, UUID, int]]]
) -> Checked:
    """Refuse a number that another order has, and a task that an earlier row ships."""
    mine = {task.id for task in row.tasks}
    bearers = borne.get(row.number, ()) if row.number else ()
    if row.code in ("", "shipped") and mine and mine <= {task_id for task_id, _order, _number in bearers}:
        return replace(row, code="known")
    if not row.is_good:
        return row
    if row.number in seen.numbers and seen.orders[row.number] == row.order_id and mine <= seen.tasks.keys():
        return replace(row, code="repeated", other=str(seen.numbers[row.number]))
    if not row.entry.shared:
        if row.number in seen.numbers and seen.orders[row.number] != row.order_id:
            return replace(row, code="number_twice", other=str(seen.numbers[row.number]))
        others = sorted(number for _task, order_id, number in bearers if order_id != row.order_id)
        if others:
            return replace(row, code="number_taken", other=f"T-{others[0]}")
    if taken := mine & seen.tasks.keys():
        return replace(row, code="task_twice", other=str(min(seen.tasks[one] for one in taken)))
    seen.numbers.setdefault(row.number, place)
    seen.orders.setdefault(row.number, row.order_id)
    seen.tasks.update(dict.fromkeys(mine, place))
    return row


def counts_of(rows: Sequence[Checked]) -> Mapping[str, int]:
    """Return how many rows are good, known, and to be mended."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts["good" if row.is_good else "known" if row.is_known else "bad"] += 1
    return counts
