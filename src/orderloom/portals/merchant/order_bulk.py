"""What staff do with many orders at once: those that are chosen, or all that fit."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.kernel.jobs import defer
from orderloom.portals.jobs import move_orders
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.order_moves import IN_BULK, MOVES, UNDO, said
from orderloom.portals.queries.orders_list import count_matching, filters_of, matching_ids
from orderloom.ui.toast import toast

AT_ONCE = 2000  # orders that are moved while somebody waits for the page; more are the worker's
MOST_UNDONE = 50


@require_POST
@transaction.non_atomic_requests
def bulk(request: AudienceRequest, slug: str) -> HttpResponse:
    """Make one move with the chosen orders, or with all that fit; each piece is a transaction of its own.

    The move and the orders may also stand in the address: that is how Undo asks. Raises NotAllowed, Invalid.
    """
    told: QueryDict = request.POST if "move" in request.POST else request.GET
    name, _colon, argument = told.get("move", "").partition(":")
    if name not in IN_BULK:
        raise Invalid(_("There is no such move."))
    asked = asked_of(told)
    if told.get("all_matching"):
        _move_all(request, asked, name, argument)
    else:
        _move_chosen(request, _ids(told.getlist("order")), name, argument)
    return HttpResponseRedirect(here(request, "orders") + asked.query())


def _ids(values: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError as wrong:
        raise Invalid(_("There is no such order.")) from wrong


def _move_chosen(request: AudienceRequest, ids: list[UUID], name: str, argument: str) -> None:
    if not ids:
        toast(request, _("Choose orders first."), failed=True)
        return
    done, refused = MOVES[name](request.actor, ids, argument, clock.now())
    codes = list(refused.values())
    undo = _undo(request, name, done) if name in UNDO and 0 < len(done) <= MOST_UNDONE else ""
    toast(request, said(name, len(done), codes), undo=undo, failed=not done and bool(codes))


def _undo(request: AudienceRequest, name: str, done: Sequence[UUID]) -> str:
    told = [("move", UNDO[name]), *(("order", str(one)) for one in done)]
    return f"{here(request, 'orders-bulk')}?{urlencode(told)}"


def _move_all(request: AudienceRequest, asked: Asked, name: str, argument: str) -> None:
    now = clock.now()
    with transaction.atomic():
        filters = filters_of(request.actor, asked, now=now, zone=request.workspace.zone)
        matching = count_matching(request.actor, asked.stage, filters)
        if matching.count > AT_ONCE:
            defer(move_orders, **_job(request, asked, name, argument))
    if matching.count > AT_ONCE:
        toast(request, _("Under way for all that fit. You are told when it is done."))
        return
    done, left = 0, list[str]()
    for ids in matching_ids(request.actor, asked.stage, filters):
        moved, refused = MOVES[name](request.actor, ids, argument, now)
        done, left = done + len(moved), [*left, *refused.values()]
    if not done and not left:
        toast(request, _("No order fits any more."), failed=True)
    else:
        toast(request, said(name, done, left), failed=not done)


def _job(request: AudienceRequest, asked: Asked, name: str, argument: str) -> Mapping[str, str]:
    return {
        "workspace_id": str(request.workspace.id),
        "user_id": str(request.user.id),
        "slug": request.workspace.slug,
        "move": name,
        "argument": argument,
        "query": asked.query(),
    }
