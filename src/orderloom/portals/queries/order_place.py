"""Where an order stands in the list that it was opened from: `6 of 486`, and which are beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, QuerySet, Subquery, Value, When

from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.order_detail import OrderDetail
from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel.actor import Actor
from orderloom.kernel.keyset import MOST_COUNTED, Sort, beyond, cursor_of, ordered
from orderloom.kernel.reading import planned_anew
from orderloom.ui.money import count_words

Rows = QuerySet[CustomerOrder]


@dataclass(frozen=True, slots=True)
class Beside:
    """The orders before and after one, where there are any, and its place among so many.

    `number` is 0 when the order is not in the list, or more than 10,000 places down.
    """

    previous: UUID | None
    next: UUID | None
    number: int
    total: int

    @property
    def total_words(self) -> str:
        """Return how many orders the list has, as it is told."""
        return count_words(min(self.total, MOST_COUNTED), capped=self.total > MOST_COUNTED)


class Count(Subquery):
    """How many rows a query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS few)"
    output_field = IntegerField()


def place_of(actor: Actor, rows: Rows, sort: Sort, order: OrderDetail, *, descending: bool) -> Beside:
    """Return the order's place in the list of these rows; the order need not be among them.

    It takes one statement, and one more where the list goes by what the page does not show of the order.
    """
    own = visible_orders(actor).filter(id=order.id)
    mark = cursor_of(sort, {"id": order.id, sort.field: _value(own, sort, order)})
    before = rows.filter(beyond(sort, mark, descending=not descending))
    after = rows.filter(beyond(sort, mark, descending=descending))
    is_in_list = Exists(rows.filter(id=order.id))

    def when_there(count: Count) -> Case:
        return Case(When(is_in_list, then=count), default=Value(0))

    with planned_anew():
        earlier, later, ahead, total = own.values_list(
            Subquery(ordered(before, sort, descending=not descending).values("id")[:1]),
            Subquery(ordered(after, sort, descending=descending).values("id")[:1]),
            when_there(Count(before.values("id")[:MOST_COUNTED])),
            when_there(Count(rows.values("id")[: MOST_COUNTED + 1])),
        ).get()
    return Beside(earlier, later, ahead + 1 if total and ahead < MOST_COUNTED else 0, total)


def _value(own: Rows, sort: Sort, order: OrderDetail) -> Any:
    """Return what the order has in the column that the list goes by."""
    shown = getattr(order, sort.field, None)
    return own.values_list(sort.field, flat=True).get() if shown is None else shown
