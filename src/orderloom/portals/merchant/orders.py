"""The list of the merchant's orders: tabs, search, filters, pages, and what is done with many at once."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import CONFIRM, EDIT, IMPORT, PURCHASE
from orderloom.intake.queries.orders import MOST_COUNTED, OrderCounts, order_counts, order_rows
from orderloom.intake.queries.stores import StoreCard, store_rows
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.order_words import PAYMENTS, exception_words, shown_status
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.queries.orders_list import Matching, count_matching
from orderloom.ui.shapes import Chip, Column, MenuItem, Paging, Tab
from orderloom.ui.status import label

STAGES = ("review", "confirmed", "purchasing", "production", "ready", "shipped", "completed")


@require_GET
def orders(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the orders, newest first, narrowed down as the address says."""
    asked, stores = asked_of(request.GET), store_rows(request.actor)
    cursor = request.GET.get("after", "")
    found = order_rows(request.actor, stage=asked.stage, filters=asked.filters(), cursor=cursor)
    matching = count_matching(request.actor, asked.stage, asked.filters())
    base = here(request, "orders")
    facts = {
        "rows": [
            (row, shown_status(row.stage, row.held), exception_words(row.exception)) for row in found.rows
        ],
        "asked": asked,
        "total": matching.count,
        "tabs": _tabs(base, asked, order_counts(request.actor)),
        "chips": _chips(base, asked, stores),
        "filters": _filters(base, asked, stores),
        "columns": _columns(),
        "may": _may(request),
        "clear_url": base,
        "paging": _paging(base, asked, len(found.rows), matching, cursor, found.next_cursor),
    }
    return page(request, "orders", facts)


def _may(request: AudienceRequest) -> dict[str, bool]:
    can = request.actor.can
    return {
        "confirm": can(CONFIRM),
        "purchase": can(PURCHASE),
        "edit": can(EDIT),
        "import": can(IMPORT),
        "any": can(CONFIRM) or can(PURCHASE) or can(EDIT),
    }


def _tabs(base: str, asked: Asked, counts: OrderCounts) -> list[Tab]:
    def tab(text: str, count: int, heat: str = "", **narrowed: str) -> Tab:
        there = asked.but(stage="", exception="", **narrowed) if not narrowed else asked.but(**narrowed)
        return Tab(text, base + there.query(), count, heat, current=there == asked)

    everything = min(sum(counts.by_stage.values()), MOST_COUNTED)
    stages = [
        tab(
            label("order", shown_status(stage, held=False)),
            counts.by_stage.get(stage, 0),
            "warm" if stage == "review" else "",
            stage=stage,
            exception="",
        )
        for stage in STAGES
    ]
    flagged = tab(_("Exceptions"), counts.exceptions, "hot", stage="", exception="1")
    return [tab(_("All"), everything), *stages, flagged]


def _chips(base: str, asked: Asked, stores: list[StoreCard]) -> list[Chip]:
    store = next((one.name for one in stores if str(one.id) == asked.store), "")
    chips = [
        (bool(asked.text), _("Search"), asked.text, "text"),
        (bool(store), _("Store"), store, "store"),
        (bool(asked.payment), _("Payment"), str(PAYMENTS.get(asked.payment, asked.payment)), "payment"),
        (bool(asked.held), _("Flag"), _("On hold"), "held"),
        (bool(asked.stage), _("Stage"), label("order", shown_status(asked.stage, held=False)), "stage"),
        (bool(asked.exception), _("Flag"), _("Exception"), "exception"),
    ]
    return [
        Chip(name, value, base + asked.but(**{field: ""}).query()) for on, name, value, field in chips if on
    ]


def _filters(base: str, asked: Asked, stores: list[StoreCard]) -> list[tuple[str, list[MenuItem]]]:
    def item(text: str, field: str, value: str) -> MenuItem:
        chosen = getattr(asked, field) == value
        return MenuItem(text, base + asked.but(**{field: "" if chosen else value}).query(), current=chosen)

    payments = [item(str(words), "payment", code) for code, words in PAYMENTS.items()]
    flags = [item(_("On hold"), "held", "1"), item(_("Exception"), "exception", "1")]
    return [
        (_("Store"), [item(one.name, "store", str(one.id)) for one in stores]),
        (_("Payment"), payments),
        (_("Flag"), flags),
    ]


def _columns() -> list[Column]:
    return [
        Column(_("Order"), "o-w1"),
        Column(_("Customer"), "w-cust"),
        Column(_("Items")),
        Column(_("Qty"), "w-qty", right=True),
        Column(_("Amount"), "o-w1", right=True),
        Column(_("Status"), "w-st"),
        Column(_("Waiting on"), "w-who"),
        Column(_("Due"), "o-w2"),
        Column(_("Placed"), "o-w3 far", right=True),
    ]


def _paging(base: str, asked: Asked, shown: int, matching: Matching, cursor: str, after: str) -> Paging:
    return Paging(
        shown,
        matching.count,
        capped=matching.capped,
        next_url=base + asked.query(after=after) if after else "",
        previous_url=base + asked.query() if cursor else "",
    )
