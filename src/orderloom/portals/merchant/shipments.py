"""The merchant's list of parcels."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.setup_pages import page
from orderloom.portals.merchant.shipment_listing import SHIPMENTS
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.parcel_list import parcel_counts
from orderloom.production.permissions import ANSWER
from orderloom.shipping.states import ParcelState
from orderloom.ui.shapes import Tab
from orderloom.ui.status import label


@require_GET
def shipments(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the parcels as the address says, or show one of the panels of the list's bar. Raises NotAllowed, Invalid."""
    here = ListPage.of(request, SHIPMENTS)
    if (panel := here.panel()) is not None:
        return panel
    counts = parcel_counts(here.reader)
    facts = {
        **here.bar(),
        **here.table(lambda: _known(here.asked, counts)),
        "tabs": _tabs(here.base, here.asked, counts),
        "may": {"ship": request.actor.can(ANSWER)},
    }
    return page(request, "shipments", facts)


def _known(asked: Asked, counts: dict[str, int]) -> Matching | None:
    """Return how many parcels fit where a tab says it already."""
    if {name for name, _value in asked.filters()} - {"status"}:
        return None
    return Matching.of(counts.get(asked.tab, 0) if asked.tab else sum(counts.values()))


def _tabs(base: str, asked: Asked, counts: dict[str, int]) -> list[Tab]:
    def tab(words: str, count: int, state: str = "") -> Tab:
        heat = "warm" if state == ParcelState.NO_NUMBER else ""
        return Tab(words, base + asked.but(status=state).query(), told_count(count), heat, state == asked.tab)

    shown = [one.value for one in ParcelState if one != ParcelState.VOIDED or counts.get(one)]
    return [
        tab(_("All"), sum(counts.values())),
        *(tab(label("parcel", code), counts.get(code, 0), code) for code in shown),
    ]
