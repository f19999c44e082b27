"""What every page's frame needs: the navigation, who is signed in, where live updates come from."""

from typing import Any, cast

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.models import User
from orderloom.identity.queries import WorkspaceCard, places_of
from orderloom.kernel.actor import Actor, Party
from orderloom.portals.lists.views import default_address, pinned_items, views_for
from orderloom.portals.merchant.brand_files import brand_of
from orderloom.portals.merchant.palette_commands import chords
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.merchant.waits import waits_of
from orderloom.production.permissions import ANSWER
from orderloom.ui.middleware import live_address
from orderloom.ui.shapes import MenuItem, NavGroup, NavItem


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values for the audience of the page."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    supplier = actor.party is Party.SUPPLIER
    party = f"supplier:{actor.company_id}" if supplier else f"workspace:{actor.workspace_id}"
    frame = {"actor": actor, "person": actor.name, "live_url": f"{live_address(request)}/live/?as={party}"}
    workspace: WorkspaceCard | None = getattr(request, "workspace", None)
    # An error page is drawn when the view's transaction is over: then nothing may be read any more.
    if supplier or workspace is None or not connection.in_atomic_block:
        return frame
    return frame | merchant(request, actor, workspace) | {"session": _session(request)}


def _session(request: HttpRequest) -> dict[str, str]:
    """Return who opened the page, and where they sign in again when their session is lost."""
    user = request.user
    return {"person": str(user.pk), "email": str(getattr(user, "email", "")), "url": reverse("sign-in-again")}


def merchant(request: HttpRequest, actor: Actor, workspace: WorkspaceCard) -> dict[str, Any]:
    """Return the merchant's side bar, with what waits on the reader."""
    counts, slug, views = waits_of(request, actor), workspace.slug, views_for(request, actor)

    def item(label: str, name: str, icon: str, count: int | None = None, *, hot: bool = False) -> NavItem:
        url = reverse(f"merchant:{name}", args=(slug,))
        current = request.path == url if name == "today" else request.path.startswith(url)
        opens = default_address(views, name, url)
        return NavItem(
            label, opens, icon, told_count(count) if count else None, hot=hot and bool(count), current=current
        )

    def pinned(name: str) -> list[NavItem]:
        url = reverse(f"merchant:{name}", args=(slug,))
        return pinned_items(views, name, url, request.GET.get("view", ""))

    groups = [
        NavGroup(
            [
                item(_("Today"), "today", "home"),
                item(_("Orders"), "orders", "list-details", counts.review + counts.exceptions, hot=True),
                *pinned("orders"),
                item(_("Supplier tasks"), "tasks", "clipboard-list", counts.queued),
                *pinned("tasks"),
                item(_("Shipments"), "shipments", "truck-delivery"),
                *pinned("shipments"),
                item(_("Cases"), "cases", "flag", counts.cases, hot=True),
                *pinned("cases"),
            ]
        ),
        NavGroup(
            [
                item(_("Suppliers"), "suppliers", "building-factory-2"),
                *pinned("suppliers"),
                item(_("Products"), "products", "package"),
                *pinned("products"),
                item(_("Categories"), "categories", "tag"),
            ],
            _("Partners & catalogue"),
        ),
        NavGroup(
            [
                item(_("Automations"), "automation", "bolt"),
                item(_("Import"), "imports", "arrows-exchange"),
                item(_("Settings"), "settings", "settings"),
            ],
            _("Set-up"),
        ),
    ]
    places = [
        MenuItem(card.name, f"/merchant/{card.slug}/", current=card.slug == slug) for card in _places(request)
    ]
    return brand_of(cast("AudienceRequest", request), workspace) | {
        "nav": groups,
        "place": workspace.name,
        "places": places,
        "notices": counts.notices,
        "notices_url": reverse("merchant:notices", args=(slug,)),
        "palette_url": reverse("merchant:palette", args=(slug,)),
        "paste_url": reverse("merchant:track", args=(slug,)) if actor.can(ANSWER) else "",
        "chords": chords(actor, slug),
    }


def _places(request: HttpRequest) -> list[WorkspaceCard]:
    return places_of(request.user) if isinstance(request.user, User) else []
