"""How a member of a supplier is told, on the page Me."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals import own_notices
from orderloom.portals.own_notices import Kind, Place
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.frame import draw as framed
from orderloom.portals.supplier.frame import zone_of


def _kinds() -> list[Kind]:
    return [
        Kind("tasks_offered", _("New tasks"), "act"),
        Kind("message_from_merchant", _("Messages"), "act"),
        Kind("proposals_from_merchant", _("Proposals by the merchant"), "act"),
        Kind("proposals_answered_by_merchant", _("Answers to your proposals"), "know"),
        Kind("tasks_reminded", _("Reminders by the merchant"), "act"),
        Kind("clock_before", _("Due soon"), "act"),
        Kind("clock_after", _("Overdue"), "act"),
        Kind("clock_second", _("Overdue, nobody has reacted"), "act"),
    ]


def _place(request: AudienceRequest) -> Place:
    merchants = queries.merchants_of(request.actor)

    def draw(facts: dict[str, object], status: int) -> HttpResponse:
        told = {"place": queries.company_name(request.actor), **facts}
        return framed(request, "notices", told, here="me", status=status, merchants=merchants)

    def url(name: str, *rest: UUID) -> str:
        return reverse(f"supplier:{name}", args=rest)

    return Place(_kinds(), zone_of(request, merchants).key, url, draw)


@require_http_methods(["GET", "POST"])
def notices(request: AudienceRequest) -> HttpResponse:
    """Show and change how the member is told."""
    show = own_notices.show if request.method == "GET" else own_notices.save
    return show(request, _place(request))


@require_POST
def add(request: AudienceRequest) -> HttpResponse:
    """Keep a new address."""
    return own_notices.add(request, _place(request))


@require_POST
def remove(request: AudienceRequest, way_id: UUID) -> HttpResponse:
    """Forget an address."""
    return own_notices.remove(request, _place(request), way_id)


@require_POST
def attempt(request: AudienceRequest, way_id: UUID | None = None) -> HttpResponse:
    """Send a trial message."""
    return own_notices.attempt(request, _place(request), way_id)
