"""The columns of the list of tasks."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.states import WaitsOn
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.reader import Reader
from orderloom.portals.queries.task_list import WAITING, TaskRow
from orderloom.ui.status import label, look


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task with what its cells show."""

    row: TaskRow
    reader: Reader

    @property
    def waits(self) -> str:
        """On whom it waits: merchant, supplier, carrier or nobody."""
        if self.row.talk_turn == "merchant":
            return "merchant"
        return next((who for who, statuses in WAITING.items() if self.row.status in statuses), "nobody")

    @property
    def due(self) -> datetime | date | None:
        """By when whoever it waits on has to act; of a finished task, the promised day."""
        if self.row.talk_turn:
            return self.row.talk_by
        if self.row.status == "offered":
            return self.row.respond_by
        if self.row.status == "cancelled":
            return None
        return self.row.requested_date if self.row.status == "queued" else self.row.promised_date

    @property
    def is_over(self) -> bool:
        """Test whether nothing is due any more."""
        return self.waits in ("carrier", "nobody")

    @property
    def flag(self) -> str:
        """What takes the status's place: a proposal that waits on the merchant too long."""
        row = self.row
        is_late = row.talk_turn == "merchant" and row.talk_by is not None and row.talk_by < self.reader.now
        return _("Proposal waits too long") if is_late else ""

    @property
    def tone(self) -> str:
        """The tone of its status."""
        return look("task", self.row.status).tone

    @property
    def status_words(self) -> str:
        """Its status in words."""
        return str(label("task", self.row.status))

    def local(self, at: datetime | None) -> datetime | None:
        """Return the moment on the workspace's clock, as files have it."""
        return at.astimezone(self.reader.zone).replace(tzinfo=None, microsecond=0) if at else None


def _due(one: ShownTask) -> datetime | date | None:
    return one.local(one.due) if isinstance(one.due, datetime) else one.due


def _waits(one: ShownTask) -> str:
    if one.waits == WaitsOn.MERCHANT:
        return one.reader.workspace.name
    if one.waits == WaitsOn.CARRIER:
        return _("Carrier")
    return (one.row.supplier or "") if one.waits == WaitsOn.SUPPLIER else ""


def _items(one: ShownTask) -> str:
    return " ".join(part for part in (one.row.title, one.row.variant) if part)


COLUMNS: dict[str, ListColumn] = {
    "number": ListColumn(
        gettext_lazy("Task"), lambda one: f"T-{one.row.number}", "w-no", sort="number", greatest_first=True
    ),
    "order": ListColumn(gettext_lazy("Order"), lambda one: f"SO-{one.row.order_number}", "w-no", far=True),
    "items": ListColumn(gettext_lazy("Item"), _items),
    "sku": ListColumn(gettext_lazy("SKU"), lambda one: one.row.sku, "w-160", far=True),
    "quantity": ListColumn(gettext_lazy("Qty"), lambda one: one.row.quantity, "w-qty", right=True),
    "status": ListColumn(gettext_lazy("Status"), lambda one: str(label("task", one.row.status)), "w-st"),
    "waits": ListColumn(gettext_lazy("Waiting on"), _waits, "w-who"),
    "due": ListColumn(gettext_lazy("Due"), _due, "w-due", sort="due"),
    "supplier": ListColumn(gettext_lazy("Supplier"), lambda one: one.row.supplier, "w-160", usual=False),
    "category": ListColumn(gettext_lazy("Category"), lambda one: one.row.category, "w-120", usual=False),
    "produced": ListColumn(
        pgettext_lazy("task", "Made"), lambda one: one.row.produced, "w-qty", right=True, usual=False
    ),
    "promised": ListColumn(
        gettext_lazy("Promised day"), lambda one: one.row.promised_date, "w-due", usual=False
    ),
    "requested": ListColumn(
        gettext_lazy("Asked for by"), lambda one: one.row.requested_date, "w-due", usual=False
    ),
    "answer": ListColumn(
        gettext_lazy("Answer by"), lambda one: one.local(one.row.respond_by), "w-due", usual=False
    ),
    "created": ListColumn(
        pgettext_lazy("task", "Created"),
        lambda one: one.local(one.row.created_at),
        "w-due",
        sort="new",
        usual=False,
        greatest_first=True,
    ),
    "shipped": ListColumn(
        pgettext_lazy("task", "Shipped on"), lambda one: one.local(one.row.shipped_at), "w-due", usual=False
    ),
}
