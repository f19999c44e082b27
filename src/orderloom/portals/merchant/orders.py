"""The list of the merchant's orders: tabs, search, filters, columns, pages, and what is done with many at once."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.permissions import CONFIRM, EDIT, IMPORT, PURCHASE
from orderloom.intake.queries.orders import OrderCounts, order_counts
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.columns import chosen_columns
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.bulk_panels import bulk_panel
from orderloom.portals.merchant.order_layouts import layout_of
from orderloom.portals.merchant.order_listing import ORDERS
from orderloom.portals.merchant.order_words import shown_status
from orderloom.portals.merchant.review_tabs import reason_tabs
from orderloom.portals.merchant.setup_pages import page
from orderloom.portals.merchant.told_counts import told_count
from orderloom.routing.permissions import ASSIGN
from orderloom.ui.shapes import Tab
from orderloom.ui.status import label

STAGES = ("review", "confirmed", "purchasing", "production", "ready", "shipped", "completed")
CELLS = ("due", "tags", "owner")  # columns that are changed where they are read
SOMETIMES = ("draft", "cancelled")  # a tab only when there are any


@require_GET
def orders(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the orders as the address says, or show one of the panels of the list's bar. Raises NotAllowed, Invalid."""
    here = ListPage.of(request, ORDERS)
    if (panel := bulk_panel(here) or here.panel()) is not None:
        return panel
    counts, keys = order_counts(request.actor), chosen_columns(here.listing.columns, here.asked)
    facts = {
        **here.bar(),
        **_body(here, counts),
        "tabs": _tabs(here.base, here.asked, counts),
        "cells": [key for key in CELLS if key in keys],
        "people": here.reader.people if "owner" in keys else (),
        "may": _may(request),
        "reasons": reason_tabs(request.actor, here.base, here.asked),
    }
    return page(request, "orders", facts)


def _body(here: ListPage, counts: OrderCounts) -> dict[str, Any]:
    """Return the table, or whatever else the rows are drawn as."""
    if here.asked.layout != "table":
        return layout_of(here)
    return here.table(lambda: _known(here.asked, counts))


def _known(asked: Asked, counts: OrderCounts) -> Matching | None:
    """Return how many orders fit where a tab says it already."""
    narrowed = dict(asked.filters())
    if not narrowed:
        return Matching.of(sum(counts.by_stage.values()))
    if narrowed.keys() == {"stage"}:
        return Matching.of(counts.by_stage.get(asked.tab, 0))
    return Matching.of(counts.exceptions) if narrowed.keys() == {"exception"} else None


def _may(request: AudienceRequest) -> dict[str, bool]:
    can = request.actor.can
    return {
        "confirm": can(CONFIRM),
        "purchase": can(PURCHASE),
        "edit": can(EDIT),
        "import": can(IMPORT),
        "assign": can(ASSIGN),
        "any": can(CONFIRM) or can(PURCHASE) or can(EDIT),
    }


def _tabs(base: str, asked: Asked, counts: OrderCounts) -> list[Tab]:
    def tab(text: str, found: int, heat: str = "", stage: str = "", exception: str = "") -> Tab:
        there = asked.but(stage=stage, exception=exception)
        return Tab(text, base + there.query(), told_count(found), heat, current=there == asked)

    shown = [*STAGES, *(stage for stage in SOMETIMES if counts.by_stage.get(stage))]
    stages = [
        tab(
            label("order", shown_status(stage, held=False)),
            counts.by_stage.get(stage, 0),
            "warm" if stage == "review" else "",
            stage=stage,
        )
        for stage in shown
    ]
    flagged = tab(_("Exceptions"), counts.exceptions, "hot", exception="1")
    return [tab(_("All"), sum(counts.by_stage.values())), *stages, flagged]
