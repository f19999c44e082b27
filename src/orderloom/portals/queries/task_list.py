"""The merchant's list of order tasks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus

PAGE = 50
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task in the list."""

    id: UUID
    order_id: UUID
    number: int
    order_number: int
    title: str
    variant: str
    sku: str | None
    quantity: int
    produced: int
    status: str
    supplier: str | None
    supplier_id: UUID | None
    respond_by: datetime | None
    promised_date: date | None

    @property
    def order_name(self) -> str:
        """The order's number as people say it."""
        return f"SO-{self.order_number}"


@dataclass(frozen=True, slots=True)
class TaskListPage:
    """A page of the list; `next_cursor` leads to the next one and is blank on the last."""

    rows: tuple[TaskRow, ...]
    next_cursor: str


NAMES = (
    "id", "order_id", "number", "title", "variant", "sku", "quantity", "produced", "status", "supplier_id",
    "respond_by", "promised_date",
)  # fmt: skip


def task_rows(
    actor: Actor, *, status: str = "", supplier_id: UUID | None = None, text: str = "", cursor: str = ""
) -> TaskListPage:
    """Return a page of tasks, newest first, in one statement. Raises Invalid (no such cursor)."""
    found = visible_tasks(actor)
    if status:
        found = found.filter(status=status)
    if supplier_id:
        found = found.filter(supplier_id=supplier_id)
    if text:
        digits = text.upper().removeprefix("T-")
        found = (
            found.filter(number=int(digits))
            if digits.isdigit() and len(digits) < 18
            else found.filter(sku=text)
        )
    if cursor:
        found = found.filter(id__lt=_read(cursor))
    told = found.order_by("-id").values(
        *NAMES, order_number=F("order__number"), supplier_name=F("supplier__name")
    )
    rows = [TaskRow(supplier=row.pop("supplier_name"), **row) for row in told[: PAGE + 1]]
    return TaskListPage(tuple(rows[:PAGE]), str(rows[PAGE - 1].id) if len(rows) > PAGE else "")


def _read(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError as wrong:
        raise Invalid(
            _("This page does not exist. Begin with the first one."), fields={"cursor": _("Unknown.")}
        ) from wrong


COUNT = """
SELECT kind, (SELECT count(*) FROM (SELECT FROM production_ordertask
    WHERE workspace_id = %s AND status = kind LIMIT %s) AS few) FROM unnest(%s::text[]) AS kind
"""


def task_counts(actor: Actor) -> dict[str, int]:
    """Return how many tasks there are in each status, up to 10,000, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [actor.workspace_id, MOST_COUNTED, [status.value for status in TaskStatus]])
        return dict(cursor.fetchall())
