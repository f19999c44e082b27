"""The merchant's list of supplier tasks."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.queries.task_list import MOST_COUNTED, task_counts, task_rows
from orderloom.ui.shapes import Column, Paging, Tab
from orderloom.ui.status import label

SHOWN = ("queued", "offered", "accepted", "in_production", "ready_to_ship", "shipped", "done")


@require_GET
def tasks(request: AudienceRequest, slug: str) -> HttpResponse:
    """List the tasks, all or in one status, of all suppliers or one."""
    status, text, cursor = (request.GET.get(name, "").strip() for name in ("status", "q", "after"))
    supplier = _uuid(request.GET.get("supplier", ""))
    counts = task_counts(request.actor)
    found = task_rows(request.actor, status=status, supplier_id=supplier, text=text, cursor=cursor)
    total = counts.get(status, 0) if status else sum(counts.values())
    told = {"status": status, "q": text, "supplier": str(supplier or "")}
    facts = {
        "rows": found.rows,
        "text": text,
        "status": status,
        "narrowed": bool(text or supplier or status),
        "tabs": _tabs(request, status, counts),
        "columns": [
            Column(_("Task"), "w-no"),
            Column(_("Order"), "w-no"),
            Column(_("Item")),
            Column(_("SKU"), "w-160 far"),
            Column(_("Qty"), "w-qty", right=True),
            Column(_("Status"), "w-st"),
            Column(_("Waiting on"), "w-who"),
            Column(_("Due"), "w-due"),
        ],
        "clear_url": here(request, "tasks"),
        "paging": Paging(
            len(found.rows),
            total,
            capped=total >= MOST_COUNTED,
            next_url=_address(request, **told, after=found.next_cursor) if found.next_cursor else "",
            previous_url=_address(request, **told) if cursor else "",
        ),
    }
    return page(request, "tasks", facts)


def _tabs(request: AudienceRequest, status: str, counts: dict[str, int]) -> list[Tab]:
    tabs = [Tab(_("All"), here(request, "tasks"), sum(counts.values()), current=not status)]
    heat = {"queued": "hot"}
    return tabs + [
        Tab(
            label("task", code),
            _address(request, status=code),
            counts.get(code, 0),
            heat.get(code, ""),
            code == status,
        )
        for code in SHOWN
    ]


def _address(request: AudienceRequest, **values: str) -> str:
    told = {name: value for name, value in values.items() if value}
    return here(request, "tasks") + (f"?{urlencode(told)}" if told else "")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
