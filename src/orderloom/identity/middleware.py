"""Find out for whom a page works, by its address, and wear that hat; a page that forgot to ask fails closed."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from orderloom.identity.models import User
from orderloom.identity.queries import WorkspaceCard, hat_of, staff_actor, supplier_actor
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import wear

MERCHANT, SUPPLIER = "/merchant/", "/supplier/"
SIGN_IN_AGAIN = 401


class AudienceRequest(HttpRequest):
    """A request whose actor is known; `workspace` is set on merchant pages only."""

    user: User
    actor: Actor
    workspace: WorkspaceCard


class Audience:
    """Middleware: `/merchant/<slug>/...` and `/supplier/...` get their actor and hat before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the hat of the page's actor."""
        if not request.path.startswith((MERCHANT, SUPPLIER)):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self._sign_in(request)
        try:
            self._find(request)
        except NotFound:
            request.actor = None  # type: ignore[attr-defined]
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        with wear(hat_of(actor)) if actor else nullcontext():
            return self.get_response(request)

    @staticmethod
    def _find(request: Any) -> None:
        if request.path.startswith(SUPPLIER):
            request.actor = supplier_actor(request.user)
            return
        slug = request.path.removeprefix(MERCHANT).partition("/")[0]
        request.actor, request.workspace = staff_actor(request.user, slug)

    @staticmethod
    def _sign_in(request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=SIGN_IN_AGAIN)
        return redirect_to_login(request.get_full_path())

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Refuse a page of a workspace or supplier that the person does not belong to, as if it did not exist."""
        if request.path.startswith((MERCHANT, SUPPLIER)) and getattr(request, "actor", None) is None:
            raise Http404  # a Refusal would pass by the middleware that words it: that one hears views only
