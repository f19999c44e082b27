"""The list of tasks, as the pattern of all lists needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import get_language, gettext_lazy

from orderloom.kernel.keyset import Sort, Values, day
from orderloom.portals.lists.asked import Asked as AnyAsked
from orderloom.portals.lists.filters import Words
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_narrowing import categories, suppliers
from orderloom.portals.merchant.task_columns import COLUMNS, ShownTask
from orderloom.portals.merchant.task_filters import FILTERS, TasksAsked, asked_of_tasks
from orderloom.portals.queries.task_list import JOINED, NAMES, Clock, TaskRow, filtered_tasks
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.ui.status import label


def _statuses(reader: Reader) -> Words:
    return {one.value: label("task", one.value) for one in TaskStatus}


@dataclass(frozen=True, slots=True)
class TaskListing:
    """All tasks of a workspace."""

    name = "tasks"
    columns = COLUMNS
    filters = FILTERS
    sorts = {"new": Sort("id", str), "due": Sort("due_key", day), "number": Sort("number", int)}
    groups = {
        "supplier": Grouping(gettext_lazy("Supplier"), "supplier_id", suppliers),
        "status": Grouping(gettext_lazy("Status"), "status", _statuses),
        "due": Grouping(gettext_lazy("Due"), "due_key"),
        "category": Grouping(gettext_lazy("Category"), "category_id", categories),
    }
    reads = NAMES
    joined = {name: F(path) for name, path in JOINED.items()}
    layouts = ("table", "board", "calendar", "timeline")

    def asked(self, values: Mapping[str, str]) -> TasksAsked:
        """Read what an address or a form asks for."""
        return asked_of_tasks(values)

    def narrowed(self, reader: Reader, asked: AnyAsked) -> "QuerySet[OrderTask]":
        """Return the tasks that fit."""
        assert isinstance(asked, TasksAsked)
        return filtered_tasks(
            reader.actor, asked, Clock(reader.now, reader.today, str(reader.zone))
        ).order_by()

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownTask]:
        """Return the tasks as their cells need them."""
        in_chinese = (get_language() or "").startswith("zh")
        return [ShownTask(_row(values, in_chinese=in_chinese), reader) for values in rows]


def _row(values: Values, *, in_chinese: bool) -> TaskRow:
    told: dict[str, Any] = {name: values[name] for name in NAMES}
    category = (values["category_zh"] if in_chinese else "") or values["category_name"]
    return TaskRow(
        order_number=values["order_number"], supplier=values["supplier_name"], category=category, **told
    )


TASKS = TaskListing()
