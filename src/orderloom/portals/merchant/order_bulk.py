"""What staff do with many orders or tasks at once: those that are chosen, or all that fit."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.portals.bulk.assigning import argument_of
from orderloom.portals.bulk.commands import begin_run, put_on_queue
from orderloom.portals.bulk.moves import ORDERS, TASKS, move_of
from orderloom.portals.bulk.runner import run_through
from orderloom.portals.bulk.selection import LISTED, is_long, query_of
from orderloom.portals.merchant.runs import tell_ended
from orderloom.portals.merchant.setup_pages import here
from orderloom.ui.toast import toast


@require_POST
def bulk(request: AudienceRequest, slug: str) -> HttpResponse:
    """Make one move with the chosen orders, or with all that fit. Raises NotAllowed, Invalid."""
    return _bulk(request, ORDERS)


@require_POST
def bulk_tasks(request: AudienceRequest, slug: str) -> HttpResponse:
    """Make one move with the chosen tasks, or with all that fit. Raises NotAllowed, Invalid."""
    return _bulk(request, TASKS)


def _bulk(request: AudienceRequest, list_name: str) -> HttpResponse:
    """Begin a run, and take it to its end here when it is short; a longer one is the worker's and has a page."""
    told = request.POST
    name, _colon, argument = told.get("move", "").partition(":")
    request.actor.require(move_of(list_name, name).permission)
    if name == "assign":
        argument = argument_of(told.get("to") or argument, told.get("reason", ""))
    query = query_of(list_name, told)
    ids = None if told.get("all_matching") else _ids(list_name, told)
    back = here(request, LISTED[list_name]) + query
    if ids == []:
        toast(
            request,
            _("Choose orders first.") if list_name == ORDERS else _("Choose tasks first."),
            failed=True,
        )
        return HttpResponseRedirect(back)
    now = clock.now()
    run = begin_run(
        actor=request.actor, list_name=list_name, move=name, argument=argument, query=query, ids=ids, now=now
    )
    if is_long(request.actor, request.workspace, list_name, query, ids, now):
        put_on_queue(actor=request.actor, run_id=run.id, now=now)
        return HttpResponseRedirect(here(request, "run", run.id))
    run_through(request.actor, request.workspace, run.id)
    return HttpResponseRedirect(tell_ended(request, run.id, back))


def _ids(list_name: str, told: QueryDict) -> Sequence[UUID]:
    try:
        return [UUID(value) for value in told.getlist("order" if list_name == ORDERS else "task")]
    except ValueError as wrong:
        raise Invalid(_("There is no such order.")) from wrong
