"""Stores and the purchasing rule over the API."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from orderloom.identity.api_auth import actor_of
from orderloom.intake.commands.stores import add_store, change_store, set_purchase_rule
from orderloom.intake.queries.stores import purchase_rule, store_card, store_rows
from orderloom.intake.states import Platform
from orderloom.kernel import clock
from orderloom.kernel.wire import Name, Shown, Text, Told, Yes

router = Router(tags=["stores"])
StoreName = Annotated[Name, Field(max_length=80)]


class StoreIn(Told):
    """A shop; lines without a category take its default one."""

    name: StoreName
    platform: Platform
    zone: Annotated[Text, Field(max_length=60)] = ""
    default_category_id: UUID | None = None


class StoreChange(Told):
    """What changes; what is left out stays."""

    name: StoreName | None = None
    zone: Annotated[Text, Field(max_length=60)] | None = None
    default_category_id: UUID | None = None


class StoreOut(Shown):
    """A shop of the workspace."""

    id: UUID
    name: str
    platform: str
    zone: str
    default_category_id: UUID | None
    default_category: str
    created_at: datetime


class Stores(Shown):
    """The shops, by name."""

    items: list[StoreOut]


class PurchaseRuleIn(Told):
    """When orders are confirmed and purchased without a person."""

    confirm_by_itself: Yes
    purchase_by_itself: Yes
    must_be_paid: Yes = True


class PurchaseRuleOut(Shown):
    """The rule, and when it was changed last."""

    confirm_by_itself: bool
    purchase_by_itself: bool
    must_be_paid: bool
    changed_at: datetime | None


@router.get("/stores", response=Stores, operation_id="listStores", summary="List the stores")
def list_stores(request: HttpRequest) -> Stores:
    """List the stores by name."""
    return Stores(items=[StoreOut.model_validate(card) for card in store_rows(actor_of(request))])


@router.get("/stores/{uuid:store_id}", response=StoreOut, operation_id="getStore", summary="Show a store")
def get_store(request: HttpRequest, store_id: UUID) -> StoreOut:
    """Show one store."""
    return StoreOut.model_validate(store_card(actor_of(request), store_id))


@router.post("/stores", response={201: StoreOut}, operation_id="createStore", summary="Add a store")
def create_store(request: HttpRequest, body: StoreIn) -> StoreOut:
    """Add a shop to the workspace."""
    added = add_store(
        actor=actor_of(request),
        name=body.name,
        platform=body.platform,
        zone=body.zone,
        default_category_id=body.default_category_id,
        now=clock.now(),
    )
    return StoreOut.model_validate(added)


@router.patch(
    "/stores/{uuid:store_id}", response=StoreOut, operation_id="changeStore", summary="Change a store"
)
def change(request: HttpRequest, store_id: UUID, body: StoreChange) -> StoreOut:
    """Change a shop; the category counts for lines that come in from now on."""
    actor = actor_of(request)
    before, told = store_card(actor, store_id), body.model_dump(exclude_unset=True)
    changed = change_store(
        actor=actor,
        store_id=store_id,
        name=told.get("name") or before.name,
        zone=before.zone if told.get("zone") is None else told["zone"],
        default_category_id=told.get("default_category_id", before.default_category_id),
        now=clock.now(),
    )
    return StoreOut.model_validate(changed)


@router.get(
    "/purchase-rule",
    response=PurchaseRuleOut,
    operation_id="getPurchaseRule",
    summary="Show the purchasing rule",
)
def get_rule(request: HttpRequest) -> PurchaseRuleOut:
    """Show when orders are confirmed and purchased by themselves."""
    return PurchaseRuleOut.model_validate(purchase_rule(actor_of(request)))


@router.put(
    "/purchase-rule",
    response=PurchaseRuleOut,
    operation_id="setPurchaseRule",
    summary="Set the purchasing rule",
)
def set_rule(request: HttpRequest, body: PurchaseRuleIn) -> PurchaseRuleOut:
    """Set when orders are confirmed and purchased by themselves, for orders from now on."""
    actor = actor_of(request)
    set_purchase_rule(
        actor=actor,
        confirm_by_itself=body.confirm_by_itself,
        purchase_by_itself=body.purchase_by_itself,
        must_be_paid=body.must_be_paid,
        now=clock.now(),
    )
    return PurchaseRuleOut.model_validate(purchase_rule(actor))
