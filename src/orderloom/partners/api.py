"""Suppliers over the API; what they make is told under categories."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from orderloom.identity.api_auth import actor_of
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.paging import newest_first
from orderloom.kernel.wire import Cursor, Limit, Name, Page, Shown, Text, Told
from orderloom.partners.commands import (
    SupplierInput,
    add_supplier_member,
    change_supplier,
    create_supplier,
    pause_supplier,
    remove_supplier_member,
    resume_supplier,
)
from orderloom.partners.queries import visible_suppliers
from orderloom.partners.states import SupplierStatus

router = Router(tags=["suppliers"])
Language = Literal["en", "zh-hans"]
Email = Annotated[Text, Field(max_length=254)]
Weight = Annotated[int, Field(strict=True, ge=1, le=1000)]
Code = Annotated[Text, Field(max_length=20)]


class Contact(Told):
    """How a supplier is reached."""

    contact_name: Annotated[Text, Field(max_length=120)] = ""
    email: Email = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    wechat: Annotated[Text, Field(max_length=60)] = ""
    region: Annotated[Text, Field(max_length=120)] = ""
    note: Annotated[Text, Field(max_length=5000)] = ""


class SupplierIn(Contact):
    """A new supplier, with the e-mail addresses of the people who sign in for it; without a code it gets one."""

    name: Name
    code: Code = ""
    weight: Weight = 1
    status: SupplierStatus = SupplierStatus.ACTIVE
    language: Language = "zh-hans"
    members: Annotated[list[Email], Field(max_length=50)] = Field(default_factory=list)


class SupplierChange(Told):
    """What changes; what is left out stays."""

    name: Name | None = None
    code: Code | None = None
    weight: Weight | None = None
    language: Language | None = None
    contact_name: Annotated[Text, Field(max_length=120)] | None = None
    email: Email | None = None
    phone: Annotated[Text, Field(max_length=40)] | None = None
    wechat: Annotated[Text, Field(max_length=60)] | None = None
    region: Annotated[Text, Field(max_length=120)] | None = None
    note: Annotated[Text, Field(max_length=5000)] | None = None


class SupplierOut(Shown):
    """A supplier of the workspace; `weight` is its share in the fair rotation."""

    id: UUID
    code: str
    name: str
    status: SupplierStatus
    weight: int
    language: str
    contact_name: str
    email: str
    phone: str
    wechat: str
    region: str
    note: str
    created_at: datetime


class SuppliersAsked(Told):
    """Which suppliers."""

    status: SupplierStatus | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class SupplierMemberIn(Told):
    """A person who signs in for the supplier."""

    email: Email
    name: Annotated[Text, Field(max_length=120)] = ""


class SupplierMemberOut(Shown):
    """Who signs in now."""

    user_id: UUID


@router.get("/suppliers", response=Page[SupplierOut], operation_id="listSuppliers", summary="List suppliers")
def list_suppliers(request: HttpRequest, asked: Query[SuppliersAsked]) -> Page[SupplierOut]:
    """List the suppliers, the newest first."""
    found = visible_suppliers(actor_of(request))
    if asked.status is not None:
        found = found.filter(status=asked.status)
    rows, next_cursor = newest_first(found, asked.cursor, asked.limit)
    return Page[SupplierOut](items=[SupplierOut.model_validate(row) for row in rows], next_cursor=next_cursor)


@router.get(
    "/suppliers/{uuid:supplier_id}",
    response=SupplierOut,
    operation_id="getSupplier",
    summary="Show a supplier",
)
def get_supplier(request: HttpRequest, supplier_id: UUID) -> SupplierOut:
    """Show one supplier."""
    return _shown(actor_of(request), supplier_id)


def _shown(actor: Actor, supplier_id: UUID) -> SupplierOut:
    row = visible_suppliers(actor).filter(id=supplier_id).first()
    if row is None:
        raise NotFound
    return SupplierOut.model_validate(row)


@router.post(
    "/suppliers", response={201: SupplierOut}, operation_id="createSupplier", summary="Add a supplier"
)
def create(request: HttpRequest, body: SupplierIn) -> SupplierOut:
    """Add a supplier, with the people who sign in for it."""
    actor = actor_of(request)
    told = SupplierInput(**{**body.__dict__, "members": tuple(body.members), "status": body.status.value})
    return _shown(actor, create_supplier(actor=actor, supplier=told, now=clock.now()))


@router.patch(
    "/suppliers/{uuid:supplier_id}",
    response=SupplierOut,
    operation_id="changeSupplier",
    summary="Change a supplier",
)
def change(request: HttpRequest, supplier_id: UUID, body: SupplierChange) -> SupplierOut:
    """Change fields of a supplier; old and new go on the timeline."""
    actor = actor_of(request)
    changes = body.model_dump(exclude_none=True)
    change_supplier(actor=actor, supplier_id=supplier_id, changes=changes, now=clock.now())
    return _shown(actor, supplier_id)


@router.post(
    "/suppliers/{uuid:supplier_id}/pause",
    response=SupplierOut,
    operation_id="pauseSupplier",
    summary="Pause a supplier",
)
def pause(request: HttpRequest, supplier_id: UUID) -> SupplierOut:
    """Give the supplier no new tasks until it is resumed."""
    actor = actor_of(request)
    pause_supplier(actor=actor, supplier_id=supplier_id, now=clock.now())
    return _shown(actor, supplier_id)


@router.post(
    "/suppliers/{uuid:supplier_id}/resume",
    response=SupplierOut,
    operation_id="resumeSupplier",
    summary="Resume a supplier",
)
def resume(request: HttpRequest, supplier_id: UUID) -> SupplierOut:
    """Give the supplier tasks again; waiting ones go out by themselves."""
    actor = actor_of(request)
    resume_supplier(actor=actor, supplier_id=supplier_id, now=clock.now())
    return _shown(actor, supplier_id)


@router.post(
    "/suppliers/{uuid:supplier_id}/members",
    response={201: SupplierMemberOut},
    operation_id="addSupplierMember",
    summary="Let a person sign in for a supplier",
)
def add_member(request: HttpRequest, supplier_id: UUID, body: SupplierMemberIn) -> SupplierMemberOut:
    """Let a person sign in for the supplier; a member already stays as they are."""
    user_id = add_supplier_member(
        actor=actor_of(request), supplier_id=supplier_id, email=body.email, name=body.name, now=clock.now()
    )
    return SupplierMemberOut(user_id=user_id)


@router.delete(
    "/suppliers/{supplier_id}/members/{uuid:user_id}",
    response={204: None},
    operation_id="removeSupplierMember",
    summary="End a person's sign-in for a supplier",
)
def remove_member(request: HttpRequest, supplier_id: UUID, user_id: UUID) -> None:
    """End a person's sign-in for the supplier."""
    remove_supplier_member(actor=actor_of(request), supplier_id=supplier_id, user_id=user_id, now=clock.now())
