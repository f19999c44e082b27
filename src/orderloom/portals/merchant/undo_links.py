"""Where a change of an order is taken back."""

from collections.abc import Callable
from uuid import UUID

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import EDIT
from orderloom.portals.merchant.setup_pages import here


def undo_of(request: AudienceRequest, order_id: UUID) -> Callable[[UUID], str] | None:
    """Return what gives the address that takes a fact of the order back; None when the reader changes nothing."""
    if not request.actor.can(EDIT):
        return None
    return lambda event_id: here(request, "order-undo", order_id, event_id)
