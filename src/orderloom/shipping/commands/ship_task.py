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
from orderloom.production.queries.tasks import TaskCard, card
from orderloom.shipping.carriers.recognition import check
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
    the number looks like), Invalid (no number and no reason, or too many pieces), and Conflict (another parcel was
    reported since the supplier looked).
    """
    number = _number(parcel)
    with opened(actor, task_id, now) as task:
        row = task.row
        if row.supplier_id is None or row.company_id is None:
            raise Invalid(fields={"task": _("Nobody has taken this task yet.")})
        known = Shipment.objects.filter(
            workspace_id=row.workspace_id, carrier=parcel.carrier, tracking_number=number, voided_at=None
        ).exclude(tracking_number="")
        looked_before = parcel.shipped_before is not None and parcel.shipped_before != row.shipped
        if known.filter(task_id=row.id).exists() and (looked_before or row.shipped == row.quantity):
            return card(actor, row)
        if looked_before:
            raise Conflict(_("A parcel of this task was reported in the meantime. Look at the task again."))
        quantity = parcel.quantity if parcel.quantity is not None else row.quantity - row.shipped
        mark_shipped(task, quantity=quantity)
        Shipment.objects.create(
            workspace_id=row.workspace_id,
            task_id=row.id,
            supplier_id=row.supplier_id,
            company_id=row.company_id,
            carrier=parcel.carrier,
            tracking_number=number,
            no_tracking_reason="" if number else parcel.no_tracking_reason,
            quantity=quantity,
            shipped_at=now,
        )
        event = TaskShipped(
            **task.facts(),
            carrier=parcel.carrier,
            tracking_number=number,
            no_tracking_reason="" if number else parcel.no_tracking_reason,
            quantity=quantity,
        )
        record(actor, event, at=now)
    return card(actor, row)


def _number(parcel: Parcel) -> str:
    if parcel.tracking_number.strip():
        return check(parcel.carrier, parcel.tracking_number)
    if parcel.no_tracking_reason not in set(NoTracking):
        raise Invalid(fields={"tracking_number": _("Give the tracking number, or say why there is none.")})
    return ""
