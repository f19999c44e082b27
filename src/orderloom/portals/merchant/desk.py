"""The merchant's desk: Today, cases, notices, and the palette that jumps anywhere."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from orderloom.cases.commands.keep import solve_case
from orderloom.cases.permissions import SOLVE
from orderloom.cases.queries.cases import CaseRow, case_rows
from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.notifications.commands.read import read_notices
from orderloom.notifications.words import words
from orderloom.portals.merchant.setup_pages import go, here, page
from orderloom.portals.queries.desk import flow, late, notices_of, numbers_like, waiting
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.queries.pool_list import pools
from orderloom.ui.charts import Bar, Day, bars
from orderloom.ui.charts import flow as flow_chart
from orderloom.ui.shapes import Found, FoundGroup, Tab
from orderloom.ui.toast import toast

MOST_CASES = 8


@require_GET
def today(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show what waits on the merchant first, then what flows and how fair it is."""
    actor, now, zone = request.actor, clock.now(), request.workspace.zone
    days = flow(actor, now, zone)
    facts = {
        "waiting": waiting(actor),
        "late": late(actor, now, zone),
        "cases": [(case, _way(request, case)) for case in case_rows(actor, limit=MOST_CASES)],
        "flow": flow_chart([Day(date_format(one.day, "j M"), one.received, one.shipped) for one in days]),
        "received": sum(one.received for one in days),
        "shipped": sum(one.shipped for one in days),
        "fairness": [
            (card.path, bars(card.path, [_bar(turn.name, turn.percent, turn.had) for turn in card.turns]))
            for card in pools(actor).cards
            if any(turn.had for turn in card.turns)
        ][:4],
    }
    return page(request, "today", facts)


def _bar(name: str, percent: str, had: int) -> Bar:
    share = float(percent.rstrip("%") or 0)  # a length on the screen, no money
    return Bar(name, f"{had}", share)


def _way(request: AudienceRequest, case: CaseRow) -> tuple[str, str]:
    """Return the label and address of the next step that a case asks for."""
    if case.kind == "sku_script":
        return _("Mend the script"), here(request, "automation")
    if case.kind == "no_supplier":
        return _("Add a supplier"), here(request, "suppliers")
    if case.order_id:
        return _("Open the order"), here(request, "order", case.order_id)
    return _("See the orders"), here(request, "orders") + "?exception=1"


@require_GET
def cases(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what could not be done, the most urgent first."""
    status = "solved" if request.GET.get("status") == "solved" else "open"
    at = here(request, "cases")
    facts = {
        "rows": [(case, _way(request, case)) for case in case_rows(request.actor, status=status, limit=200)],
        "status": status,
        "tabs": [
            Tab(_("Open"), at, current=status == "open"),
            Tab(_("Solved"), f"{at}?status=solved", current=status == "solved"),
        ],
        "may_solve": request.actor.can(SOLVE),
    }
    return page(request, "cases", facts)


@require_POST
def close_case(request: AudienceRequest, slug: str, case_id: UUID) -> HttpResponse:
    """Close a case by hand."""
    solve_case(actor=request.actor, case_id=case_id, solution="by_hand", now=clock.now())
    toast(request, _("Case closed."))
    return go(request, "cases")


@require_POST
def route_again(request: AudienceRequest, slug: str) -> HttpResponse:
    """Try all waiting tasks again."""
    routed = try_waiting_again(actor=request.actor, now=clock.now())
    toast(
        request,
        _("%(out)d tasks went out, %(left)d still wait.") % {"out": routed.offered, "left": routed.waiting},
    )
    return go(request, "cases")


@require_GET
def notices(request: AudienceRequest, slug: str) -> HttpResponse:
    """List what the reader was told."""
    language = get_language() or "en"
    rows = [(row, words(row.kind, dict(row.facts), language)) for row in notices_of(request.actor)]
    return page(request, "notices", {"rows": rows})


@require_POST
def notices_read(request: AudienceRequest, slug: str) -> HttpResponse:
    """Mark all notices as read."""
    read_notices(actor=request.actor, now=clock.now())
    return go(request, "notices")


@require_GET
def palette(request: AudienceRequest, slug: str) -> HttpResponse:
    """Answer the palette: numbers first, then places."""
    text = request.GET.get("q", "").strip()
    groups = []
    if text:
        kinds = {"order": _("Order"), "task": _("Task"), "parcel": _("Parcel")}
        icons = {"order": "list-details", "task": "clipboard-list", "parcel": "truck-delivery"}
        found = [
            Found(f"{label} · {hint}", here(request, "order", order_id), icons[kind], kinds[kind])
            for kind, order_id, label, hint in numbers_like(request.actor, text)
        ]
        groups = [FoundGroup(_("Go to"), found)] if found else []
    places = [place for place in _places(request) if text.casefold() in str(place.label).casefold()]
    if places:
        groups.append(FoundGroup(pgettext("palette", "Pages"), places))
    return render(request, "ui/parts/palette_results.html", {"groups": groups})


def _places(request: AudienceRequest) -> list[Found]:
    named = (
        (_("Today"), "today", "home"),
        (_("Orders"), "orders", "list-details"),
        (_("New order"), "order-new", "plus"),
        (_("Supplier tasks"), "tasks", "clipboard-list"),
        (_("Cases"), "cases", "flag"),
        (_("Suppliers"), "suppliers", "building-factory-2"),
        (_("Add supplier"), "supplier-new", "plus"),
        (_("Categories"), "categories", "tag"),
        (_("Automations"), "automation", "bolt"),
        (_("Import"), "imports", "upload"),
        (_("Settings"), "settings", "settings"),
    )
    return [Found(label, here(request, name), icon) for label, name, icon in named]
