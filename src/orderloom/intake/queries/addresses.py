"""The address of an order, as far as the workspace lets its supplier see it."""

import json
from collections.abc import Collection
from uuid import UUID

from orderloom.identity.queries import address_shared
from orderloom.intake.models import CustomerOrder

FIELDS = ("name", "company", "lines", "city", "region", "postal", "country", "country_code", "phone")


def address_text(order: CustomerOrder) -> str:
    """Return the order's address as canonical JSON text."""
    return json.dumps({name: getattr(order, f"ship_{name}") for name in FIELDS}, ensure_ascii=False)


def shared_address(workspace_id: UUID, order_id: UUID, *, accepted: bool) -> str:
    """Return the address as JSON text when the workspace shares it at this point, else an empty text."""
    shared = address_shared(workspace_id)
    if shared == "never" or (shared == "accepted" and not accepted):
        return ""
    return address_text(CustomerOrder.objects.get(workspace_id=workspace_id, id=order_id))


def addresses_of_accepted(workspace_id: UUID, order_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return for each order the address as JSON text that the supplier of an accepted task may see, else no text."""
    if address_shared(workspace_id) == "never":
        return dict.fromkeys(order_ids, "")
    rows = CustomerOrder.objects.filter(workspace_id=workspace_id, id__in=order_ids)
    return {order.id: address_text(order) for order in rows}
