"""Pages of whoever comes by a link: the way in, the code for another device, a fresh link, and what has ended."""

from http import HTTPStatus
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.commands.codes import CodeTooSoon, ask_code, confirm_code
from orderloom.links.commands.devices import kind_of
from orderloom.links.commands.use import ask_link
from orderloom.links.queries import Visit, link_with
from orderloom.links.states import Standing
from orderloom.links.tokens import digest_of, is_ours
from orderloom.portals.link_cookies import device_in, keep_device, keep_pass
from orderloom.portals.supplier.by_link import visit_in
from orderloom.ui.toast import toast

MOST_WRONG, MINUTES = 30, 5  # addresses that lead nowhere, from one machine


@transaction.non_atomic_requests  # what counts wrong addresses outlives their refusal
@sensitive_variables("token")
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the secret for a pass in a cookie and go on to the task, whose address is no secret.

    Changes nothing, however often a messenger, a virus scanner or a person opens it. What we have not made is 404.
    """
    if not is_ours(token):
        return _wrong(request)
    digest = digest_of(token)
    with wear(Hat.token(digest)), transaction.atomic():
        link = link_with(digest)
    if link is None:
        return _wrong(request)
    response = HttpResponseRedirect(_task(link.task_id))
    keep_pass(request, response, link.task_id, digest)
    keep_device(request, response)
    # The pages after this one have no secret in their addresses, and forms need to say whence they come.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _wrong(request: HttpRequest) -> HttpResponse:
    """Answer as if nothing were there; who tries many gets no answer for some minutes."""
    key = f"links.wrong.{request.META.get('REMOTE_ADDR', '')}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, MINUTES * 60)
    if count > MOST_WRONG:
        return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    raise Http404


def _task(task_id: UUID) -> str:
    return reverse("supplier:task", args=(task_id,), current_app="link")


def closed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say why the link opens nothing any more, and offer a fresh one where that helps."""
    facts = {
        "visit": visit,
        "mail": masked(visit.email),
        "may_ask": visit.standing is Standing.EXPIRED,
        "is_over": visit.standing is Standing.OVER,
        "bare": True,
        "live_url": "",
    }
    return render(request, "portals/supplier/link_closed.html", facts, status=HTTPStatus.GONE)


@require_POST
def again(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Mail the member a fresh link; whoever asks learns no more than where it goes."""
    visit = _visit(request)
    if visit.standing in (Standing.EXPIRED, Standing.PASSED):
        ask_link(actor=request.actor, visit=visit, now=clock.now())
    facts = {"mail": masked(visit.email), "live_url": ""}
    return render(request, "portals/supplier/link_sent.html", facts)


@require_POST
def here(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Take the browser for the member's own: the door has done it when it let this through."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask whoever comes from another device for the code that went to the member's e-mail."""
    visit, wrong = _visit(request), ""
    asks = request.method == "POST" and bool(device_in(request))
    if asks and "code" in request.POST:
        if _is_confirmed(request, visit):
            toast(request, _("This device is confirmed."))
            return HttpResponseRedirect(_task(task_id))
        wrong = _("This is not the code, or it is older than 10 minutes. Ask for a new one.")
    elif asks:
        wrong = _sent(request, visit)
    facts = {"mail": masked(visit.email), "wrong": wrong, "is_sent": asks, "live_url": ""}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    response = render(request, "portals/supplier/link_code.html", facts, status=status)
    keep_device(request, response)
    return response


def _is_confirmed(request: AudienceRequest, visit: Visit) -> bool:
    digits = "".join(letter for letter in request.POST["code"] if letter.isdecimal())
    return confirm_code(
        actor=request.actor, visit=visit, digest=device_in(request), kind=_kind(request), code=digits,
        now=clock.now(),
    )  # fmt: skip


def _sent(request: AudienceRequest, visit: Visit) -> str:
    """Ask for a code to be mailed, and return why not, or a blank."""
    try:
        ask_code(
            actor=request.actor, visit=visit, digest=device_in(request), kind=_kind(request), now=clock.now()
        )
    except CodeTooSoon as refusal:
        return str(refusal)
    return ""


def _kind(request: HttpRequest) -> str:
    return kind_of(request.headers.get("User-Agent", ""))


def _visit(request: HttpRequest) -> Visit:
    visit = visit_in(request)
    if visit is None:
        raise Http404
    return visit


def masked(email: str) -> str:
    """Return the address so that its owner knows it and nobody else learns it."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
