"""The list of orders, as the pattern of all lists needs it: columns, filters, sorts, rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from orderloom.identity.queries import PersonCard
from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.orders import NAMES, OrderRow, filtered_orders
from orderloom.intake.states import WaitsOn
from orderloom.portals.lists.reader import Reader
from orderloom.portals.lists.sorts import Sort, Values, moment
from orderloom.portals.merchant.order_columns import COLUMNS, ShownOrder
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.merchant.order_narrowing import FILTERS
from orderloom.portals.merchant.order_words import exception_words, shown_status
from orderloom.portals.queries.in_charge import in_charge
from orderloom.portals.queries.order_extras import categories_of, suppliers_of
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
    joined = {"store_name": F("store__name")}
    layouts = ("table", "board", "calendar")

    def asked(self, values: Mapping[str, str]) -> Asked:
        """Read what an address or a form asks for."""
        return asked_of(values)

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[CustomerOrder]":
        """Return the orders that fit. Raises NotAllowed."""
        filters = filters_of(reader.actor, asked, now=reader.now, zone=reader.workspace.zone)
        return filtered_orders(reader.actor, asked.stage, filters).order_by()

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownOrder]:
        """Return the orders with what only some columns need; at most seven statements, however many rows."""
        read = [_row(values) for values in rows]
        extras = _Extras.of(reader, read, keys)
        return [extras.shown(reader, row) for row in read]


def _row(values: Values) -> OrderRow:
    told: dict[str, Any] = {name: values[name] for name in NAMES}
    return OrderRow(store=values["store_name"], **told)


@dataclass(frozen=True, slots=True)
class _Extras:
    """What other tables know of the orders of a page, by the order's id."""

    people: People
    suppliers: Mapping[UUID, list[str]]
    categories: Mapping[UUID, list[str]]
    with_people: bool

    @classmethod
    def of(cls, reader: Reader, rows: Sequence[OrderRow], keys: Sequence[str]) -> "_Extras":
        ids, with_people = [row.id for row in rows], "owner" in keys
        ours = ids if with_people else [row.id for row in rows if row.waits_on == WaitsOn.MERCHANT]
        nothing: Mapping[UUID, list[str]] = defaultdict(list)
        return cls(
            in_charge(reader.actor, ours, reader.people) if with_people or "waits" in keys else {},
            suppliers_of(reader.actor, ids) if "suppliers" in keys else nothing,
            categories_of(reader.actor, ids) if "categories" in keys else nothing,
            with_people,
        )

    def shown(self, reader: Reader, row: OrderRow) -> ShownOrder:
        people = self.people.get(row.id, [])
        mine = any(person.id == reader.actor.user_id for person in people)
        return ShownOrder(
            row,
            status=shown_status(row.stage, row.held),
            flag=exception_words(row.exception),
            other="" if mine or not people else people[0].name,
            people=tuple(person.name for person in people),
            suppliers=tuple(self.suppliers.get(row.id, ())),
            categories=tuple(self.categories.get(row.id, ())),
            reader=reader,
        )


ORDERS = OrderListing()
