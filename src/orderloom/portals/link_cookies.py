"""The two cookies of whoever comes by a link: the pass, which opens tasks for hours, and the device, which stays.

Both are sent below `/s/` only and no script can read them. The secret of a link is in neither.
"""

import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from orderloom.links.tokens import digest_of

PASS, DEVICE, PATH = "loom-pass", "loom-device", "/s/"
HOURS = 12
LASTS = HOURS * 60 * 60
YEAR = 365 * 24 * 60 * 60
MOST = 8  # tasks that one browser holds open; the newest stay
SALT = "orderloom.links.pass"
DEVICE_BYTES = 24


def passes_in(request: HttpRequest) -> dict[str, str]:
    """Return the digests of the links that this browser has come by, by their tasks, the newest last."""
    try:
        told = signing.loads(request.COOKIES.get(PASS, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return {str(task): str(digest) for task, digest in told}


def keep_pass(request: HttpRequest, response: HttpResponseBase, task_id: UUID, digest: str) -> None:
    """Let the browser open the task by the link with this digest, for some hours."""
    passes = passes_in(request)
    passes.pop(str(task_id), None)
    told = [*passes.items(), (str(task_id), digest)][-MOST:]
    _set(response, PASS, signing.dumps(told, salt=SALT, compress=True), LASTS)


def keep_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser a name of its own, unless it has one; only what it does later makes it known."""
    told = request.COOKIES.get(DEVICE, "") or secrets.token_urlsafe(DEVICE_BYTES)
    _set(response, DEVICE, told, YEAR)


def device_in(request: HttpRequest) -> str:
    """Return the digest of the browser's name, or a blank."""
    told = request.COOKIES.get(DEVICE, "")
    return digest_of(told) if told else ""


def _set(response: HttpResponseBase, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=PATH, secure=settings.SECURE, httponly=True, samesite="Lax"
    )
