"""The list of orders, as the pattern of all lists needs it: columns, filters, sorts, rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from orderloom.identity.queries import PersonCard
from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.findings import open_kinds
from orderloom.intake.queries.orders import NAMES, OrderRow, filtered_orders
from orderloom.intake.states import OrderStage, WaitsOn
from orderloom.kernel.keyset import Sort, Values, moment
from orderloom.portals.lists.asked import Asked as AnyAsked
from orderloom.portals.lists.filters import Words
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_columns import COLUMNS, ShownOrder
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.order_narrowing import FILTERS, WAITS, stores
from orderloom.portals.merchant.order_words import PAYMENTS, flag_words, shown_status
from orderloom.portals.queries.in_charge import in_charge
from orderloom.portals.queries.order_extras import OrderExtras, extras_of
from orderloom.portals.queries.orders_list import filters_of
from orderloom.ui.status import label

People = Mapping[UUID, list[PersonCard]]


def _stages(reader: Reader) -> Words:
    return {one.value: label("order", shown_status(one.value, held=False)) for one in OrderStage}


@dataclass(frozen=True, slots=True)
class OrderListing:
    """All orders of a workspace."""

    name = "orders"
    columns = COLUMNS
    filters = FILTERS
    sorts = {
        "placed": Sort("placed_at", moment),
        "due": Sort("due_key", moment),
        "number": Sort("number", int),
        "total": Sort("total_key", int),
    }
    groups = {
        "status": Grouping(gettext_lazy("Status"), "stage", _stages),
        "store": Grouping(gettext_lazy("Store"), "store_id", stores),
        "due": Grouping(gettext_lazy("Due"), "due_key", zoned=True),
        "waits": Grouping(gettext_lazy("Waiting on"), "waits_on", lambda reader: WAITS),
        "payment": Grouping(gettext_lazy("Payment"), "payment", lambda reader: PAYMENTS),
    }
    reads = NAMES
    joined = {"store_name": F("store__name"), "reasons": open_kinds()}
    layouts = ("table", "board", "calendar")

    def asked(self, values: Mapping[str, str]) -> Asked:
        """Read what an address or a form asks for."""
        return asked_of(values)

    def narrowed(self, reader: Reader, asked: AnyAsked) -> "QuerySet[CustomerOrder]":
        """Return the orders that fit. Raises NotAllowed."""
        assert isinstance(asked, Asked)
        filters = filters_of(reader.actor, asked, now=reader.now, zone=reader.workspace.zone)
        return filtered_orders(reader.actor, asked.stage, filters).order_by()

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownOrder]:
        """Return the orders with what only some columns need; at most three statements, however many rows."""
        read = [_row(values) for values in rows]
        everyone = "owner" in keys
        ours = [row.id for row in read if everyone or row.waits_on == WaitsOn.MERCHANT]
        with_people = everyone or ("waits" in keys and bool(ours))
        extras = OrderExtras()
        if read and (with_people or {"suppliers", "categories"} & set(keys)):
            ids = [row.id for row in read]
            extras = extras_of(reader.actor, ids, people=with_people, suppliers="suppliers" in keys)
        people = in_charge(reader.actor, ours, reader.people, extras) if with_people else {}
        reasons = [values["reasons"] for values in rows]
        return [_shown(reader, row, kinds, people, extras) for row, kinds in zip(read, reasons, strict=True)]


def _row(values: Values) -> OrderRow:
    told: dict[str, Any] = {name: values[name] for name in NAMES}
    return OrderRow(store=values["store_name"], **told)


def _shown(
    reader: Reader, row: OrderRow, reasons: Sequence[str], people: People, extras: OrderExtras
) -> ShownOrder:
    charged = people.get(row.id, [])
    mine = any(person.id == reader.actor.user_id for person in charged)
    categories = dict.fromkeys(line.shown for line in extras.categories[row.id])
    return ShownOrder(
        row,
        status=shown_status(row.stage, row.held),
        flag=flag_words(row.exception, reasons),
        other="" if mine or not charged else charged[0].name,
        people=tuple(person.name for person in charged),
        suppliers=tuple(extras.suppliers[row.id]),
        categories=tuple(categories),
        owners=tuple(extras.own[row.id]),
        reader=reader,
    )


ORDERS = OrderListing()
