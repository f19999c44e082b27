"""The list of orders as a board or as a month."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.queries.order_detail import moves_of
from orderloom.portals.layouts.board import BoardMove, Lane, lanes
from orderloom.portals.layouts.month import month_of
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.order_columns import ShownOrder
from orderloom.portals.merchant.order_words import shown_status
from orderloom.portals.merchant.setup_pages import here

LANES = ("review", "confirmed", "purchasing", "production", "ready", "shipped")
MOVES = {
    "approve": (gettext_lazy("Approve"), "review"),
    "confirm": (pgettext_lazy("board", "Reviewed"), "confirmed"),
    "purchase": (pgettext_lazy("board", "Purchasing"), "purchasing"),
    "send_back": (pgettext_lazy("board", "To review"), "review"),
    "hold": (gettext_lazy("Hold"), ""),
    "release": (gettext_lazy("Release"), ""),
}
"""What a card's menu offers, and the lane in which the card ends."""


def layout_of(at: ListPage) -> dict[str, Any]:
    """Return what another layout than the table shows."""
    if at.asked.layout == "calendar":
        month = month_of(at.listing, at.reader, at.base, at.asked, is_day=False, card=lambda one: one)
        return {"month": month, "layout_part": "portals/merchant/lists/month.html", "rows": []}
    found = lanes(
        at.listing, at.reader, at.base, at.asked, {code: shown_status(code, held=False) for code in LANES}
    )
    return {
        "lanes": [(lane, _cards(at, lane)) for lane in found],
        "thing": "order",
        "layout_part": "portals/merchant/lists/board.html",
        "move_url": here(at.request, "orders-bulk"),
        "rows": [],
    }


def _cards(at: ListPage, lane: Lane) -> list[tuple[ShownOrder, list[BoardMove]]]:
    return [(card, _moves(at, card)) for card in lane.cards]


def _moves(at: ListPage, card: ShownOrder) -> list[BoardMove]:
    row = card.row
    facts = {
        "status": row.status, "held": row.held, "exception": row.exception, "upstream_state": row.upstream_state,
        "lines_count": row.lines_count,
    }  # fmt: skip
    allowed = moves_of(at.request.actor, facts)
    return [
        BoardMove(label, to if to != row.stage else "", "", name)
        for name, (label, to) in MOVES.items()
        if name in allowed
    ]
