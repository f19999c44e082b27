"""Where an order stands in the list that it was opened from: `6 of 486`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from orderloom.intake.queries.orders import MOST_COUNTED, OrderFilters, filtered_orders
from orderloom.kernel.actor import Actor
from orderloom.ui.money import count_words


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an order among so many; `capped` when there are more than 10,000."""

    number: int
    total: int
    capped: bool

    @property
    def words(self) -> str:
        """Return the total as it is told."""
        return f"{count_words(self.total)}+" if self.capped else count_words(self.total)


def place_of(
    actor: Actor, stage: str, filters: OrderFilters, order_id: UUID, placed_at: datetime
) -> Place | None:
    """Return the order's place in the list, newest first, in three statements.

    None when it is not in the list, or more than 10,000 places down.
    """
    found = filtered_orders(actor, stage, filters).order_by()
    if not found.filter(id=order_id).exists():
        return None
    newer = Q(placed_at__gte=placed_at) & (Q(placed_at__gt=placed_at) | Q(id__gt=order_id))
    before = found.filter(newer).values("id")[:MOST_COUNTED].count()
    if before == MOST_COUNTED:
        return None
    total = found.values("id")[: MOST_COUNTED + 1].count()
    return Place(before + 1, min(total, MOST_COUNTED), total > MOST_COUNTED)
