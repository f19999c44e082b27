"""Do what a page asks for once, however often a browser sends it: after a dead network nobody knows what arrived."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse

from orderloom.identity.idempotency import HEADER, KEY, Claim, fingerprint, keep, replay
from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel.errors import Invalid


def once(
    request: AudienceRequest, act: Callable[[], HttpResponse], again: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return what `act` answers, or what `again` answers when the request's key was carried out already.

    A refused request was not carried out. Raises Invalid, KeyReused, Busy.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise Invalid
    claim = Claim(request.workspace.id, request.user.id, key, fingerprint(request))
    if replay(claim) is not None:
        return again()
    response = act()
    if response.status_code < HTTPStatus.BAD_REQUEST:
        keep(claim, HttpResponse(status=response.status_code))
    return response
