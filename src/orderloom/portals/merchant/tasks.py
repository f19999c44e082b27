"""The merchant's list of supplier tasks."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.queries.task_list import (
    MOST_COUNTED,
    Clock,
    TaskFilters,
    TaskListPage,
    count_tasks,
    task_counts,
    task_rows,
)
from orderloom.production.states import TaskStatus
from orderloom.ui.shapes import Chip, Column, MenuItem, Paging, Tab
from orderloom.ui.status import label

ALWAYS = ("queued", "offered", "accepted", "in_production", "ready_to_ship", "shipped", "done")
DUE = {
    "answer": gettext_lazy("Answer overdue"),
    "late": gettext_lazy("Late"),
    "soon": gettext_lazy("By tomorrow"),
}
LONGEST = 120


@require_GET
def tasks(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the tasks, newest first, narrowed down as the address says."""
    asked, cursor = asked_of_tasks(request.GET), request.GET.get("after", "")
    now = clock.now()
    at = Clock(now, now.astimezone(ZoneInfo(request.workspace.zone)).date())
    suppliers = dict(visible_suppliers(request.actor).order_by("name").values_list("id", "name"))
    counts = task_counts(request.actor, asked.supplier_id)
    total = _total(request, asked, at, counts)
    found = task_rows(request.actor, asked, at, cursor=cursor)
    facts = {
        "rows": found.rows,
        "asked": asked,
        "kept": told_of_tasks(replace(asked, text="")),
        "tabs": _tabs(request, asked, counts),
        "chips": _chips(request, asked, suppliers),
        "filters": _filters(request, asked, suppliers),
        "columns": _columns(),
        "clear_url": here(request, "tasks"),
        "paging": _paging(request, asked, found, total, cursor),
    }
    return page(request, "tasks", facts)


def asked_of_tasks(values: Mapping[str, str]) -> TaskFilters:
    """Read what the address says; what makes no sense does not narrow."""
    status, due = values.get("status", ""), values.get("due", "")
    return TaskFilters(
        status=status if status in set(TaskStatus) else "",
        supplier_id=_uuid(values.get("supplier", "")),
        text=values.get("q", "").replace("\0", "").strip()[:LONGEST],
        due=due if due in DUE else "",
    )


def told_of_tasks(asked: TaskFilters) -> list[tuple[str, str]]:
    """Return what narrows, by its name in addresses."""
    told = {
        "status": asked.status,
        "q": asked.text,
        "supplier": str(asked.supplier_id or ""),
        "due": asked.due,
    }
    return [(name, value) for name, value in told.items() if value]


def _address(request: AudienceRequest, asked: TaskFilters, **more: str) -> str:
    told = [*told_of_tasks(asked), *more.items()]
    return here(request, "tasks") + (f"?{urlencode(told)}" if told else "")


def _total(request: AudienceRequest, asked: TaskFilters, at: Clock, counts: dict[str, int]) -> int:
    if asked.text or asked.due:
        return count_tasks(request.actor, asked, at)
    return counts.get(asked.status, 0) if asked.status else sum(counts.values())


def _tabs(request: AudienceRequest, asked: TaskFilters, counts: dict[str, int]) -> list[Tab]:
    there = replace(asked, text="", due="")
    everything = told_count(sum(counts.values()))
    shown = [status.value for status in TaskStatus if status in ALWAYS or counts.get(status)]
    return [
        Tab(_("All"), _address(request, replace(there, status="")), everything, current=not asked.status),
        *(
            Tab(
                label("task", code),
                _address(request, replace(there, status=code)),
                told_count(counts.get(code, 0)),
                "hot" if code == TaskStatus.QUEUED else "",
                code == asked.status,
            )
            for code in shown
        ),
    ]


def _chips(request: AudienceRequest, asked: TaskFilters, suppliers: dict[UUID, str]) -> list[Chip]:
    chips = []
    if asked.text:
        chips.append(Chip(_("Search"), asked.text, _address(request, replace(asked, text=""))))
    if asked.supplier_id:
        name = suppliers.get(asked.supplier_id, "")
        chips.append(Chip(_("Supplier"), name, _address(request, replace(asked, supplier_id=None))))
    if asked.due:
        chips.append(Chip(_("Due"), str(DUE[asked.due]), _address(request, replace(asked, due=""))))
    return chips


def _filters(
    request: AudienceRequest, asked: TaskFilters, suppliers: dict[UUID, str]
) -> list[tuple[str, list[MenuItem]]]:
    by_supplier = [
        MenuItem(
            name,
            _address(request, replace(asked, supplier_id=supplier_id)),
            current=supplier_id == asked.supplier_id,
        )
        for supplier_id, name in suppliers.items()
    ]
    by_due = [
        MenuItem(
            str(words), _address(request, replace(asked, status="", due=code)), current=code == asked.due
        )
        for code, words in DUE.items()
    ]
    return [(_("Due"), by_due), (_("Supplier"), by_supplier)]


def _columns() -> list[Column]:
    return [
        Column(_("Task"), "w-no"),
        Column(_("Order"), "w-no far"),
        Column(_("Item")),
        Column(_("SKU"), "w-160 far"),
        Column(_("Qty"), "w-qty", right=True),
        Column(_("Status"), "w-st"),
        Column(_("Waiting on"), "w-who"),
        Column(_("Due"), "w-due"),
    ]


def _paging(
    request: AudienceRequest, asked: TaskFilters, found: TaskListPage, total: int, cursor: str
) -> Paging:
    return Paging(
        len(found.rows),
        min(total, MOST_COUNTED),
        capped=total > MOST_COUNTED,
        next_url=_address(request, asked, after=found.next_cursor) if found.next_cursor else "",
        previous_url=_address(request, asked) if cursor else "",
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
