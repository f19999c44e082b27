"""How a reader likes to see things: language, light or dark, dense or cosy.

Kept in cookies, so that signing in is not needed.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

THEMES = ("light", "dark")
DENSITIES = ("dense", "standard", "cosy")
LANGUAGES = ("en", "zh-hans")
YEAR_SECONDS = 365 * 24 * 3600

CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "language": ("django_language", LANGUAGES),
    "theme": ("theme", THEMES),
    "density": ("density", DENSITIES),
}


def safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards: only an address of this site."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"


def remember(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponseRedirect:
    """Set a cookie for each choice that was posted; "auto" forgets it, what is unknown is ignored."""
    for name, (cookie, allowed) in CHOICES.items():
        value = request.POST.get(name)
        cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else cookie
        if value == "auto":
            response.delete_cookie(cookie)
        elif value in allowed:
            response.set_cookie(
                cookie, value, max_age=YEAR_SECONDS, secure=request.is_secure(), samesite="Lax"
            )
    return response
