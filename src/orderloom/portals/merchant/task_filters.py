"""What the list of tasks is asked for, and what it can be narrowed down by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.states import WaitsOn
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked, Shape, read_values
from orderloom.portals.lists.filters import Filter, Words
from orderloom.portals.merchant.order_narrowing import WAITS, categories, suppliers
from orderloom.production.states import TaskStatus

DUE: Words = {
    "answer": gettext_lazy("Answer overdue"),
    "late": pgettext_lazy("due", "Late"),
    "soon": gettext_lazy("By tomorrow"),
}
TALKS: Words = {
    "merchant": gettext_lazy("Waiting on you"),
    "supplier": gettext_lazy("Waiting on the supplier"),
    "late": gettext_lazy("Waiting on you too long"),
}
LEFT: Words = {
    "fortnight": gettext_lazy("In the last 14 days"),
    "late": gettext_lazy("In the last 14 days, too late"),
}
USUAL = ("number", "order", "items", "sku", "quantity", "status", "waits", "due")
FURTHER = ("supplier", "category", "produced", "promised", "requested", "answer", "created", "shipped")
GROUPS = ("supplier", "status", "due", "category")
SORTS = ("new", "due", "number")

SHAPE = Shape(
    {
        "status": reads.one_of([one.value for one in TaskStatus]),
        "q": reads.words,
        "supplier": reads.ids,
        "due": reads.one_of(list(DUE)),
        "left": reads.one_of(list(LEFT)),
        "proposal": reads.one_of(list(TALKS)),
        "due_from": reads.day,
        "due_to": reads.day,
        "waits": reads.some_of([one.value for one in WaitsOn]),
        "category": reads.ids,
        **reads.shown(SORTS, (*USUAL, *FURTHER), ("board", "calendar", "timeline"), GROUPS),
    },
    tab="status",
    usual={"sort": "-new", "size": "50", "cols": ",".join(USUAL)},
)


@dataclass(frozen=True, slots=True)
class TasksAsked(Asked):
    """What the list of tasks is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)


def asked_of_tasks(values: Mapping[str, str]) -> TasksAsked:
    """Read what an address or a form asks for; what makes no sense does not narrow."""
    return TasksAsked(values=read_values(SHAPE, values))


def told_of_tasks(asked: TasksAsked) -> list[tuple[str, str]]:
    """Return what is asked for, by its name in addresses."""
    return asked.told()


FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("supplier", gettext_lazy("Supplier"), "many", suppliers),
    Filter("due", gettext_lazy("Due"), "days", lambda reader: DUE),
    Filter("left", pgettext_lazy("filter", "Shipped"), "one", lambda reader: LEFT),
    Filter("proposal", gettext_lazy("Proposal"), "one", lambda reader: TALKS),
    Filter("waits", gettext_lazy("Waiting on"), "many", lambda reader: WAITS),
    Filter("category", gettext_lazy("Category"), "many", categories),
)
