"""Saved views over HTTP: save one, change it, delete it. Lists themselves are pages of their own."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound, Refusal
from orderloom.portals.commands.save_view import ViewCard, change_view, delete_view, save_view
from orderloom.portals.lists.views import address_of, kept_of
from orderloom.portals.merchant.listings import LISTINGS
from orderloom.portals.merchant.setup_pages import here
from orderloom.ui.toast import toast

PINS = {"pin": True, "unpin": False}
DEFAULTS = {"default": True, "undefault": False}


@require_POST
def save(request: AudienceRequest, slug: str) -> HttpResponse:
    """Save what a list shows, as a new view or in place of one; what Undo posts stands in the address.

    Raises NotAllowed, NotFound.
    """
    told: QueryDict = request.POST if "list" in request.POST else request.GET
    listing = LISTINGS.get(told.get("list", ""))
    if listing is None:
        raise NotFound
    asked = listing.asked(QueryDict(told.get("query", "").removeprefix("?")))
    query = kept_of(asked).query().removeprefix("?")
    base = here(request, listing.name)
    try:
        view = save_view(
            actor=request.actor,
            list_name=listing.name,
            name=told.get("name", ""),
            query=query,
            team=bool(told.get("team")),
            now=clock.now(),
            view_id=_id(told.get("view", "")),
        )
    except Invalid as refusal:
        toast(request, _why(refusal), failed=True)
        return HttpResponseRedirect(base + asked.query())
    toast(request, _("View “%(name)s” saved.") % {"name": view.name})
    return HttpResponseRedirect(address_of(base, view))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as wrong:
        raise NotFound from wrong


def _why(refusal: Refusal) -> str:
    return " ".join(str(text) for text in refusal.fields.values()) or str(refusal)


@require_POST
def change(request: AudienceRequest, slug: str, view_id: UUID) -> HttpResponse:
    """Rename, pin, make default or delete a view. Raises NotAllowed, NotFound, Invalid."""
    what, now = request.POST.get("do", ""), clock.now()
    try:
        if what == "delete":
            return _deleted(request, delete_view(actor=request.actor, view_id=view_id, now=now))
        if what not in {"rename", *PINS, *DEFAULTS}:
            raise Invalid(_("There is no such move."))
        view = change_view(
            actor=request.actor,
            view_id=view_id,
            name=request.POST.get("name", "") if what == "rename" else None,
            pinned=PINS.get(what),
            is_default=DEFAULTS.get(what),
            now=now,
        )
    except Invalid as refusal:
        toast(request, _why(refusal), failed=True)
        return HttpResponseRedirect(_back(request))
    toast(request, _("Saved."))
    return HttpResponseRedirect(address_of(here(request, view.list), view))


def _back(request: AudienceRequest) -> str:
    """Return the list that the reader came from, as it was."""
    told = dict(parse_qsl(request.POST.get("next", "").removeprefix("?")))
    name = request.POST.get("list", "")
    return here(request, name if name in LISTINGS else "orders") + (f"?{urlencode(told)}" if told else "")


def _deleted(request: AudienceRequest, gone: ViewCard) -> HttpResponse:
    again = {"list": gone.list, "name": gone.name, "query": gone.query, "team": "1" if gone.is_team else ""}
    undo = f"{here(request, 'view-save')}?{urlencode(again)}"
    toast(request, _("View “%(name)s” deleted.") % {"name": gone.name}, undo=undo)
    base = here(request, gone.list)
    return HttpResponseRedirect(f"{base}?{gone.query}" if gone.query else base)
