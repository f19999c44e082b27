"""What a web server under test does besides: break off half-way, and tell what its connection remembers."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import path

from orderloom.config import urls
from orderloom.kernel.tenancy import KINDS, current_hat

BREAK_AFTER = "X-Break-After"
SETTINGS = ", ".join(f"coalesce(current_setting('app.{kind}', true), '')" for kind in KINDS)
REMEMBERED = f"SELECT {SETTINGS}, (SELECT count(*) FROM intake_customerorder)"


class Broken(Exception):
    """Stands for any defect that shows itself in the middle of a request."""


def break_off(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: raise after so many statements of the request, where its header says so."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        left = int(request.headers.get(BREAK_AFTER, 0))

        def counted(execute: Any, *told: Any) -> Any:
            nonlocal left
            left -= 1
            result = execute(*told)
            if left == 0:
                raise Broken
            return result

        if not left:
            return get_response(request)
        with connection.execute_wrapper(counted):
            return get_response(request)

    return answer


def remembered(request: HttpRequest) -> HttpResponseBase:
    """Tell what is left on this connection for somebody who wears no hat, past Django's own check."""
    assert connection.connection is not None
    with connection.connection.cursor() as cursor:
        *hats, orders = cursor.execute(REMEMBERED).fetchone()
    worn = current_hat()
    return JsonResponse({"hats": [*hats, "" if worn is None else worn.value], "orders": orders})


urlpatterns = [*urls.urlpatterns, path("remembered/", remembered)]
handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip
