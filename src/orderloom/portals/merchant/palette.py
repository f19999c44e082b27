"""The palette: whatever bears the number that is typed first, then people, then pages and what can be done."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from orderloom.catalog.permissions import MANAGE as CATALOGUE
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import people_of
from orderloom.intake.permissions import EDIT, IMPORT
from orderloom.partners.permissions import MANAGE
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.queries.numbers import Hit, hits
from orderloom.ui.shapes import Found, FoundGroup

MOST = 5  # of each sort
LONGEST = 120
ICONS = {"order": "list-details", "task": "clipboard-list", "parcel": "truck-delivery", "case": "flag"}


@require_GET
def palette(request: AudienceRequest, slug: str) -> HttpResponse:
    """Answer what is typed into the palette."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    sorts = [(_("Go to"), _numbers(request, text)), (_("People"), _people(request, text))] if text else []
    sorts += [
        (pgettext("palette", "Pages"), _fitting(_pages(request), text)),
        (_("Do"), _fitting(_deeds(request), text)),
    ]
    if text:
        sorts.append((_("Search"), _searches(request, text)))
    groups = [FoundGroup(label, found) for label, found in sorts if found]
    return render(request, "ui/parts/palette_results.html", {"groups": groups})


def _numbers(request: AudienceRequest, text: str) -> list[Found]:
    kinds = {"order": _("Order"), "task": _("Task"), "parcel": _("Parcel"), "case": _("Case")}
    return [
        Found(f"{hit.label} · {hit.hint}" if hit.hint and hit.kind != "case" else hit.label, _place(request, hit),
              ICONS[hit.kind], kinds[hit.kind])
        for hit in hits(request.actor, text)
    ]  # fmt: skip


def _place(request: AudienceRequest, hit: Hit) -> str:
    if hit.order_id is None:
        return here(request, "cases")
    anchor = f"#task-{hit.task_id}" if hit.task_id else ""
    return here(request, "order", hit.order_id) + anchor


def _people(request: AudienceRequest, text: str) -> list[Found]:
    suppliers = visible_suppliers(request.actor).filter(name__icontains=text).order_by("name")[:MOST]
    found = [
        Found(one.name, here(request, "supplier", one.id), "building-factory-2", _("Supplier"))
        for one in suppliers
    ]
    members = [one for one in people_of(request.workspace.id) if text.casefold() in one.name.casefold()]
    at = here(request, "orders")
    return found + [
        Found(one.name, f"{at}?owner={one.id}", "user", _("In charge of")) for one in members[:MOST]
    ]


def _fitting(places: list[Found], text: str) -> list[Found]:
    return [place for place in places if text.casefold() in str(place.label).casefold()]


def _pages(request: AudienceRequest) -> list[Found]:
    named = (
        (_("Today"), "today", "home"),
        (_("Orders"), "orders", "list-details"),
        (_("Supplier tasks"), "tasks", "clipboard-list"),
        (_("Cases"), "cases", "flag"),
        (_("Suppliers"), "suppliers", "building-factory-2"),
        (_("Categories"), "categories", "tag"),
        (_("Automations"), "automation", "bolt"),
        (_("Import"), "imports", "arrows-exchange"),
        (_("Notifications"), "notices", "bell"),
        (_("Settings"), "settings", "settings"),
    )
    return [Found(label, here(request, name), icon) for label, name, icon in named]


def _deeds(request: AudienceRequest) -> list[Found]:
    named = (
        (_("Review orders"), "orders", "?stage=review", "check", EDIT),
        (_("Enter a new order"), "order-new", "", "plus", EDIT),
        (_("Import orders"), "imports", "", "upload", IMPORT),
        (_("Add supplier"), "supplier-new", "", "plus", MANAGE),
        (_("Edit the SKU script"), "automation", "?step=sku", "code", CATALOGUE),
    )
    return [
        Found(label, here(request, name) + query, icon)
        for label, name, query, icon, permission in named
        if request.actor.can(permission)
    ]


def _searches(request: AudienceRequest, text: str) -> list[Found]:
    query = f"?{urlencode({'q': text})}"
    return [
        Found(_("Find “%(text)s” in orders") % {"text": text}, here(request, "orders") + query, "search"),
        Found(
            _("Find “%(text)s” in supplier tasks") % {"text": text}, here(request, "tasks") + query, "search"
        ),
    ]
