"""A supplier hands a parcel to a carrier."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, Invalid
from orderloom.kernel.events import record
from orderloom.production.commands.door import opened
from orderloom.production.commands.ship import mark_shipped
from orderloom.production.events import TaskShipped
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import TaskCard, card
from orderloom.shipping.carriers.recognition import CARRIERS, check
from orderloom.shipping.models import Shipment


class NoTracking(StrEnum):
    """Why a parcel has no tracking number."""

    HAND_DELIVERED = "hand_delivered"
    OWN_VEHICLE = "own_vehicle"
    LETTER = "letter"
    LATER = "later"


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
        if may_be_second_tap and _is_known(row, parcel.carrier, number, reason):
            return card(actor, row)
        if looked_before:
            raise Conflict(_("A parcel of this task was reported in the meantime. Look at the task again."))
        quantity = parcel.quantity if parcel.quantity is not None else row.quantity - row.shipped
        mark_shipped(task, quantity=quantity)
        assert row.supplier_id is not None  # a task without a supplier has no such move
        assert row.company_id is not None
        Shipment.objects.create(
            workspace_id=row.workspace_id,
            task_id=row.id,
            supplier_id=row.supplier_id,
            company_id=row.company_id,
            carrier=parcel.carrier,
            tracking_number=number,
            no_tracking_reason=reason,
            quantity=quantity,
            shipped_at=now,
        )
        event = TaskShipped(
            **task.facts(),
            carrier=parcel.carrier,
            tracking_number=number,
            no_tracking_reason=reason,
            quantity=quantity,
        )
        record(actor, event, at=now)
    return card(actor, row)


def _is_known(task: OrderTask, carrier: str, number: str, reason: str) -> bool:
    return Shipment.objects.filter(
        workspace_id=task.workspace_id, task_id=task.id, carrier=carrier, tracking_number=number,
        no_tracking_reason=reason, voided_at=None,
    ).exists()  # fmt: skip


def _number(parcel: Parcel) -> str:
    if parcel.carrier not in CARRIERS:
        raise Invalid(fields={"carrier": _("This carrier is not known. Choose one from the list.")})
    if parcel.tracking_number.strip():
        return check(parcel.carrier, parcel.tracking_number)
    if parcel.no_tracking_reason not in set(NoTracking):
        raise Invalid(fields={"tracking_number": _("Give the tracking number, or say why there is none.")})
    return ""
