"""Writing about an order, its files, and what one of its suppliers sees."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.commands.read import read_order
from orderloom.messages.queries.thread import visible_file, visible_files
from orderloom.messages.serving import answer_with
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.talk import id_of
from orderloom.production.queries.tasks import visible_tasks
from orderloom.ui.toast import toast


@require_POST
def write(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Send a message to the team, or to the supplier of the task that the form names; then show the order again.

    Raises NotAllowed, NotFound, NobodyReads, Invalid.
    """
    text, files = request.POST.get("text", ""), request.FILES.getlist("files")
    once, task_id = id_of(request.POST.get("once", "")), id_of(request.POST.get("task", ""))
    now, actor = clock.now(), request.actor
    if task_id is None:
        tell_team(actor=actor, order_id=order_id, text=text, files=files, once=once, now=now)
    else:
        if not visible_tasks(actor).filter(id=task_id, order_id=order_id).exists():
            raise NotFound
        tell_other_side(actor=actor, task_id=task_id, text=text, files=files, once=once, now=now)
    if not request.headers.get("HX-Request"):
        toast(request, _("Sent."))
    rest = request.GET.copy()
    rest.pop("to", None)
    query = f"?{rest.urlencode()}" if rest else ""
    return HttpResponseRedirect(f"{here(request, 'order', order_id)}{query}")


@require_POST
def read(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Note that the person has seen the order's messages. Raises NotFound, NotAllowed."""
    read_order(actor=request.actor, order_id=order_id, now=clock.now())
    return HttpResponse(status=204)


@require_GET
def file(request: AudienceRequest, slug: str, order_id: UUID, file_id: UUID) -> HttpResponseBase:
    """Hand out a file of a message about the order; a picture is shown. Raises NotFound, NotAllowed."""
    if not visible_files(request.actor).filter(id=file_id, message__order_id=order_id).exists():
        raise NotFound
    workspace_id, found = visible_file(request.actor, file_id)
    return answer_with(workspace_id, found, small="small" in request.GET, shown=True)
