"""The JSON API: the stages' routers behind one door, one shape of errors, one document that describes them."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from orderloom.cases.api import router as cases
from orderloom.catalog.api import router as catalog
from orderloom.identity.api_auth import STAFF
from orderloom.identity.api_settings import router as identity
from orderloom.intake.api.imports import router as imports
from orderloom.intake.api.orders import router as orders
from orderloom.intake.api.review import router as review
from orderloom.intake.api.stores import router as stores
from orderloom.kernel.errors import Invalid, NotFound, Refusal
from orderloom.kernel.problems import CONTENT_TYPE, refusal_of, respond
from orderloom.kernel.wire import Problem
from orderloom.messages.api import router as messages
from orderloom.notifications.api import router as notifications
from orderloom.partners.api import router as partners
from orderloom.portals.api import router as portals
from orderloom.production.api import router as production
from orderloom.production.proposals_api import router as proposals
from orderloom.routing.api import router as routing
from orderloom.scripting.api import router as scripting
from orderloom.shipping.api import router as shipping

DESCRIPTION = (
    "Customer orders in, order tasks out. Every request carries a token of one workspace or of one supplier company. "
    "Errors are problem details (RFC 9457). Amounts are strings, instants are UTC. Every POST takes an Idempotency-Key."
)
KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "A request repeated with its key is carried out once and gets the same answer, byte for byte.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}


class Renderer(JSONRenderer):
    """Writes JSON as UTF-8, without blanks."""

    json_dumps_params = {"separators": (",", ":"), "ensure_ascii": False}


class Api(NinjaAPI):
    """Django-ninja, with the errors as they are really sent."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the document, with problem details and the idempotency key on every operation."""
        document = super().get_openapi_schema(**options)
        refused = {"$ref": "#/components/schemas/Problem"}
        answer = {"description": "The request was refused", "content": {CONTENT_TYPE: {"schema": refused}}}
        for operations in document["paths"].values():
            for method, operation in operations.items():
                operation["responses"] = {str(code): value for code, value in operation["responses"].items()}
                operation["responses"]["4XX"] = answer
                if method == "post":
                    operation["parameters"] = [*operation["parameters"], KEY_PARAMETER]
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document


api = Api(
    title="Orderloom",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    auth=STAFF,
    renderer=Renderer(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
for mounted in (
    identity, partners, scripting, catalog, orders, review, stores, imports, production, proposals, routing, shipping,
    cases, messages, notifications, portals,
):  # fmt: skip
    api.add_router("", mounted)


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal with its status and code."""
    return respond(refusal)


@api.exception_handler(ValidationError)
def not_understood(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer input of the wrong shape, with the path to each field."""
    return respond(Invalid(fields={".".join(map(str, one["loc"])): one["msg"] for one in error.errors}))


@api.exception_handler(HttpError)
def broken(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what django-ninja itself refuses, such as a body that is no JSON."""
    if error.status_code == NotFound.status:
        return respond(NotFound())
    refusal = Refusal(str(error))
    refusal.code, refusal.status = "bad_request", error.status_code
    return respond(refusal)


@api.exception_handler(Exception)
def failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer what the database refuses; leave defects to the door."""
    refusal = refusal_of(error)
    if refusal is None:
        raise error
    return respond(refusal)


def text() -> str:
    """Return the document that describes the API."""
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, sort_keys=True, default=str)
        + "\n"
    )
