"""Stores, saved mappings and the purchasing rule."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from orderloom.intake.models import PurchaseRule, SavedMapping, Store
from orderloom.intake.permissions import SEE
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.reading import fetched


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A shop; lines without a category take its default category."""

    id: UUID
    name: str
    platform: str
    zone: str
    default_category_id: UUID | None
    default_category: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MappingCard:
    """A saved mapping."""

    id: UUID
    name: str
    rules: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RuleCard:
    """When orders are confirmed and bought without a person."""

    confirm_by_itself: bool = False
    purchase_by_itself: bool = False
    must_be_paid: bool = True
    changed_at: datetime | None = None


def visible_stores(actor: Actor) -> QuerySet[Store]:
    """Return the workspace's stores. Raises NotAllowed."""
    actor.require(SEE)
    return Store.objects.filter(workspace_id=actor.workspace_id)


def store_rows(actor: Actor) -> list[StoreCard]:
    """Return the stores by name."""
    return _cards(visible_stores(actor).order_by("name", "id"))


def store_card(actor: Actor, store_id: UUID) -> StoreCard:
    """Return the store. Raises NotFound."""
    for card in _cards(visible_stores(actor).filter(id=store_id)):
        return card
    raise NotFound


def store_named(actor: Actor, name: str) -> StoreCard | None:
    """Return the store with this name, whatever its case."""
    return next(iter(_cards(visible_stores(actor).filter(name__iexact=name.strip()))), None)


def store_id_of(actor: Actor, told: str) -> UUID:
    """Return the store that is named by its id or, whatever its case, by its name. Raises NotAllowed, NotFound."""
    actor.require(SEE)
    for (store_id,) in fetched(NAMED, [actor.workspace_id, told.strip(), told.strip()]):
        return UUID(str(store_id))
    raise NotFound


NAMED = """
SELECT id FROM intake_store WHERE workspace_id = %s AND (id::text = %s OR lower(name) = lower(%s)) ORDER BY id LIMIT 1
"""


def _cards(found: QuerySet[Store]) -> list[StoreCard]:
    columns = (
        "id",
        "name",
        "platform",
        "zone",
        "default_category_id",
        "default_category__path",
        "created_at",
    )
    return [
        StoreCard(store_id, name, platform, zone, category_id, path or "", created_at)
        for store_id, name, platform, zone, category_id, path, created_at in found.values_list(*columns)
    ]


def mapping_rows(actor: Actor) -> list[MappingCard]:
    """Return the saved mappings by name."""
    actor.require(SEE)
    rows = SavedMapping.objects.filter(workspace_id=actor.workspace_id).order_by("name", "id")
    return [MappingCard(*row) for row in rows.values_list("id", "name", "rules", "created_at")]


def mapping_named(actor: Actor, name: str) -> MappingCard | None:
    """Return the saved mapping with this name, whatever its case."""
    return next((card for card in mapping_rows(actor) if card.name.lower() == name.strip().lower()), None)


def purchase_rule(actor: Actor) -> RuleCard:
    """Return the workspace's rule; without one nothing happens by itself."""
    actor.require(SEE)
    row = PurchaseRule.objects.filter(workspace_id=actor.workspace_id).first()
    if row is None:
        return RuleCard()
    return RuleCard(row.confirm_by_itself, row.purchase_by_itself, row.must_be_paid, row.changed_at)
