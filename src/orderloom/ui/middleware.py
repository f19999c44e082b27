"""The content security policy: no inline script, nothing from elsewhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicy:
    """Middleware: say on every answer what a page may load."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with the policy in the head of the answer."""
        response = self.get_response(request)
        live = live_address(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
            f"img-src 'self' data: https:; font-src 'self'; connect-src 'self' {live}; form-action 'self'; "
            "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'",
        )
        return response


def live_address(request: HttpRequest) -> str:
    """Return where live updates are served: the setting, else this host on the next port."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    parts = urlsplit(f"//{request.get_host()}")
    return f"{request.scheme}://{parts.hostname}:{(parts.port or 80) + 1}"
