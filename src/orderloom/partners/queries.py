"""Suppliers, as one workspace knows them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.partners.models import Supplier


def visible_suppliers(actor: Actor) -> QuerySet[Supplier]:
    """Return the suppliers that the actor may see: staff all of the workspace, a company itself in every workspace."""
    if actor.party is Party.SUPPLIER:
        return Supplier.objects.filter(company_id=actor.company_id)
    return Supplier.objects.filter(workspace_id=actor.workspace_id)


def supplier_name(workspace_id: UUID, supplier_id: UUID) -> str:
    """Return the supplier's name."""
    return Supplier.objects.values_list("name", flat=True).get(workspace_id=workspace_id, id=supplier_id)


def supplier_names(workspace_id: UUID, company_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what the workspace calls each of the companies."""
    rows = Supplier.objects.filter(workspace_id=workspace_id, company_id__in=company_ids)
    return dict(rows.values_list("company_id", "name"))


def supplier_with_code(workspace_id: UUID, code: str) -> Supplier:
    """Return the workspace's supplier with the code, whatever its case. Raises NotFound."""
    found = Supplier.objects.filter(workspace_id=workspace_id, code__iexact=code).first()
    if found is None:
        raise NotFound(_("There is no supplier with the code %(code)s.") % {"code": code})
    return found
