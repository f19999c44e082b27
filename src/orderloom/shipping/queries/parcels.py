"""The parcels of tasks and orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from orderloom.kernel.actor import Actor, Party
from orderloom.production.states import TaskStatus
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.shipping.models import Shipment
from orderloom.shipping.states import VOID_WITHIN


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel as pages and programs show it."""

    id: UUID
    task_id: UUID
    carrier: str
    carrier_name: str
    carrier_name_zh: str
    tracking_number: str
    tracking_url: str
    no_tracking_reason: str
    quantity: int
    shipped_at: datetime


def visible_parcels(actor: Actor) -> QuerySet[Shipment]:
    """Return the parcels the actor may see."""
    if actor.party is Party.SUPPLIER:
        return Shipment.objects.filter(company_id=actor.company_id)
    return Shipment.objects.filter(workspace_id=actor.workspace_id)


def parcels_of(actor: Actor, task_ids: Sequence[UUID]) -> list[ParcelRow]:
    """Return the parcels of the tasks, oldest first."""
    rows = visible_parcels(actor).filter(task_id__in=task_ids, voided_at=None).order_by("shipped_at", "id")
    return [_row(row) for row in rows]


def newest_parcel(actor: Actor, task_id: UUID) -> UUID | None:
    """Return the parcel of the task that was reported last and not taken back."""
    rows = visible_parcels(actor).filter(task_id=task_id, voided_at=None).order_by("-id")
    return rows.values_list("id", flat=True).first()


def parcels_shipped_at(actor: Actor, moment: datetime) -> list[UUID]:
    """Return the parcels that were reported at the very moment: those of one command."""
    return list(visible_parcels(actor).filter(shipped_at=moment).values_list("id", flat=True))


def may_void(row: ParcelRow, task_status: str, now: datetime) -> bool:
    """Tell whether the parcel may still be taken back, as far as it and its task say so."""
    is_over = task_status in (TaskStatus.DELIVERED, TaskStatus.DONE)
    return not is_over and now <= row.shipped_at + VOID_WITHIN


def _row(row: Shipment) -> ParcelRow:
    carrier = CARRIERS.get(row.carrier)
    return ParcelRow(
        row.id,
        row.task_id,
        row.carrier,
        carrier.name("en") if carrier else row.carrier,
        carrier.name("zh") if carrier else row.carrier,
        row.tracking_number,
        (carrier.tracking_url(row.tracking_number) or "") if carrier and row.tracking_number else "",
        row.no_tracking_reason,
        row.quantity,
        row.shipped_at,
    )
