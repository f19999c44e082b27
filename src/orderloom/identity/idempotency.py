"""Do what a request with an Idempotency-Key asks for once, however often it arrives.

The answer is stored in the transaction of the change itself, in the workspace that the change belongs to: so either
both are there after a crash, or neither. A refusal changes nothing and is stored by a transaction of its own.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import Invalid, NotFound, Refusal
from orderloom.kernel.ids import new_id
from orderloom.kernel.problems import CONTENT_TYPE, Busy
from orderloom.kernel.tenancy import Hat, wear

KEY = re.compile(r"[\x21-\x7e]{1,255}")
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MOST_ROWS = 200  # of a request about many things

Place = Callable[[Actor, UUID], UUID]
_places: dict[str, Place] = {}


class KeyReused(Refusal):
    """The key was used before, for another request."""

    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key belongs to another request. Use a fresh one for every new request.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that is being carried out under its key."""

    workspace_id: UUID
    caller_id: UUID
    key: str
    fingerprint: str


def belongs(parameter: str, place: Place) -> None:
    """Register how to find the workspace of what an address names, for callers who work for many workspaces."""
    _places[parameter] = place


def claim_of(request: HttpRequest, actor: Actor, named: Mapping[str, Any]) -> Claim | None:
    """Return the claim that the request makes by its key; None without a key. Raises Invalid, NotFound."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST" or actor.token_id is None:
        return None
    if not KEY.fullmatch(key):
        raise Invalid(fields={HEADER: _("A key has 1 to 255 visible ASCII characters.")})
    workspace_id: UUID | None = actor.workspace_id
    if actor.party is Party.SUPPLIER:
        workspace_id = _home(actor, named) or _home_of_rows(request, actor)
    if workspace_id is None:
        return None
    return Claim(workspace_id, actor.token_id, key, fingerprint(request))


def fingerprint(request: HttpRequest) -> str:
    """Return a digest of what a request asks for."""
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode("utf-8", "surrogateescape"))
    if request.content_type != "multipart/form-data":
        asked.update(request.body)
        return asked.hexdigest()
    for name, values in sorted(request.POST.lists()):
        asked.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            asked.update(repr((name, file.name)).encode("utf-8", "surrogatepass"))
            for piece in file.chunks():
                asked.update(piece)
            file.seek(0)
    return asked.hexdigest()


def _home(actor: Actor, named: Mapping[str, Any]) -> UUID | None:
    for parameter, place in _places.items():
        if parameter in named:
            try:
                return place(actor, UUID(str(named[parameter])))
            except ValueError:
                return None  # the operation itself will refuse the malformed id
    return None


def _home_of_rows(request: HttpRequest, actor: Actor) -> UUID | None:
    """Return the workspace of the first row that the caller may see, where one request speaks of many things.

    The rows may belong to several workspaces; all is done in one transaction, and a repeated request has the same rows.
    """
    if request.content_type != "application/json":
        return None
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return None  # the operation itself will refuse it
    lists = [rows for rows in told.values() if isinstance(rows, list)] if isinstance(told, dict) else []
    for row in lists[0][:MOST_ROWS] if lists else []:
        try:
            found = _home(actor, row) if isinstance(row, dict) else None
        except NotFound:
            continue
        if found:
            return found
    return None


LOOK = """
SELECT lock.free, reply.fingerprint, reply.status, reply.body
FROM (SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)) AS free) lock
LEFT JOIN identity_idempotentreply reply ON reply.workspace_id = %s AND reply.caller_id = %s AND reply.key = %s
"""


def replay(claim: Claim) -> HttpResponse | None:
    """Return the stored answer, or None when the request is to be carried out now, which holds the key until the end.

    Raises KeyReused (another request had this key) and Busy (the same request is being carried out).
    """
    name = f"{claim.workspace_id} {claim.caller_id} {claim.key}"
    with wear(Hat.workspace(claim.workspace_id)), connection.cursor() as cursor:
        cursor.execute(LOOK, [name, claim.workspace_id, claim.caller_id, claim.key])
        free, fingerprint, status, body = cursor.fetchone()
    if status is not None:
        if fingerprint != claim.fingerprint:
            raise KeyReused
        return _again(status, body)
    if not free:
        raise Busy
    return None


def _again(status: int, body: str) -> HttpResponse:
    kind = "application/json; charset=utf-8" if status < 400 else CONTENT_TYPE
    response = HttpResponse(body, status=status, content_type=kind)
    response[REPLAYED] = "true"
    return response


KEEP = """
INSERT INTO identity_idempotentreply (id, workspace_id, caller_id, key, fingerprint, status, body, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def keep(claim: Claim, response: HttpResponse) -> None:
    """Store the answer in the running transaction. Raises Busy when the same request was carried out in between."""
    row: tuple[Any, ...] = (
        new_id(), claim.workspace_id, claim.caller_id, claim.key, claim.fingerprint, response.status_code,
        response.content.decode(), clock.now(),
    )  # fmt: skip
    with wear(Hat.workspace(claim.workspace_id)), connection.cursor() as cursor:
        cursor.execute(KEEP, row)
        if cursor.rowcount == 0:
            raise Busy
