"""A member's own links and devices, on the page Me, and ending them all."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.links.commands.revoke import revoke_own_links
from orderloom.links.queries import devices_of, link_count
from orderloom.portals.supplier.frame import at
from orderloom.ui.toast import toast


def own_links(actor: Actor) -> dict[str, Any]:
    """Return the living links of the person who is signed in, and the devices that are known to be theirs."""
    if actor.user_id is None:
        return {}
    return {
        "links": link_count(actor.company_id, actor.user_id, clock.now()),
        "devices": devices_of(actor.company_id, actor.user_id),
    }


@require_POST
def end_all(request: AudienceRequest) -> HttpResponse:
    """End all links of the person who is signed in, and forget their devices."""
    count = revoke_own_links(actor=request.actor, now=clock.now())
    toast(request, ngettext("%(n)d link ended.", "%(n)d links ended.", count) % {"n": count})
    return HttpResponseRedirect(at(request, "me"))
