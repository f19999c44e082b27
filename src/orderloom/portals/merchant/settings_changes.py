"""Settings: every change, with what was before."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import SEE
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.setup_story import WORDS, Told, told
from orderloom.portals.queries.setup_changes import setup_changes
from orderloom.ui.shapes import Tab

PEOPLE = frozenset({"MemberAdded", "MemberChanged", "MemberRemoved", "RoleCreated", "RoleChanged", "RoleRemoved",
                    "TokenCreated", "TokenRevoked"})  # fmt: skip
SUPPLIERS = frozenset(kind for kind in WORDS if kind.startswith("Supplier"))
CATALOGUE = frozenset(
    kind
    for kind in WORDS
    if kind.startswith(("Category", "Script", "Purchase", "Mapping", "Store", "Review", "Buyer"))
)
PARTS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "": (gettext_lazy("All"), frozenset(WORDS)),
    "workspace": (gettext_lazy("Workspace"), frozenset(WORDS) - PEOPLE - SUPPLIERS - CATALOGUE),
    "people": (gettext_lazy("Members and keys"), PEOPLE),
    "suppliers": (gettext_lazy("Suppliers"), SUPPLIERS),
    "rules": (gettext_lazy("Categories and rules"), CATALOGUE),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the page."""

    at: datetime
    who: str
    said: Told


@require_GET
def changes(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what was changed, the newest first."""
    request.actor.require(SEE)
    part = request.GET.get("part", "")
    _name, kinds = PARTS.get(part, PARTS[""])
    rows, next_cursor = setup_changes(request.actor, kinds, request.GET.get("after", ""))
    base = here(request, "settings-changes")
    facts = {
        "pages": tabs(request, "settings-changes"),
        "rows": [ChangeRow(row.at, row.actor_name, told(row.kind, row.data)) for row in rows],
        "tabs": [
            Tab(str(name), f"{base}?part={code}" if code else base, current=code == part)
            for code, (name, _kinds) in PARTS.items()
        ],
        "tabs_label": _("Part of the settings"),
        "next_url": f"{base}?{urlencode({'part': part, 'after': next_cursor})}" if next_cursor else "",
        "first_url": base if "after" in request.GET else "",
    }
    return page(request, "settings_changes", facts)
