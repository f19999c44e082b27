"""Many turns of one pool in a row, as fast as a bulk run needs them; the rule itself is in rules.py."""

import heapq
import math
from collections.abc import Collection, Sequence
from uuid import UUID

from orderloom.routing.rules import Seat

Entry = tuple[int, int, int, int, UUID]  # level on the common scale, last turn, id as number, step, supplier


class Rotation:
    """The seats of one locked pool during a run: each turn serves one of them."""

    def __init__(self, seats: Sequence[Seat], turns: int) -> None:
        self.turns = turns
        self.served = {seat.supplier_id: seat.served for seat in seats}
        self.last = {seat.supplier_id: seat.last_served for seat in seats}
        scale = math.lcm(*(seat.weight * seat.adjustment.as_integer_ratio()[1] for seat in seats))
        self._heap: list[Entry] = [
            (
                _level(seat, scale),
                seat.last_served,
                seat.supplier_id.int,
                scale // seat.weight,
                seat.supplier_id,
            )
            for seat in seats
        ]
        heapq.heapify(self._heap)

    def turn(self, left_out: Collection[UUID] = ()) -> UUID:
        """Serve the one whose turn it is, passing over those left out, and return it."""
        chosen = self._heap[0]
        if left_out:
            chosen = min(entry for entry in self._heap if entry[4] not in left_out)
        level, _, order, step, supplier_id = chosen
        self.turns += 1
        after = (level + step, self.turns, order, step, supplier_id)
        if chosen is self._heap[0]:
            heapq.heapreplace(self._heap, after)
        else:
            self._heap[self._heap.index(chosen)] = after
            heapq.heapify(self._heap)
        self.served[supplier_id] += 1
        self.last[supplier_id] = self.turns
        return supplier_id


def _level(seat: Seat, scale: int) -> int:
    """Return the seat's level on a scale of whole numbers, on which it is exact."""
    over, under = seat.adjustment.as_integer_ratio()
    return (seat.served * under + over) * (scale // (seat.weight * under))
