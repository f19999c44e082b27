"""Parcels and carriers over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import StringConstraints

from orderloom.identity.api_auth import ANYONE, actor_of
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.wire import NO_CONTROLS, Count, Shown, Told
from orderloom.production.api import TaskOut, task_out
from orderloom.production.queries.tasks import card, visible_task
from orderloom.shipping.carriers.carrier import Carrier
from orderloom.shipping.carriers.recognition import CARRIERS, recognise
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.shipping.commands.void_parcel import void_parcel
from orderloom.shipping.queries.parcels import parcels_of
from orderloom.shipping.states import NoTracking

router = Router(tags=["shipping"], auth=ANYONE)
Number = Annotated[str, StringConstraints(pattern=NO_CONTROLS, max_length=80)]


class ParcelIn(Told):
    """A parcel: a number in the carrier's format, or why there is none; without a quantity, all that is left."""

    carrier: Annotated[str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=40)]
    tracking_number: Number = ""
    no_tracking_reason: NoTracking | None = None
    quantity: Count | None = None


class ParcelOut(Shown):
    """A parcel that left a supplier."""

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


class Parcels(Shown):
    """The parcels of a task, the oldest first."""

    items: list[ParcelOut]


class CarrierOut(Shown):
    """A carrier, by the code that a parcel names it with, and examples of its numbers."""

    code: str
    name_en: str
    name_zh: str
    examples: list[str]


class Carriers(Shown):
    """The carriers that are known."""

    items: list[CarrierOut]


class MatchOut(Shown):
    """A carrier to which a number may belong; 3 is sure, 1 is only the shape."""

    carrier: str
    name_en: str
    name_zh: str
    format: str
    confidence: int


class Matches(Shown):
    """Whose number this may be, the surest first."""

    items: list[MatchOut]


class Asked(Told):
    """A tracking number."""

    number: Number


def _carrier(carrier: Carrier) -> CarrierOut:
    return CarrierOut(
        code=carrier.code,
        name_en=carrier.name_en,
        name_zh=carrier.name_zh,
        examples=[form.example for form in carrier.formats],
    )


@router.post(
    "/tasks/{uuid:task_id}/ship",
    response=TaskOut,
    operation_id="shipTask",
    summary="Report a parcel of the task",
)
def ship(request: HttpRequest, task_id: UUID, body: ParcelIn) -> TaskOut:
    """Report a parcel; the last piece moves the task to shipped. A double tap changes nothing."""
    if body.carrier not in CARRIERS:
        raise Invalid(
            fields={
                "carrier": _("This carrier is not known. GET /carriers lists all; “other” is one of them.")
            }
        )
    parcel = Parcel(
        carrier=body.carrier,
        tracking_number=body.tracking_number,
        no_tracking_reason=body.no_tracking_reason or "",
        quantity=body.quantity,
    )
    return task_out(ship_task(actor=actor_of(request), task_id=task_id, parcel=parcel, now=clock.now()))


@router.get(
    "/tasks/{uuid:task_id}/parcels",
    response=Parcels,
    operation_id="listParcels",
    summary="List a task's parcels",
)
def list_parcels(request: HttpRequest, task_id: UUID) -> Parcels:
    """List the parcels of a task, the oldest first."""
    actor = actor_of(request)
    task = visible_task(actor, task_id)
    return Parcels(items=[ParcelOut.model_validate(row) for row in parcels_of(actor, [task.id])])


@router.post(
    "/tasks/{uuid:task_id}/parcels/{uuid:shipment_id}/void",
    response=TaskOut,
    operation_id="voidParcel",
    summary="Take a parcel back that was reported by mistake",
)
def void(request: HttpRequest, task_id: UUID, shipment_id: UUID) -> TaskOut:
    """Take the parcel back within 10 minutes, while the task has not gone on; again, it changes nothing."""
    actor = actor_of(request)
    visible_task(actor, task_id)
    if void_parcel(actor=actor, parcel_id=shipment_id, now=clock.now()) != task_id:
        raise NotFound
    return task_out(card(actor, visible_task(actor, task_id)))


@router.get("/carriers", response=Carriers, operation_id="listCarriers", summary="List the known carriers")
def list_carriers(request: HttpRequest) -> Carriers:
    """List the carriers with examples of their numbers."""
    return Carriers(items=[_carrier(carrier) for carrier in CARRIERS.values()])


@router.get(
    "/carriers/recognise",
    response=Matches,
    operation_id="recogniseCarrier",
    summary="Find the carrier of a tracking number",
)
def recognise_number(request: HttpRequest, asked: Query[Asked]) -> Matches:
    """Say whose number this may be, the surest first."""
    return Matches(
        items=[
            MatchOut(
                carrier=match.carrier.code,
                name_en=match.carrier.name_en,
                name_zh=match.carrier.name_zh,
                format=match.format,
                confidence=int(match.confidence),
            )
            for match in recognise(asked.number)
        ]
    )
