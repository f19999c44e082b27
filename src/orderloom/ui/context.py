"""What every template can use: the moment, and how this reader likes to see things."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from orderloom.kernel import clock
from orderloom.ui.preferences import DENSITIES, THEMES


def ui(request: HttpRequest) -> dict[str, Any]:
    """Return `now`, `theme` and `density` ("" when the reader has not chosen) and `html_lang`."""
    theme, density = request.COOKIES.get("theme", ""), request.COOKIES.get("density", "")
    chinese = (get_language() or "en").startswith("zh")
    return {
        "now": clock.now(),
        "theme": theme if theme in THEMES else "",
        "density": density if density in DENSITIES else "",
        "html_lang": "zh-Hans" if chinese else "en",
    }
