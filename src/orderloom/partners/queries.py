"""Suppliers, as one workspace knows them."""

from uuid import UUID

from django.db.models import QuerySet

from orderloom.kernel.actor import Actor, Party
from orderloom.partners.models import Supplier


def visible_suppliers(actor: Actor) -> QuerySet[Supplier]:
    """Return the suppliers that the actor may see: staff all of the workspace, a company itself in every workspace."""
    if actor.party is Party.SUPPLIER:
        return Supplier.objects.filter(company_id=actor.company_id)
    return Supplier.objects.filter(workspace_id=actor.workspace_id)


def supplier_name(workspace_id: UUID, supplier_id: UUID) -> str:
    """Return the supplier's name."""
    return Supplier.objects.values_list("name", flat=True).get(workspace_id=workspace_id, id=supplier_id)
