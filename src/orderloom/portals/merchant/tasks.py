"""The merchant's list of supplier tasks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Matching
from orderloom.portals.lists.page import ListPage
from orderloom.portals.merchant.bulk_panels import bulk_panel
from orderloom.portals.merchant.setup_pages import page
from orderloom.portals.merchant.task_filters import asked_of_tasks, told_of_tasks
from orderloom.portals.merchant.task_layouts import layout_of
from orderloom.portals.merchant.task_listing import TASKS
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.task_list import task_counts
from orderloom.production.permissions import ANSWER
from orderloom.production.states import TaskStatus
from orderloom.routing.permissions import ASSIGN
from orderloom.ui.shapes import Tab
from orderloom.ui.status import label

__all__ = ["asked_of_tasks", "tasks", "told_of_tasks"]

ALWAYS = ("queued", "offered", "accepted", "in_production", "ready_to_ship", "shipped", "done")


@require_GET
def tasks(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the tasks as the address says, or show one of the panels of the list's bar. Raises Invalid."""
    here = ListPage.of(request, TASKS)
    if (panel := bulk_panel(here) or here.panel()) is not None:
        return panel
    can, suppliers = request.actor.can, here.asked.many("supplier")
    counts = task_counts(request.actor, UUID(suppliers[0]) if len(suppliers) == 1 else None)
    facts = {
        **here.bar(),
        **_body(here, counts),
        "tabs": _tabs(here.base, here.asked, counts),
        "may": {"any": can(ASSIGN) or can(ANSWER), "assign": can(ASSIGN), "remind": can(ANSWER)},
    }
    return page(request, "tasks", facts)


def _body(here: ListPage, counts: dict[str, int]) -> dict[str, Any]:
    """Return the table, or whatever else the rows are drawn as."""
    if here.asked.layout != "table":
        return layout_of(here)
    return here.table(lambda: _known(here.asked, counts))


def _known(asked: Asked, counts: dict[str, int]) -> Matching | None:
    """Return how many tasks fit where a tab says it already."""
    if {name for name, _value in asked.filters()} - {"status", "supplier"} or len(asked.many("supplier")) > 1:
        return None
    return Matching.of(counts.get(asked.tab, 0) if asked.tab else sum(counts.values()))


def _tabs(base: str, asked: Asked, counts: dict[str, int]) -> list[Tab]:
    shown = [status.value for status in TaskStatus if status in ALWAYS or counts.get(status)]
    everything = told_count(sum(counts.values()))
    return [
        Tab(_("All"), base + asked.but(status="").query(), everything, current=not asked.tab),
        *(
            Tab(
                label("task", code),
                base + asked.but(status=code).query(),
                told_count(counts.get(code, 0)),
                "hot" if code == TaskStatus.QUEUED else "",
                code == asked.tab,
            )
            for code in shown
        ),
    ]
