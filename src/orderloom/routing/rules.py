"""Fair rotation: whose turn it is in a pool, in exact arithmetic.

A seat's level is what it was served for each unit of its weight. The lowest level is served next. With equal
weights any two seats that sit together so differ by at most one turn. With unequal ones no seat is ever ahead
of its exact share by more than `1 - weight / W` tasks (W is the sum of the k weights), nor behind it by more
than `k - 2 + weight / W`.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

Exact = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Seat:
    """A supplier's place in a pool.

    `served` counts the tasks it was allocated; `adjustment` moves its level without being work;
    `last_served` is the number of the pool's turn at which it was served last, 0 for never.
    """

    supplier_id: UUID
    weight: int
    served: int = 0
    adjustment: Exact = 0
    last_served: int = 0

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError("a weight is at least 1")

    @property
    def level(self) -> Fraction:
        """Tell how much the seat was served for each unit of weight."""
        return (self.served + Fraction(self.adjustment)) / self.weight


def choose(seats: Iterable[Seat]) -> Seat:
    """Pick whose turn it is: the lowest level, of those the longest idle, of those the smaller id.

    Raises ValueError when there is no seat.
    """
    return min(seats, key=lambda seat: (seat.level, seat.last_served, seat.supplier_id))


def served(seat: Seat, turn: int) -> Seat:
    """Give the seat as it is after it was served at the pool's `turn`."""
    return replace(seat, served=seat.served + 1, last_served=turn)


def declined(seat: Seat) -> Seat:
    """Give the seat as it is after it gave a task back: that is no work, but its turn is used up.

    Were the turn given back too, the next in line would run two ahead of it, and of whoever joins then.
    """
    return replace(seat, served=seat.served - 1, adjustment=Fraction(seat.adjustment) + 1)


def newcomer_adjustment(
    active_seats: Iterable[Seat], weight: int, served: int, adjustment: Exact | None = None
) -> Fraction:
    """Work out the adjustment that puts a seat at the lowest level among the active.

    With the `adjustment` that it had before a leave, it keeps its own level where that is higher: else a
    supplier could pause after every task and be served twice a round. Leave it out for a changed weight.
    """
    own = Fraction(adjustment or 0)
    lowest = min((seat.level for seat in active_seats), default=None)
    if lowest is None:
        return own
    joined = lowest * weight - served
    return joined if adjustment is None else max(joined, own)


def serve_many(seats: Sequence[Seat], count: int, first_turn: int | None = None) -> list[UUID]:
    """Serve `count` tasks and list whose each is, exactly as `choose` and `served` would, one by one.

    The task at place p is served at turn `first_turn + p`; by default the turn after the latest one.
    Raises ValueError when there are tasks and no seat.
    """
    if count <= 0:
        return []
    if not seats:
        raise ValueError("nobody sits in this pool")
    turn = first_turn if first_turn is not None else 1 + max(seat.last_served for seat in seats)
    # Levels become whole numbers on a common scale: a comparison of fractions is twenty times slower.
    scale = math.lcm(*(seat.weight * Fraction(seat.adjustment).denominator for seat in seats))
    heap = [
        (
            int(seat.level * scale),
            seat.last_served,
            seat.supplier_id.int,
            scale // seat.weight,
            seat.supplier_id,
        )
        for seat in seats
    ]
    heapq.heapify(heap)
    picked: list[UUID] = []
    for now in range(turn, turn + count):
        level, _, order, step, supplier_id = heap[0]
        picked.append(supplier_id)
        heapq.heapreplace(heap, (level + step, now, order, step, supplier_id))
    return picked
