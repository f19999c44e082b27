"""The way of a request to the API: who asks, whose hat, one transaction, one answer, whatever happens.

The API needs no session, no cookie and no page, so its requests take this short way past the middleware of pages.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from orderloom.identity import idempotency
from orderloom.identity.queries import enter, hat_of, token_digest
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import in_one_piece
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.kernel.problems import CONTENT_TYPE, refusal_of, respond
from orderloom.kernel.tenancy import wear

PREFIX = "/api/v1/"
OPEN = frozenset({f"{PREFIX}openapi.json"})  # says what there is to ask, and nothing about anybody
LARGEST = 5 * 1024 * 1024
LARGEST_FILE = 100 * 1024 * 1024  # an import's file is read by the piece
WRONG = 400
DEFECT = 500
WITHHELD = "answer_withheld"

log = logging.getLogger(__name__)


class TokenMissing(Refusal):
    """The request names no living token."""

    code = "token_missing"
    status = 401
    message = _("Send “Authorization: Bearer” with a token of this installation that has not been revoked.")


class BodyTooLarge(Refusal):
    """The request is longer than what is read."""

    code = "body_too_large"
    status = 413
    message = _("A request may have 5 megabytes, an import’s file 100. Send fewer things at a time.")


class NoSuchMethod(Refusal):
    """The address does not know this method."""

    code = "method_not_allowed"
    status = 405
    message = _("This address does not answer this method.")


class Defect(Refusal):
    """A defect of ours: it is in the log."""

    code = "defect"
    status = DEFECT
    message = _(
        "This should not have happened. Nothing was changed; the operator of this installation can see why."
    )


class ApiRequest(HttpRequest):
    """A request to the API, whose actor is known."""

    actor: Actor


class View(Protocol):
    """What an address leads to."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""
        ...


class ApiDoor:
    """Middleware: everything under `/api/v1/` is answered here, as problem details when it goes wrong."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request to the API; hand on every other."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = _answer(request)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        return _admit(request)
    except Http404:
        return respond(NotFound())
    except RequestDataTooBig:
        return respond(BodyTooLarge())
    except Exception as error:
        refusal = refusal_of(error)
        if refusal is None or refusal.status >= DEFECT:
            log.exception("The API failed at %s %s", request.method, request.path)
            got_request_exception.send(sender=ApiDoor, request=request)
        return respond(refusal or Defect())


def _admit(request: HttpRequest) -> HttpResponseBase:
    if int(request.META.get("CONTENT_LENGTH") or 0) > _most(request):
        raise BodyTooLarge
    if request.path_info in OPEN:
        opened: View = resolve(request.path_info).func
        return opened(request)
    digest = token_digest(_secret(request))
    found = resolve(request.path_info)
    request.resolver_match = found
    with transaction.atomic():
        actor = enter(digest)
        if actor is None:
            raise TokenMissing
        cast("ApiRequest", request).actor = actor
        with wear(hat_of(actor), to_the_end=True, is_told=True), in_one_piece():
            response, claim = _carry_out(request, actor, found.func, found.kwargs)
    if claim and isinstance(response, HttpResponse):
        _keep_refusal(actor, claim, response)
    return response


def _most(request: HttpRequest) -> int:
    return LARGEST_FILE if request.content_type == "multipart/form-data" else LARGEST


def _secret(request: HttpRequest) -> str:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise TokenMissing
    return secret.strip()


def _carry_out(
    request: HttpRequest, actor: Actor, view: View, named: Mapping[str, Any]
) -> tuple[HttpResponseBase, idempotency.Claim | None]:
    """Run the view, and store its answer in its own transaction; a refusal undoes all, and its claim is returned."""
    claim = idempotency.claim_of(request, actor, named)
    before = idempotency.replay(claim) if claim else None
    if before is not None:
        return before, None
    response = _uniform(view(request, **named))
    if response.status_code >= WRONG:
        transaction.set_rollback(True)
        return response, claim
    if claim and isinstance(response, HttpResponse) and not hasattr(request, WITHHELD):
        idempotency.keep(claim, response)
    return response, None


def _keep_refusal(actor: Actor, claim: idempotency.Claim, response: HttpResponse) -> None:
    """Store a refusal, which a repeated request gets again; what passes by itself is not stored."""
    if response.status_code < DEFECT and "Retry-After" not in response:
        with wear(hat_of(actor)), transaction.atomic():
            idempotency.keep(claim, response)


def withhold_key(request: HttpRequest) -> None:
    """Keep the answer out of the store of answers, since it holds a secret."""
    setattr(request, WITHHELD, True)


def _uniform(response: HttpResponseBase) -> HttpResponseBase:
    """Return problem details in place of another error page."""
    if response.status_code < WRONG or response.headers.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    if response.status_code == 405:
        refused = respond(NoSuchMethod())
        refused["Allow"] = response.headers.get("Allow", "")
        return refused
    return respond(NotFound())
