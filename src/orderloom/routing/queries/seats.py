"""Who sits in a rotation pool now, read without a lock and without seating anybody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from orderloom.catalog.queries import Maker
from orderloom.routing.models import PoolSeat, RotationPool
from orderloom.routing.rules import Seat, newcomer_adjustment


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of a pool as the next choice would find them, and how many turns the pool has had."""

    seats: tuple[Seat, ...]
    turns: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one supplier stands in one pool: what it had, and its part of all that the seated ones had."""

    category_id: UUID
    had: int
    share: float
    weight: int
    is_seated: bool


def seats_now(workspace_id: UUID, category_id: UUID, makers: Collection[Maker]) -> Seats:
    """Return the pool's active makers as they would sit at its next choice; two statements."""
    pool = RotationPool.objects.filter(workspace_id=workspace_id, category_id=category_id).first()
    rows = list(PoolSeat.objects.filter(workspace_id=workspace_id, pool_id=pool.id)) if pool else []
    return Seats(tuple(_seated(rows, makers)), pool.turns if pool else 0)


def _seated(rows: Sequence[PoolSeat], makers: Collection[Maker]) -> list[Seat]:
    """Seat whom the next choice would seat: as they are, or where they join or come back."""
    known = {row.supplier_id: row for row in rows}
    active = sorted((maker.supplier_id, maker.weight) for maker in makers if maker.active)
    staying = [
        _as_seat(known[supplier_id])
        for supplier_id, weight in active
        if supplier_id in known and known[supplier_id].seated and known[supplier_id].weight == weight
    ]
    sitting = {seat.supplier_id for seat in staying}
    joining = [
        _joining(staying, known.get(supplier_id), supplier_id, weight)
        for supplier_id, weight in active
        if supplier_id not in sitting
    ]
    return staying + joining


def _joining(staying: Sequence[Seat], row: PoolSeat | None, supplier_id: UUID, weight: int) -> Seat:
    if row is None:
        return Seat(supplier_id, weight, 0, newcomer_adjustment(staying, weight, 0))
    returning = Fraction(row.adjustment) if row.weight == weight else None
    adjustment = newcomer_adjustment(staying, weight, row.served, returning)
    return Seat(supplier_id, weight, row.served, adjustment, row.last_turn)


def _as_seat(row: PoolSeat) -> Seat:
    return Seat(row.supplier_id, row.weight, row.served, Fraction(row.adjustment), row.last_turn)


def standings(workspace_id: UUID, supplier_id: UUID) -> list[Standing]:
    """Return where the supplier stands in each pool that it was ever served in; two statements."""
    own = PoolSeat.objects.filter(workspace_id=workspace_id, supplier_id=supplier_id)
    categories = dict(own.values_list("pool_id", "pool__category_id"))
    totals: dict[UUID, int] = dict.fromkeys(categories, 0)
    mine: dict[UUID, PoolSeat] = {}
    for seat in PoolSeat.objects.filter(workspace_id=workspace_id, pool_id__in=list(categories)):
        totals[seat.pool_id] += seat.served
        if seat.supplier_id == supplier_id:
            mine[seat.pool_id] = seat
    return [
        Standing(
            categories[pool_id], seat.served, seat.served / totals[pool_id] if totals[pool_id] else 0.0,
            seat.weight, seat.seated,
        )
        for pool_id, seat in mine.items()
    ]  # fmt: skip
