"""What every page's frame needs: the navigation, who is signed in, where live updates come from."""

from typing import Any

from django.http import HttpRequest

from orderloom.kernel.actor import Party
from orderloom.ui.middleware import live_address


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values for the audience of the page."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    party = f"supplier:{actor.company_id}" if actor.party is Party.SUPPLIER else f"workspace:{actor.workspace_id}"
    return {"actor": actor, "person": actor.name, "live_url": f"{live_address(request)}/live/?as={party}"}
