"""Where an order stands in the list that it was opened from: `6 of 486`, and which are beside it."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.orders import MOST_COUNTED
from orderloom.kernel.reading import planned_anew
from orderloom.portals.lists.sorts import Sort, beyond, cursor_of, ordered
from orderloom.ui.money import count_words


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
        return f"{count_words(MOST_COUNTED)}+" if self.total > MOST_COUNTED else count_words(self.total)


def place_of(
    rows: "QuerySet[CustomerOrder]", sort: Sort, order: CustomerOrder, *, descending: bool
) -> Beside:
    """Return the order's place in the list of these rows, in five statements; the order need not be among them."""
    mark = cursor_of(sort, {"id": order.id, sort.field: getattr(order, sort.field)})
    before = rows.filter(beyond(sort, mark, descending=not descending))
    after = rows.filter(beyond(sort, mark, descending=descending))
    with planned_anew():
        earlier = ordered(before, sort, descending=not descending).values_list("id", flat=True).first()
        later = ordered(after, sort, descending=descending).values_list("id", flat=True).first()
        number = total = 0
        if rows.filter(id=order.id).exists():
            number = before.values("id")[:MOST_COUNTED].count() + 1
            total = rows.values("id")[: MOST_COUNTED + 1].count()
    return Beside(earlier, later, number if number <= MOST_COUNTED else 0, total)
