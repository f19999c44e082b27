"""The pages of the kit itself: preferences, the style guide, and what is shown when something goes wrong."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from orderloom.kernel.ids import new_id
from orderloom.ui.context import ui
from orderloom.ui.preferences import remember, safe_next
from orderloom.ui.samples import merchant_samples, palette, phone_samples

logger = logging.getLogger("orderloom.ui")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language, theme or density that was chosen and go back to the page."""
    return remember(request, HttpResponseRedirect(safe_next(request)))


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part of the merchant's screens in all its states."""
    return render(request, "ui/styleguide/merchant.html", merchant_samples())


@require_GET
def styleguide_phone(request: HttpRequest) -> HttpResponse:
    """Show every part of the supplier's phone in all its states."""
    return render(request, "ui/styleguide/phone.html", phone_samples())


@require_GET
def styleguide_palette(request: HttpRequest) -> HttpResponse:
    """Answer the command palette of the style guide."""
    return render(request, "ui/parts/palette_results.html", {"groups": palette(request.GET.get("q", ""))})


def _trouble(request: HttpRequest, template: str, status: int) -> HttpResponse:
    code = str(getattr(request, "id", "") or new_id()).rpartition("-")[2]
    logger.warning("answered %s to %s, error id %s", status, request.path, code)
    return render(request, template, {**ui(request), "error_id": code, "bare": True}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no browser of ours would send."""
    return _trouble(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what this person may not do."""
    return _trouble(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose session has ended in the meantime."""
    response = _trouble(request, "403_csrf.html", 403)
    response["Loom-Expired"] = "1"  # a script sends it again with the token of the present session
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request for what is not there, or is another's."""
    return _trouble(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed through our own fault; nothing of it was saved."""
    return _trouble(request, "500.html", 500)
