"""Which supplier makes what."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from orderloom.catalog.events import SupplierCategoriesChanged
from orderloom.catalog.models import Category, SupplierCategory
from orderloom.catalog.permissions import MANAGE
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound
from orderloom.kernel.events import record
from orderloom.partners.commands import SupplierInput, create_supplier, locked_supplier


@command
def set_supplier_categories(
    *, actor: Actor, supplier_id: UUID, category_ids: Collection[UUID], now: datetime
) -> tuple[int, int]:
    """Say which categories a supplier makes; return how many were added and removed. Raises NotAllowed, NotFound."""
    actor.require(MANAGE)
    supplier = locked_supplier(actor, supplier_id)
    wanted = set(category_ids)
    paths = dict(
        Category.objects.filter(workspace_id=actor.workspace_id, id__in=wanted).values_list("id", "path")
    )
    if len(paths) != len(wanted):
        raise NotFound
    links = SupplierCategory.objects.filter(workspace_id=actor.workspace_id, supplier_id=supplier_id)
    held = dict(links.values_list("category_id", "category__path"))
    added, removed = wanted - set(held), set(held) - wanted
    links.filter(category_id__in=removed).delete()
    for category_id in sorted(added):
        SupplierCategory.objects.create(
            workspace_id=actor.workspace_id, supplier_id=supplier_id, category_id=category_id
        )
    if added or removed:
        event = SupplierCategoriesChanged(
            subject_id=supplier_id,
            supplier=supplier.name,
            added=tuple(sorted(paths[category_id] for category_id in added)),
            removed=tuple(sorted(held[category_id] for category_id in removed)),
        )
        record(actor, event, at=now)
    return len(added), len(removed)


@command
def create_supplier_with_categories(
    *, actor: Actor, supplier: SupplierInput, category_ids: Sequence[UUID], now: datetime
) -> UUID:
    """Add a supplier and say what it makes, in one transaction. Raises NotAllowed, NotFound, Invalid."""
    supplier_id = create_supplier(actor=actor, supplier=supplier, now=now)
    set_supplier_categories(actor=actor, supplier_id=supplier_id, category_ids=category_ids, now=now)
    return supplier_id
