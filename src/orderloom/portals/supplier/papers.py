"""Labels and slips of the supplier's own tasks, of one or of all that are chosen."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.papers import ids_of, paper_answer


@require_GET
def papers(request: AudienceRequest) -> HttpResponse:
    """Show the label or the slip of each chosen task, in one file. Raises Invalid."""
    told = request.GET
    return paper_answer(
        request.actor, ids_of(told.getlist("task")), told.get("kind", ""), told.get("size", "a6")
    )
