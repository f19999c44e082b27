"""Refusals and database errors as problem details (RFC 9457), for programs."""

import json
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Conflict, Invalid, NotFound, Refusal

CONTENT_TYPE = "application/problem+json"


class Duplicate(Conflict):
    """There is one of these already, and there may be only one."""

    code = "duplicate"
    message = _("There is one like this already.")


class Busy(Refusal):
    """Somebody else works on the same thing at this moment; the same request will do a little later."""

    code = "busy"
    message = _("Somebody else is working on this. Send the request again in a moment.")


class OutOfService(Refusal):
    """The database does not answer."""

    code = "out_of_service"
    status = 503
    message = _("The database does not answer. Nothing was changed; send the request again.")


class Unusable(Invalid):
    """A value that the database cannot keep."""

    code = "unusable_value"
    message = _("A value is too large, or holds characters that cannot be stored.")


class UnknownReference(Invalid):
    """Something that the request names does not exist."""

    code = "unknown_reference"
    message = _("Something that is named here does not exist.")


BY_STATE: dict[str, type[Refusal]] = {
    "23505": Duplicate,
    "23503": UnknownReference,
    "40001": Busy,
    "40P01": Busy,
    "42501": NotFound,  # row-level security refused the row
    "55P03": Busy,
    "57014": OutOfService,
}
BY_CLASS: dict[str, type[Refusal]] = {"22": Unusable, "23": Unusable, "08": OutOfService, "57": OutOfService}


def refusal_of(error: Exception) -> Refusal | None:
    """Return what a database error, or a text that cannot be stored, means to the caller; None when it is a defect."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, UnicodeEncodeError):
        return Unusable()
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    state = str(getattr(error.__cause__, "sqlstate", None) or "")
    known = BY_STATE.get(state) or BY_CLASS.get(state[:2])
    if known is None and not state:
        known = OutOfService if isinstance(error, OperationalError | InterfaceError) else Unusable
    return known() if known else None


def problem(refusal: Refusal) -> dict[str, object]:
    """Return the refusal as problem details."""
    fields = [{"field": name, "message": str(text)} for name, text in refusal.fields.items()]
    facts = {name: _plain(value) for name, value in refusal.facts.items()}
    body: dict[str, object] = {
        "type": f"/problems/{refusal.code}",
        "title": str(refusal.text),
        "status": refusal.status,
        "code": refusal.code,
    }
    if fields:
        body["errors"] = fields
    if facts:
        body["facts"] = facts
    return body


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Promise) else value


def respond(refusal: Refusal) -> HttpResponse:
    """Return the answer to a program whose request was refused."""
    response = HttpResponse(_json(problem(refusal)), status=refusal.status, content_type=CONTENT_TYPE)
    if isinstance(refusal, Busy | OutOfService):
        response["Retry-After"] = "1"
    return response


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, default=str)
