"""What a workspace's look is made of, each at an address that holds its hash: kept for ever, seen by members only."""

import hashlib

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.models import Logo
from orderloom.identity.pictures import KINDS
from orderloom.identity.queries import WorkspaceCard
from orderloom.portals.merchant.setup_pages import here
from orderloom.ui.accents import stylesheet

KEPT = "private, max-age=31536000, immutable"
HASH = 12


def brand_of(request: AudienceRequest, workspace: WorkspaceCard) -> dict[str, str]:
    """Return the addresses of the workspace's style sheet and logo, as far as it has them."""
    found = {}
    if workspace.accent or workspace.accent_dark:
        found["brand_css"] = here(request, "brand-css", _hash(_sheet(workspace)))
    if workspace.logo:
        found["logo_url"] = here(request, "logo", workspace.logo[:HASH])
    return found


def _sheet(workspace: WorkspaceCard) -> str:
    return stylesheet(workspace.accent, workspace.accent_dark)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]


@require_GET
def css(request: AudienceRequest, slug: str, digest: str) -> HttpResponse:
    """Give the style sheet that sets the workspace's accent."""
    sheet = _sheet(request.workspace)
    if digest != _hash(sheet):
        raise Http404
    return _kept(HttpResponse(sheet, content_type="text/css; charset=utf-8"))


@require_GET
def logo(request: AudienceRequest, slug: str, digest: str) -> HttpResponse:
    """Give the logo, as a picture and nothing else: in a sandbox, without any right of a page."""
    row = Logo.objects.filter(workspace_id=request.workspace.id).first()
    if row is None or row.digest[:HASH] != digest:
        raise Http404
    answer = HttpResponse(bytes(row.content), content_type=KINDS[row.kind])
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Content-Disposition"] = f'inline; filename="logo.{row.kind}"'
    return _kept(answer)


def _kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = KEPT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
