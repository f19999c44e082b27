"""What waits on the reader of a page, asked once for each request: its frame and Today tell it both."""

from django.http import HttpRequest

from orderloom.kernel.actor import Actor
from orderloom.portals.queries.desk import Waiting, waiting

KEPT = "_waits"


def waits_of(request: HttpRequest, actor: Actor) -> Waiting:
    """Return what waits on the reader."""
    found: Waiting | None = getattr(request, KEPT, None)
    if found is None:
        found = waiting(actor)
        setattr(request, KEPT, found)
    return found
