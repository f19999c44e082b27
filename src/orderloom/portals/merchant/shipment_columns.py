"""The columns of the list of parcels."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from orderloom.intake.states import WaitsOn
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.reader import Reader
from orderloom.portals.queries.parcel_list import OWED_AFTER, ParcelLine
from orderloom.portals.supplier.cards import NO_NUMBER
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.shipping.states import ParcelState
from orderloom.ui.status import Ball, label, look


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel with what its cells show."""

    row: ParcelLine
    reader: Reader

    @property
    def number(self) -> str:
        """Its number, or why it has none."""
        return self.row.tracking_number or str(NO_NUMBER.get(self.row.no_tracking_reason, ""))

    @property
    def carrier(self) -> str:
        """The carrier's name in the reader's language."""
        known = CARRIERS.get(self.row.carrier)
        return known.name(get_language() or "en") if known else self.row.carrier

    @property
    def tracking_url(self) -> str:
        """The carrier's page about the parcel, if there is one."""
        known, number = CARRIERS.get(self.row.carrier), self.row.tracking_number
        return (known.tracking_url(number) or "") if known and number else ""

    @property
    def waits(self) -> str:
        """On whom it waits: supplier, carrier or nobody."""
        ball = look("parcel", self.row.state).ball
        return ball.value if ball in (Ball.SUPPLIER, Ball.CARRIER) else WaitsOn.NOBODY.value

    @property
    def due(self) -> datetime | None:
        """By when its supplier owes the number; no carrier says when it arrives."""
        return self.row.shipped_at + OWED_AFTER if self.row.state == ParcelState.NO_NUMBER else None

    def local(self, at: datetime | None) -> datetime | None:
        """Return the moment on the workspace's clock, as files have it."""
        return at.astimezone(self.reader.zone).replace(tzinfo=None, microsecond=0) if at else None


def _waits(one: ShownParcel) -> str:
    if one.waits == WaitsOn.CARRIER:
        return _("Carrier")
    return one.row.supplier if one.waits == WaitsOn.SUPPLIER else ""


def _items(one: ShownParcel) -> str:
    return " ".join(part for part in (one.row.title, one.row.variant) if part)


COLUMNS: dict[str, ListColumn] = {
    "number": ListColumn(gettext_lazy("Tracking number"), lambda one: one.number, "w-160"),
    "carrier": ListColumn(gettext_lazy("Carrier"), lambda one: one.carrier, "w-120"),
    "order": ListColumn(gettext_lazy("Order"), lambda one: f"SO-{one.row.order_number}", "w-no", far=True),
    "items": ListColumn(gettext_lazy("Item"), _items),
    "quantity": ListColumn(gettext_lazy("Qty"), lambda one: one.row.quantity, "w-qty", right=True),
    "status": ListColumn(gettext_lazy("Status"), lambda one: label("parcel", one.row.state), "w-st"),
    "waits": ListColumn(gettext_lazy("Waiting on"), _waits, "w-who"),
    "due": ListColumn(gettext_lazy("Due"), lambda one: one.local(one.due), "w-due"),
    "shipped": ListColumn(
        pgettext_lazy("parcel", "Left on"),
        lambda one: one.local(one.row.shipped_at),
        "w-due",
        sort="shipped",
        greatest_first=True,
    ),
    "supplier": ListColumn(gettext_lazy("Supplier"), lambda one: one.row.supplier, "w-120", usual=False),
    "task": ListColumn(gettext_lazy("Task"), lambda one: f"T-{one.row.task_number}", "w-no", usual=False),
    "store": ListColumn(gettext_lazy("Store"), lambda one: one.row.store, "w-120", usual=False),
    "arrived": ListColumn(
        pgettext_lazy("parcel", "Arrived on"), lambda one: one.local(one.row.arrived_at), "w-due", usual=False
    ),
}
