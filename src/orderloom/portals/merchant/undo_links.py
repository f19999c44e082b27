"""Where a change of an order is taken back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import EDIT
from orderloom.intake.undoing import REVERSIBLE
from orderloom.kernel.models import TimelineEvent
from orderloom.portals.merchant.setup_pages import here


def undo_of(request: AudienceRequest, order_id: UUID) -> Callable[[UUID], str] | None:
    """Return what gives the address that takes a fact of the order back; None when the reader changes nothing."""
    if not request.actor.can(EDIT):
        return None
    return lambda event_id: here(request, "order-undo", order_id, event_id)


def undo_what_was_done(request: AudienceRequest, order_id: UUID, at: datetime) -> str:
    """Return the address that takes back what the person changed of the order at this moment.

    Blank when nothing was changed, or more than one thing: then each is taken back by the timeline.
    """
    facts = TimelineEvent.objects.filter(
        workspace_id=request.actor.workspace_id,
        order_id=order_id,
        kind__in=REVERSIBLE,
        actor_id=request.actor.user_id,
        at=at,
    )
    found = list(facts.values_list("id", flat=True)[:2])
    return here(request, "order-undo", order_id, found[0]) if len(found) == 1 else ""
