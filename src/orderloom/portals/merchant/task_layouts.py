"""The list of tasks as a board, as a month, or as a timeline by supplier."""

from typing import Any

from orderloom.portals.layouts.board import BoardMove, Lane, lanes
from orderloom.portals.layouts.month import month_of
from orderloom.portals.layouts.timeline import timeline_of
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.merchant.task_columns import ShownTask
from orderloom.portals.merchant.task_moves import MOVES
from orderloom.production.states import TASK, TaskStatus

LANES = ("queued", "offered", "accepted", "in_production", "ready_to_ship", "shipped")


def layout_of(at: ListPage) -> dict[str, Any]:
    """Return what another layout than the table shows."""
    if at.asked.layout == "calendar":
        month = month_of(at.listing, at.reader, at.base, at.asked, is_day=True, card=lambda one: one)
        return {"month": month, "layout_part": "portals/merchant/lists/month.html", "rows": []}
    if at.asked.layout == "timeline":
        found = timeline_of(at.listing, at.reader, at.base, at.asked)
        return {"timeline": found, "layout_part": "portals/merchant/lists/timeline.html", "rows": []}
    board = lanes(at.listing, at.reader, at.base, at.asked, {code: code for code in LANES})
    return {
        "lanes": [(lane, _cards(at, lane)) for lane in board],
        "thing": "task",
        "layout_part": "portals/merchant/lists/board.html",
        "rows": [],
    }


def _cards(at: ListPage, lane: Lane) -> list[tuple[ShownTask, list[BoardMove]]]:
    return [(card, _moves(at, card)) for card in lane.cards]


def _moves(at: ListPage, card: ShownTask) -> list[BoardMove]:
    row = card.row
    found = []
    for name in TASK.allowed(at.request.actor, TaskStatus(row.status)):
        if name in MOVES:
            url = here(at.request, "task-move", row.order_id, row.id, name)
            to = TASK.moves[name].target.value
            found.append(BoardMove(MOVES[name].label, to, url, name, post=MOVES[name].form is None))
    return found
