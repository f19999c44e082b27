"""Find out for whom a page works, by its address, and wear that hat; a page that forgot to ask fails closed."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.timezone import override

from orderloom.identity.models import User
from orderloom.identity.queries import WorkspaceCard, hat_of, staff_actor, supplier_actor
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tenancy import wear

MERCHANT, SUPPLIER = "/merchant/", "/supplier/"
SIGN_IN_AGAIN = 401
PERSON = "Loom-Person"  # the head by which a page says who opened it
READS = ("GET", "HEAD")


class AudienceRequest(HttpRequest):
    """A request whose actor is known; `workspace` is set on merchant pages only."""

    user: User
    actor: Actor
    workspace: WorkspaceCard


def _clock_of(request: Any) -> AbstractContextManager[None]:
    """Return the context in which moments are shown as the clocks of the page's workspace show them."""
    workspace: WorkspaceCard | None = getattr(request, "workspace", None)
    return override(workspace.zone) if workspace else nullcontext()


def _is_of_another(request: HttpRequest) -> bool:
    """Tell whether a page that was opened by another person asks, who has signed out in the meantime."""
    told = request.headers.get(PERSON)
    return told is not None and told != str(request.user.pk)


def _page_before(request: HttpRequest) -> str:
    """Return the page that sent a form, to which one goes back after signing in: what was sent is lost."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.get_host() and came.path.startswith("/") else "/"


class Audience:
    """Middleware: `/merchant/<slug>/...` and `/supplier/...` get their actor and hat before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the hat of the page's actor."""
        if not request.path.startswith((MERCHANT, SUPPLIER)):
            return self.get_response(request)
        if not request.user.is_authenticated or _is_of_another(request):
            return self._sign_in(request)
        try:
            self._find(request)
        except NotFound:
            request.actor = None  # type: ignore[attr-defined]
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        with wear(hat_of(actor)) if actor else nullcontext(), _clock_of(request):
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
        return redirect_to_login(
            request.get_full_path() if request.method in READS else _page_before(request)
        )

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Refuse a page of a workspace or supplier that the person does not belong to, as if it did not exist."""
        if request.path.startswith((MERCHANT, SUPPLIER)) and getattr(request, "actor", None) is None:
            raise Http404  # a Refusal would pass by the middleware that words it: that one hears views only
