"""The list of the merchant's orders: tabs, search, filters, pages, and what is done with many at once."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.catalog.queries import nodes_of
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import PersonCard, people_of
from orderloom.intake.permissions import CONFIRM, EDIT, IMPORT, PURCHASE
from orderloom.intake.queries.orders import (
    OrderCounts,
    OrderFilters,
    OrderRow,
    order_counts,
    order_rows,
)
from orderloom.intake.queries.stores import store_rows
from orderloom.intake.states import WaitsOn
from orderloom.kernel import clock
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.order_narrowing import narrowing
from orderloom.portals.merchant.order_words import exception_words, shown_status
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.in_charge import in_charge
from orderloom.portals.queries.orders_list import Matching, count_matching, filters_of
from orderloom.ui.shapes import Column, Paging, Tab
from orderloom.ui.status import label

STAGES = ("review", "confirmed", "purchasing", "production", "ready", "shipped", "completed")
SOMETIMES = ("draft", "cancelled")  # a tab only when there are any
MENU = ("due", "waits", "payment", "store", "platform", "held")


@require_GET
def orders(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the orders, newest first, narrowed down as the address says."""
    actor, asked, cursor = request.actor, asked_of(request.GET), request.GET.get("after", "")
    filters = filters_of(actor, asked, now=clock.now(), zone=request.workspace.zone)
    found = order_rows(actor, stage=asked.stage, filters=filters, cursor=cursor)
    counts, people, base = order_counts(actor), people_of(request.workspace.id), here(request, "orders")
    whole = not cursor and not found.next_cursor  # one page holds all that fit: nothing is left to count
    matching = Matching.of(len(found.rows)) if whole else _matching(request, asked, filters, counts)
    categories = category_choices(nodes_of(request.workspace.id))
    narrowed = narrowing(base, asked, stores=store_rows(actor), people=people, categories=categories)
    facts = {
        "rows": _rows(request, found.rows, people),
        "asked": asked,
        "query": asked.query(),
        "total": matching.count,
        "tabs": _tabs(base, asked, counts),
        "chips": narrowed.chips(),
        "filters": narrowed.menu(MENU),
        "categories": categories,
        "people": people,
        "columns": _columns(),
        "may": _may(request),
        "clear_url": base,
        "paging": _paging(base, asked, len(found.rows), matching, cursor, found.next_cursor),
    }
    return page(request, "orders", facts)


def _matching(request: AudienceRequest, asked: Asked, filters: OrderFilters, counts: OrderCounts) -> Matching:
    """Return how many orders fit; what a tab says is not counted again."""
    if asked == Asked(stage=asked.stage) and asked.stage:
        return Matching.of(counts.by_stage.get(asked.stage, 0))
    if asked == Asked():
        return Matching.of(sum(counts.by_stage.values()))
    return count_matching(request.actor, asked.stage, filters)


def _rows(
    request: AudienceRequest, rows: tuple[OrderRow, ...], members: list[PersonCard]
) -> list[tuple[OrderRow, str, str, str]]:
    """Return each order with its status, its exception in words, and who of us it waits on; blank: the reader."""
    ours = [row.id for row in rows if row.waits_on == WaitsOn.MERCHANT]
    people = in_charge(request.actor, ours, members)
    return [
        (
            row,
            shown_status(row.stage, row.held),
            exception_words(row.exception),
            _other(request, people, row.id),
        )
        for row in rows
    ]


def _other(request: AudienceRequest, people: Mapping[UUID, list[PersonCard]], order_id: UUID) -> str:
    found = people.get(order_id, [])
    if not found or any(person.id == request.user.id for person in found):
        return ""
    return found[0].name


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
    def tab(text: str, found: int, heat: str = "", **narrowed: str) -> Tab:
        there = asked.but(stage="", exception="", **narrowed) if not narrowed else asked.but(**narrowed)
        return Tab(text, base + there.query(), told_count(found), heat, current=there == asked)

    everything = sum(counts.by_stage.values())
    shown = [*STAGES, *(stage for stage in SOMETIMES if counts.by_stage.get(stage))]
    stages = [
        tab(
            label("order", shown_status(stage, held=False)),
            counts.by_stage.get(stage, 0),
            "warm" if stage == "review" else "",
            stage=stage,
            exception="",
        )
        for stage in shown
    ]
    flagged = tab(_("Exceptions"), counts.exceptions, "hot", stage="", exception="1")
    return [tab(_("All"), everything), *stages, flagged]


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
