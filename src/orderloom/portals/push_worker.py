"""The small program that shows a push when no page is open; browsers let it serve only what lies below its address."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

SOURCE = Path(__file__).parent / "static/portals/push-worker.js"


@cache
def _text() -> str:
    return SOURCE.read_text(encoding="utf-8")


@require_GET
def push_worker(request: HttpRequest) -> HttpResponse:
    """Serve the program from the root; it is asked for anew each time, so that a change arrives."""
    return HttpResponse(_text(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})
