"""The door of `/s/`: whoever came by a link gets the supplier's pages of that one task, and no other page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation

from orderloom.identity.queries import hat_of
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.devices import bind_device, kind_of
from orderloom.links.commands.issue import hand_over
from orderloom.links.queries import Visit, devices_of, link_with, visit_of
from orderloom.links.states import Standing
from orderloom.portals.link_cookies import device_in, keep_pass, passes_in
from orderloom.portals.supplier.by_link import may_open
from orderloom.portals.supplier.links import closed

PREFIX, SUPPLIER = "/s/", "/supplier/"
OWN_PAGES = frozenset({"link-code", "link-again", "link-here"})
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
SEE_OTHER = 303


class LinkDoor:
    """Middleware: under `/s/` the pass in the cookie says which link it is, and the link what it opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer below `/s/`; nothing of it is kept, listed, or told to other sites."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = self._answer(request)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _answer(self, request: Any) -> HttpResponseBase:
        try:
            found = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if found.url_name == "link":
            return self.get_response(request)
        request.member, request.user = request.user, AnonymousUser()
        visit = _visit(request, found)
        if visit is None:
            return _sign_in(request)
        if found.kwargs.get("task_id", visit.task_id) != visit.task_id:
            raise Http404
        request.visit, request.actor, request.door_name = visit, visit.actor(), found.url_name
        with wear(hat_of(request.actor)), translation.override(_language(request, visit)):
            response = self.get_response(request)
            return self._handed_over(request, visit, response)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Stop what the link does not open, and devices that are not the member's; the form was checked before."""
        visit: Visit | None = getattr(request, "visit", None)
        if visit is None:
            return None
        name, is_closed = request.door_name, visit.standing not in (Standing.LIVE, Standing.PASSED)
        if name == "link-again":
            return None
        if is_closed:
            shows = name == "task" and request.method in SAFE
            return closed(request, visit) if shows else _go(request, "supplier:task", visit.task_id)
        if not _is_known(request, visit):
            return None if name == "link-code" else _go(request, "link-code", visit.task_id)
        if name in OWN_PAGES or may_open(visit, name):
            return None
        return _sign_in(request)

    @staticmethod
    def _handed_over(request: Any, visit: Visit, response: HttpResponseBase) -> HttpResponseBase:
        """Give this browser the link for the next step, once the last one was used up here."""
        if request.method in SAFE or visit.standing is not Standing.LIVE or response.status_code >= 400:
            return response
        digest = hand_over(actor=request.actor, visit=visit, now=clock.now())
        if digest:
            keep_pass(request, response, visit.task_id, digest)
        return response


def _visit(request: HttpRequest, found: ResolverMatch) -> Visit | None:
    passes = passes_in(request)
    task_id: UUID | None = found.kwargs.get("task_id")
    digest = passes.get(str(task_id)) if task_id else next(reversed(passes.values()), None)
    if digest is None:
        return None
    with wear(Hat.token(digest)), transaction.atomic():
        link = link_with(digest)
    if link is None:
        return None
    with wear(Hat.supplier(link.company_id)), transaction.atomic():
        return visit_of(link, clock.now())


def _is_known(request: Any, visit: Visit) -> bool:
    """Tell whether the browser is the member's: known, or the first; a form makes it known, looking does not."""
    digest = device_in(request)
    signed_in = request.member.is_authenticated and request.member.pk == visit.user_id
    if request.method in SAFE:
        with transaction.atomic():
            known = {one.digest for one in devices_of(visit.company_id, visit.user_id)}
        request.is_new_device = digest not in known
        return not known or signed_in or digest in known
    if not digest:
        return False
    return bind_device(
        actor=request.actor, visit=visit, digest=digest, signed_in=signed_in, now=clock.now(),
        kind=kind_of(request.headers.get("User-Agent", "")),
    )  # fmt: skip


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    page = request.path_info.removeprefix(PREFIX)
    there = f"{SUPPLIER}{page}" if request.method in SAFE else SUPPLIER
    return _lead(request, redirect_to_login(there))


def _go(request: HttpRequest, name: str, task_id: UUID) -> HttpResponseBase:
    return _lead(request, HttpResponseRedirect(reverse(name, args=(task_id,), current_app="link")))


def _lead(request: HttpRequest, way: HttpResponseRedirect) -> HttpResponse:
    """Lead the whole page there, also when only a part of it was asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": way.url})
    way.status_code = SEE_OTHER
    return way


def _language(request: HttpRequest, visit: Visit) -> str:
    """Return the language that this browser has chosen, else the member's."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return (translation.get_language() if chosen else None) or visit.language
