"""Turn refusals into answers that a person or a program can act on; the view's transaction is already undone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from orderloom.kernel.errors import Refusal
from orderloom.kernel.problems import CONTENT_TYPE, problem


class Refusals:
    """Middleware: a Refusal becomes its status with a sentence; a swap gets it as a toast, a page as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as usual."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; leave everything else to Django."""
        if not isinstance(exception, Refusal):
            return None
        if request.headers.get("HX-Request"):
            swap = {"refusal": exception}
            response = render(request, "portals/refusal_swap.html", swap, status=exception.status)
            response["HX-Reswap"] = "none"  # only the toast joins the page
            return response
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(problem(exception), status=exception.status, content_type=CONTENT_TYPE)
        return render(request, "portals/refusal.html", {"refusal": exception}, status=exception.status)
