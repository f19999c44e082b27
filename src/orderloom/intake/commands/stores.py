"""Add and change stores, save mappings, set the rule of purchasing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.queries import visible_categories
from orderloom.intake.events import MappingSaved, PurchaseRuleSet, StoreAdded, StoreChanged
from orderloom.intake.mapping.mapping import Mapping as Rules
from orderloom.intake.models import PurchaseRule, SavedMapping, Store
from orderloom.intake.permissions import IMPORT, RULES, STORES
from orderloom.intake.queries.stores import StoreCard, mapping_named, store_card, store_named
from orderloom.intake.states import Platform
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, Invalid, NotFound, Text
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id

MOST_NAME = 80


@command
def add_store(
    *,
    actor: Actor,
    name: str,
    platform: str,
    now: datetime,
    zone: str = "",
    default_category_id: UUID | None = None,
) -> StoreCard:
    """Add a shop to the workspace. Raises NotAllowed, Invalid, Conflict when the name is taken."""
    actor.require(STORES)
    name = _checked(actor, name, zone, default_category_id)
    if platform not in set(Platform):
        raise Invalid(fields={"platform": _("Choose one of the list.")})
    if store_named(actor, name):
        raise _taken()
    store = Store(
        id=new_id(),
        workspace_id=actor.workspace_id,
        name=name,
        platform=platform,
        zone=zone,
        default_category_id=default_category_id,
        created_at=now,
    )
    store.save(force_insert=True)
    record(actor, StoreAdded(subject_id=store.id, name=name, platform=platform), at=now)
    return store_card(actor, store.id)


@command
def change_store(
    *, actor: Actor, store_id: UUID, name: str, zone: str, default_category_id: UUID | None, now: datetime
) -> StoreCard:
    """Change a shop; the category counts for lines that come in from now on.

    Raises NotAllowed, NotFound, Invalid, Conflict when the name is taken.
    """
    actor.require(STORES)
    name = _checked(actor, name, zone, default_category_id)
    before = store_card(actor, store_id)
    namesake = store_named(actor, name)
    if namesake and namesake.id != store_id:
        raise _taken()
    Store.objects.filter(workspace_id=actor.workspace_id, id=store_id).update(
        name=name, zone=zone, default_category_id=default_category_id
    )
    after = store_card(actor, store_id)
    changes = {
        field: (getattr(before, field), getattr(after, field))
        for field in ("name", "zone", "default_category")
        if getattr(before, field) != getattr(after, field)
    }
    if changes:
        record(actor, StoreChanged(subject_id=store_id, changes=changes), at=now)
    return after


def _checked(actor: Actor, name: str, zone: str, category_id: UUID | None) -> str:
    wrong: dict[str, Text] = {}
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME or not name.isprintable():
        wrong["name"] = _("Write a name of at most 80 characters.")
    if zone and zone not in available_timezones():
        wrong["zone"] = _("Choose one of the list.")
    if category_id and not visible_categories(actor).filter(id=category_id).exists():
        wrong["default_category"] = _("Choose one of the list.")
    if wrong:
        raise Invalid(fields=wrong)
    return name


def _taken() -> Conflict:
    return Conflict(_("There is a store of this name already."), fields={"name": _("Taken.")})


@command
def save_mapping(*, actor: Actor, name: str, rules: Mapping[str, Any], now: datetime) -> UUID:
    """Save the mapping under the name, in place of an older one. Raises NotAllowed, Invalid, FileRefused."""
    actor.require(IMPORT)
    name = _checked(actor, name, "", None)
    told = {**Rules.from_json(rules).as_json(), "title": name}
    known = mapping_named(actor, name)
    mapping_id = known.id if known else new_id()
    SavedMapping.objects.update_or_create(
        id=mapping_id,
        workspace_id=actor.workspace_id,
        defaults={"name": name, "rules": told, "created_at": now},
    )
    record(actor, MappingSaved(subject_id=mapping_id, name=name), at=now)
    return mapping_id


@command
def forget_mapping(*, actor: Actor, mapping_id: UUID, now: datetime) -> None:
    """Delete a saved mapping; imports that have used it keep their copy. Raises NotAllowed, NotFound."""
    del now
    actor.require(IMPORT)
    gone, _by_model = SavedMapping.objects.filter(workspace_id=actor.workspace_id, id=mapping_id).delete()
    if not gone:
        raise NotFound


@command
def set_purchase_rule(
    *, actor: Actor, confirm_by_itself: bool, purchase_by_itself: bool, must_be_paid: bool, now: datetime
) -> None:
    """Set when orders are confirmed and bought by themselves, for orders from now on. Raises NotAllowed."""
    actor.require(RULES)
    told = {
        "confirm_by_itself": confirm_by_itself,
        "purchase_by_itself": purchase_by_itself,
        "must_be_paid": must_be_paid,
    }
    before = PurchaseRule.objects.filter(workspace_id=actor.workspace_id).values(*told).first()
    if before == told:
        return
    PurchaseRule.objects.update_or_create(
        workspace_id=actor.workspace_id, defaults={**told, "changed_at": now}
    )
    old = before or {"confirm_by_itself": False, "purchase_by_itself": False, "must_be_paid": True}
    changes = {name: (old[name], value) for name, value in told.items() if old[name] != value}
    record(actor, PurchaseRuleSet(changes=changes), at=now)
