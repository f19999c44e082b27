"""The list of orders, as the pattern of all lists needs it: columns, filters, sorts, rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from orderloom.identity.queries import PersonCard
from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.findings import open_kinds
from orderloom.intake.queries.orders import NAMES, OrderRow, filtered_orders
from orderloom.intake.states import WaitsOn
from orderloom.portals.lists.asked import Asked as AnyAsked
from orderloom.portals.lists.reader import Reader
from orderloom.portals.lists.sorts import Sort, Values, moment
from orderloom.portals.merchant.order_columns import COLUMNS, ShownOrder
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.order_narrowing import FILTERS
from orderloom.portals.merchant.order_words import flag_words, shown_status
from orderloom.portals.queries.in_charge import in_charge
from orderloom.portals.queries.order_extras import OrderExtras, extras_of
from orderloom.portals.queries.orders_list import filters_of

People = Mapping[UUID, list[PersonCard]]


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
