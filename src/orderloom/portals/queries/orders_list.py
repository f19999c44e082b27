"""The merchant's list of orders beyond one page of it: how many fit, and all of them in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from orderloom.intake.queries.orders import MOST_COUNTED, OrderFilters, filtered_orders
from orderloom.kernel.actor import Actor

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Matching:
    """How many orders fit, up to 10,000; `capped` when there are more."""

    count: int
    capped: bool


def count_matching(actor: Actor, stage: str, filters: OrderFilters) -> Matching:
    """Return how many orders fit, in one statement. Raises NotAllowed."""
    found = filtered_orders(actor, stage, filters).order_by()
    count = found.values("id")[: MOST_COUNTED + 1].count()
    return Matching(min(count, MOST_COUNTED), count > MOST_COUNTED)


def matching_ids(
    actor: Actor, stage: str, filters: OrderFilters, *, chunk: int = CHUNK
) -> Iterator[list[UUID]]:
    """Give the ids of all orders that fit, piece by piece, newest first.

    Each piece is read in a transaction of its own; what is done with it may take its orders out of the filter.
    Must be called outside a transaction, in the hat of the actor's workspace. Raises NotAllowed.
    """
    last: Q | None = None
    while True:
        with transaction.atomic():
            found = filtered_orders(actor, stage, filters)
            rows = list((found.filter(last) if last else found).values_list("placed_at", "id")[:chunk])
        if not rows:
            return
        placed_at, order_id = rows[-1]
        last = Q(placed_at__lte=placed_at) & (Q(placed_at__lt=placed_at) | Q(id__lt=order_id))
        yield [one for _placed, one in rows]
