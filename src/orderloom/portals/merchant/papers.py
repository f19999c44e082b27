"""Labels and slips of the chosen tasks, or of all that fit, as their suppliers print them."""

from itertools import islice

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import SEE
from orderloom.kernel import clock
from orderloom.portals.bulk.moves import TASKS
from orderloom.portals.bulk.selection import meant, query_of
from orderloom.portals.papers import ids_of, paper_answer
from orderloom.shipping.papers.facts import MOST


@require_POST
def papers(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the papers in one file. Raises NotAllowed, Invalid (too many, nothing to print)."""
    request.actor.require(SEE)
    told = request.POST
    ids = ids_of(told.getlist("task"))
    if told.get("all_matching"):
        query = query_of(TASKS, told)
        ids = list(islice(meant(request.actor, request.workspace, TASKS, query, clock.now()), MOST + 1))
    return paper_answer(request.actor, ids, told.get("papers", ""), told.get("size", "a6"))
