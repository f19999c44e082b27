"""Who has the page of an order open: two people on one order see each other."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.queries.orders import order_state
from orderloom.kernel import clock
from orderloom.kernel.live import tell_topics
from orderloom.portals.merchant.setup_pages import page
from orderloom.portals.queries.presence import leave, others, stay


@require_http_methods(["GET", "POST"])
def here(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Say who else is here. A POST says that the reader is, or with `gone` that they are no more.

    Only who comes or goes is told to the others; that somebody stays is not. Raises NotFound.
    """
    actor, now = request.actor, clock.now()
    order_state(actor, order_id)
    if request.method == "POST":
        moved = leave(actor, order_id) if request.POST.get("gone") else stay(actor, order_id, now)
        if moved:
            tell_topics(actor.workspace_id, [f"here:{order_id}"])
    found = {"here": others(actor, order_id, now), "order_id": order_id}
    return page(request, "parts/order_here", found)
