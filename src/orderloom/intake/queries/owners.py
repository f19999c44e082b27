"""Who is in charge of an order."""

from uuid import UUID

from orderloom.catalog.queries import category_owners
from orderloom.identity.queries import in_charge_of
from orderloom.intake.models import OrderOwner


def people_in_charge(workspace_id: UUID, order_id: UUID | None, category_id: UUID | None) -> list[UUID]:
    """Return the people in charge: those of the order, else those of the category, else the workspace's choice."""
    if order_id:
        chosen = OrderOwner.objects.filter(workspace_id=workspace_id, order_id=order_id).order_by("id")
        if people := list(chosen.values_list("user_id", flat=True)):
            return people
    if category_id and (people := category_owners(workspace_id, [category_id]).get(category_id, [])):
        return people
    return in_charge_of(workspace_id)
