"""Settings: how the reader is told."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals import own_notices
from orderloom.portals.merchant.settings_messages import kind_name
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.own_notices import Kind, Place

KINDS = {
    "case_opened": "act", "task_done": "act", "clock_merchant": "act", "message_from_supplier": "act",
    "proposals_from_supplier": "act", "proposals_answered_by_supplier": "know",
    "task_declined": "know", "list_exported": "know",
}  # fmt: skip


def _place(request: AudienceRequest) -> Place:
    def draw(facts: dict[str, object], status: int) -> HttpResponse:
        told = {**facts, "pages": tabs(request, "settings-notices-own")}
        return page(request, "settings_notices", told, status=status)

    def url(name: str, *rest: UUID) -> str:
        return here(request, f"settings-{name}", *rest)

    kinds = [Kind(key, kind_name(key), usual) for key, usual in KINDS.items()]
    return Place(kinds, request.workspace.zone, url, draw)


@require_http_methods(["GET", "POST"])
def notices(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and change how the reader is told."""
    show = own_notices.show if request.method == "GET" else own_notices.save
    return show(request, _place(request))


@require_POST
def add(request: AudienceRequest, slug: str) -> HttpResponse:
    """Keep a new address."""
    return own_notices.add(request, _place(request))


@require_POST
def remove(request: AudienceRequest, slug: str, way_id: UUID) -> HttpResponse:
    """Forget an address."""
    return own_notices.remove(request, _place(request), way_id)


@require_POST
def attempt(request: AudienceRequest, slug: str, way_id: UUID | None = None) -> HttpResponse:
    """Send a trial message."""
    return own_notices.attempt(request, _place(request), way_id)
