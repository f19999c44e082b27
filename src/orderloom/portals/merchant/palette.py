"""The palette: whatever bears the number that is typed first, then people, then commands and help."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import people_of
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.merchant.palette_commands import DEEDS, LOOKS, PAGES, allowed
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.queries.numbers import Hit, customers_called, hits
from orderloom.ui.shapes import Found, FoundGroup

MOST = 5  # of each sort
LONGEST = 6000  # a pasted column of numbers
LONGEST_NAME = 80
ICONS = {"order": "list-details", "task": "clipboard-list", "parcel": "truck-delivery", "case": "flag"}


@require_GET
def palette(request: AudienceRequest, slug: str) -> HttpResponse:
    """Answer what is typed into the palette."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    numbers = _numbers(request, text) if text else []
    people = _people(request, text) if text and not numbers else []  # what bears the number is meant
    sorts = [(_("Go to"), numbers), (_("People"), people), *_commands(request, text)]
    if text:
        sorts.append((_("Search"), _searches(request, text)))
    groups = [FoundGroup(label, found) for label, found in sorts if found]
    return HttpResponse(render_to_string("ui/parts/palette_results.html", {"groups": groups}))


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
    if hit.kind == "parcel":
        return here(request, "shipments") + f"?{urlencode({'q': hit.label})}"
    anchor = f"#task-{hit.task_id}" if hit.task_id else ""
    return here(request, "order", hit.order_id) + anchor


def _people(request: AudienceRequest, text: str) -> list[Found]:
    if len(text) > LONGEST_NAME:
        return []
    found = [
        Found(f"{hit.label} · {hit.hint}", here(request, "order", hit.order_id), "user", _("Customer"))
        for hit in customers_called(request.actor, text, MOST)
        if hit.order_id
    ]
    suppliers = visible_suppliers(request.actor).filter(name__icontains=text).order_by("name")[:MOST]
    found += [
        Found(one.name, here(request, "supplier", one.id), "building-factory-2", _("Supplier"))
        for one in suppliers
    ]
    members = [one for one in people_of(request.workspace.id) if text.casefold() in one.name.casefold()]
    at = here(request, "orders")
    return found + [
        Found(one.name, f"{at}?owner={one.id}", "user", _("In charge of")) for one in members[:MOST]
    ]


def _commands(request: AudienceRequest, text: str) -> list[tuple[str, list[Found]]]:
    """Return the commands that fit, those that are found by their words before pages; help comes last."""
    fitting = [one for one in allowed(request.actor) if one.fits(text)] if len(text) <= LONGEST_NAME else []
    order = ((DEEDS, _("Do")), (PAGES, pgettext("palette", "Pages")), (LOOKS, _("Looks and help")))
    if not text:  # nothing is looked for: the pages first, as they stand in the side bar
        order = (order[1], order[0], order[2])
    slug = request.workspace.slug
    return [(label, [one.found(slug) for one in fitting if one.group == group]) for group, label in order]


def _searches(request: AudienceRequest, text: str) -> list[Found]:
    words, query = text.split(), f"?{urlencode({'q': text})}"
    if len(text) > LONGEST_NAME:
        label = ngettext("Find %(n)d number in orders", "Find %(n)d numbers in orders", len(words)) % {
            "n": len(words)
        }
        return [Found(label, here(request, "orders") + query, "search")]
    return [
        Found(_("Find “%(text)s” in orders") % {"text": text}, here(request, "orders") + query, "search"),
        Found(
            _("Find “%(text)s” in shipments") % {"text": text}, here(request, "shipments") + query, "search"
        ),
        Found(
            _("Find “%(text)s” in supplier tasks") % {"text": text}, here(request, "tasks") + query, "search"
        ),
        Found(
            _("Find “%(text)s” in products") % {"text": text}, here(request, "products") + query, "package"
        ),
    ]
