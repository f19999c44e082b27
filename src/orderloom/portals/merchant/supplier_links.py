"""The merchant ends the links of a supplier's member."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.links.commands.revoke import revoke_links
from orderloom.portals.merchant.setup_pages import go
from orderloom.ui.toast import toast


@require_POST
def end_links(request: AudienceRequest, slug: str, supplier_id: UUID, user_id: UUID) -> HttpResponse:
    """End all links that the workspace has sent to a member. Raises NotAllowed, NotFound."""
    count = revoke_links(actor=request.actor, supplier_id=supplier_id, user_id=user_id, now=clock.now())
    toast(request, ngettext("%(n)d link ended.", "%(n)d links ended.", count) % {"n": count})
    return go(request, "supplier", supplier_id)
