"""A supplier hands a parcel to a carrier, or staff enter the parcels of many tasks in their suppliers' place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, Invalid, NotFound, Refusal
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.production.commands.door import OpenTask, by_workspace, opened, opened_many
from orderloom.production.commands.ship import mark_shipped, standing_of
from orderloom.production.events import TaskShipped
from orderloom.production.models import OrderTask
from orderloom.production.permissions import ANSWER
from orderloom.production.queries.tasks import TaskCard, card
from orderloom.shipping.carriers.recognition import CARRIERS, check
from orderloom.shipping.models import Shipment
from orderloom.shipping.remembered import written
from orderloom.shipping.states import NoTracking

COLUMNS = (
    "id", "workspace_id", "task_id", "supplier_id", "company_id", "carrier", "tracking_number", "no_tracking_reason",
    "quantity", "shipped_at", "standing",
)  # fmt: skip
Known = set[tuple[UUID, str, str, str]]
"""Parcels that were reported before: task, carrier, number, reason."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the supplier says of the parcel: a number in the carrier's format, or the reason why there is none."""

    carrier: str
    tracking_number: str = ""
    no_tracking_reason: str = ""
    quantity: int | None = None  # all that is left when nothing is said
    shipped_before: int | None = (
        None  # what had left when the supplier looked: more by now means a second tap
    )


@dataclass(frozen=True, slots=True)
class TaskParcel:
    """A parcel and the task that it is of."""

    task_id: UUID
    parcel: Parcel


@dataclass(slots=True)
class Sent:
    """Which of many parcels were reported, by their place; `known` ones were before; the others were refused."""

    done: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


@command
def ship_task(*, actor: Actor, task_id: UUID, parcel: Parcel, now: datetime) -> TaskCard:
    """Report a parcel of the task; the last piece moves the task to shipped. A double tap changes nothing.

    Raises NotFound, NotAllowed, IllegalMove, TrackingNumberInvalid (says which format is expected and which carrier
    the number looks like), Invalid (an unknown carrier, no number and no reason, or too many pieces), and Conflict
    (another parcel was reported since the supplier looked).
    """
    number = _number(parcel)
    with opened(actor, task_id, now) as task:
        row = task.row
        reason = "" if number else parcel.no_tracking_reason
        looked_before = parcel.shipped_before is not None and parcel.shipped_before != row.shipped
        # Without a number only the last parcel can be told from another one of the same kind.
        may_be_second_tap = row.shipped == row.quantity or (looked_before and number)
        if may_be_second_tap and (row.id, parcel.carrier, number, reason) in _known([row]):
            return card(actor, row)
        if looked_before:
            raise Conflict(_("A parcel of this task was reported in the meantime. Look at the task again."))
        _write([_report(task, parcel, number)])
    return card(actor, row)


@command
def ship_tasks(*, actor: Actor, parcels: Sequence[TaskParcel], now: datetime) -> Sent:
    """Report many parcels in one go; each that cannot be is left with its refusal, and the others are reported.

    A parcel with a number that its task has already is known, and changes nothing: so doing all of it again is safe.
    Raises NotAllowed.
    """
    if actor.party is Party.STAFF:
        actor.require(ANSWER)
    sent, numbers = Sent(), dict[int, str]()
    for place, one in enumerate(parcels):
        try:
            numbers[place] = _number(one.parcel)
        except Refusal as refusal:
            sent.refused[place] = refusal
    found = by_workspace(actor, [one.task_id for one in parcels])
    for workspace_id, ids in found.items():
        with opened_many(actor, workspace_id, ids, now) as tasks:
            _send(tasks, parcels, numbers, sent)
    settled = {*sent.done, *sent.known, *sent.refused}
    sent.refused.update({place: NotFound() for place in range(len(parcels)) if place not in settled})
    return sent


def _send(
    tasks: Mapping[UUID, OpenTask], parcels: Sequence[TaskParcel], numbers: Mapping[int, str], sent: Sent
) -> None:
    """Report those of the parcels whose tasks are open, in their order, and note what became of each."""
    known, rows = _known([task.row for task in tasks.values()]), []
    for place, number in numbers.items():
        one = parcels[place]
        if one.task_id not in tasks:
            continue
        key = (one.task_id, one.parcel.carrier, number, "" if number else one.parcel.no_tracking_reason)
        if key in known:
            sent.known.append(place)
            continue
        try:
            rows.append(_report(tasks[one.task_id], one.parcel, number))
        except Refusal as refusal:
            sent.refused[place] = refusal
            continue
        known.add(key)
        sent.done.append(place)
    _write(rows)


def _report(task: OpenTask, parcel: Parcel, number: str) -> tuple[object, ...]:
    """Count the parcel on its task, put it on the timeline and return its row. Raises what mark_shipped raises."""
    row, now = task.row, task.now
    quantity = parcel.quantity if parcel.quantity is not None else row.quantity - row.shipped
    reason = "" if number else parcel.no_tracking_reason
    before = standing_of(row)
    mark_shipped(task, quantity=quantity)
    event = TaskShipped(
        **task.facts(),
        carrier=parcel.carrier,
        tracking_number=number,
        no_tracking_reason=reason,
        quantity=quantity,
    )
    record(task.actor, event, at=now)
    return (
        new_id(), row.workspace_id, row.id, row.supplier_id, row.company_id, parcel.carrier, number, reason, quantity,
        now, written(before, standing_of(row)),
    )  # fmt: skip


def _write(rows: Sequence[tuple[object, ...]]) -> None:
    insert_rows("shipping_shipment", COLUMNS, rows)


def _known(tasks: Sequence[OrderTask]) -> Known:
    """Return the parcels of the tasks that were reported before, none of them voided."""
    if not tasks:
        return set()
    rows = Shipment.objects.filter(
        workspace_id=tasks[0].workspace_id, task_id__in=[task.id for task in tasks], voided_at=None
    )
    return set(rows.values_list("task_id", "carrier", "tracking_number", "no_tracking_reason"))


def _number(parcel: Parcel) -> str:
    if parcel.carrier not in CARRIERS:
        raise Invalid(fields={"carrier": _("This carrier is not known. Choose one from the list.")})
    if parcel.tracking_number.strip():
        return check(parcel.carrier, parcel.tracking_number)
    if parcel.no_tracking_reason not in set(NoTracking):
        raise Invalid(fields={"tracking_number": _("Give the tracking number, or say why there is none.")})
    return ""
