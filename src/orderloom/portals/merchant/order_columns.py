"""The columns of the list of orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.queries.orders import OrderRow
from orderloom.intake.review.kinds import kind_of
from orderloom.intake.states import WaitsOn
from orderloom.kernel.money import Money
from orderloom.portals.lists.columns import ListColumn
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_words import PAYMENT_LOOKS, PAYMENTS
from orderloom.ui.status import label


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order with what its cells show; `other` is who of us it waits on, blank for the reader."""

    row: OrderRow
    status: str
    flag: str
    other: str
    people: tuple[str, ...]
    suppliers: tuple[str, ...]
    categories: tuple[str, ...]
    owners: tuple[UUID, ...]
    reader: Reader

    @property
    def tags(self) -> list[str]:
        """The tags, one by one."""
        return self.row.tags.splitlines()

    @property
    def is_over(self) -> bool:
        """Test whether it is no longer due."""
        return self.row.stage in ("shipped", "completed", "cancelled")

    @property
    def is_to_review(self) -> bool:
        """Test whether a rule of review holds it."""
        return kind_of(self.row.exception) is not None

    @property
    def payment_words(self) -> str:
        """The payment in words."""
        return str(PAYMENTS.get(self.row.payment, self.row.payment))

    @property
    def payment_tone(self) -> str:
        """The tone of the payment."""
        return PAYMENT_LOOKS.get(self.row.payment, ("idle", "draft"))[0]

    @property
    def payment_glyph(self) -> str:
        """The glyph of the payment."""
        return PAYMENT_LOOKS.get(self.row.payment, ("idle", "draft"))[1]

    def local(self, at: datetime | None) -> datetime | None:
        """Return the moment on the workspace's clock, as files have it."""
        return at.astimezone(self.reader.zone).replace(tzinfo=None, microsecond=0) if at else None


def _money(one: ShownOrder) -> Money | None:
    return None if one.row.total is None else Money(one.row.total, one.row.currency)


def _waits(one: ShownOrder) -> str:
    if one.row.waits_on == WaitsOn.MERCHANT:
        return one.other or (one.people[0] if one.people else one.reader.actor.name)
    if one.row.waits_on == WaitsOn.CARRIER:
        return _("Carrier")
    return one.row.waits_name


def _joined(words: Sequence[str]) -> str:
    return _(", ").join(words)


COLUMNS: dict[str, ListColumn] = {
    "number": ListColumn(gettext_lazy("Order"), lambda one: f"SO-{one.row.number}", "o-w1", sort="number"),
    "buyer": ListColumn(gettext_lazy("Customer"), lambda one: one.row.buyer_name, "w-cust"),
    "items": ListColumn(gettext_lazy("Items"), lambda one: one.row.first_title),
    "units": ListColumn(gettext_lazy("Qty"), lambda one: one.row.units, "w-qty", right=True),
    "total": ListColumn(
        gettext_lazy("Amount"), _money, "o-w1", right=True, sort="total", greatest_first=True, money=True
    ),
    "status": ListColumn(
        gettext_lazy("Status"), lambda one: one.flag or str(label("order", one.status)), "w-st"
    ),
    "waits": ListColumn(gettext_lazy("Waiting on"), _waits, "w-who"),
    "due": ListColumn(gettext_lazy("Due"), lambda one: one.local(one.row.due_at), "o-w2", sort="due"),
    "placed": ListColumn(
        gettext_lazy("Placed"),
        lambda one: one.local(one.row.placed_at),
        "o-w3",
        right=True,
        sort="placed",
        far=True,
        greatest_first=True,
    ),
    "store": ListColumn(gettext_lazy("Store"), lambda one: one.row.store, "w-120", usual=False),
    "external": ListColumn(
        gettext_lazy("Number at the shop"), lambda one: one.row.external_number, "w-120", usual=False
    ),
    "payment": ListColumn(gettext_lazy("Payment"), lambda one: one.payment_words, "w-120", usual=False),
    "country": ListColumn(
        gettext_lazy("Country"), lambda one: one.row.ship_country_code, "o-w4", usual=False
    ),
    "tags": ListColumn(gettext_lazy("Tags"), lambda one: _joined(one.tags), "w-160", usual=False),
    "owner": ListColumn(gettext_lazy("In charge"), lambda one: _joined(one.people), "w-120", usual=False),
    "suppliers": ListColumn(
        gettext_lazy("Suppliers"), lambda one: _joined(one.suppliers), "w-160", usual=False
    ),
    "categories": ListColumn(
        gettext_lazy("Category"), lambda one: _joined(one.categories), "w-160", usual=False
    ),
    "received": ListColumn(
        pgettext_lazy("order", "Came in"),
        lambda one: one.local(one.row.received_at),
        "o-w3",
        right=True,
        usual=False,
    ),
}
