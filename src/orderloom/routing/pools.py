"""The pools of a run: locked in id order, their seats brought in line with who makes what now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from uuid import UUID

from django.db import connection

from orderloom.catalog.queries import EDITION, Edition, Maker, tree
from orderloom.kernel.ids import new_id, new_ids
from orderloom.kernel.reading import fetched
from orderloom.routing.models import PoolSeat
from orderloom.routing.rotation import Rotation
from orderloom.routing.rules import Seat, newcomer_adjustment


@dataclass(slots=True)
class Pool:
    """A locked pool with the active seats of its rotation."""

    id: UUID
    category_id: UUID
    makers: Sequence[Maker]
    rotation: Rotation


@dataclass(frozen=True, slots=True)
class UsedUp:
    """A turn in a category's pool that was no work after all."""

    category_id: UUID
    supplier_id: UUID


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool as it is stored."""

    id: UUID
    category_id: UUID
    turns: int


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as it is stored."""

    id: UUID
    supplier_id: UUID
    served: int
    adjustment: str
    weight: int
    last_turn: int
    seated: bool


POOLS = """
SELECT id, category_id, turns FROM routing_rotationpool WHERE workspace_id = %s AND category_id = ANY(%s)
AND (SELECT count(*) FROM routing_rotationpool WHERE workspace_id = %s AND category_id = ANY(%s)) = %s
ORDER BY id FOR UPDATE
"""  # all or none: who has locked some and waits for others to be made could wait in a circle
SEATS = f"""
SELECT now.edition, s.pool_id, s.id, s.supplier_id, s.served, s.adjustment, s.weight, s.last_turn, s.seated
FROM (SELECT {EDITION.format(workspace="%s")} AS edition) AS now
LEFT JOIN routing_poolseat s ON s.workspace_id = %s AND s.pool_id = ANY(%s) ORDER BY s.supplier_id
"""  # noqa: S608  ours; a row without a seat where nobody sits


def lock_pools(
    workspace_id: UUID,
    match: Callable[[], Mapping[UUID, Sequence[Maker]]],
    is_current: Callable[[Edition], bool],
) -> dict[UUID, Pool]:
    """Lock the pools of the categories that `match` finds, made where missing, with their active makers seated.

    Locking in id order is what keeps orders that touch several pools from waiting for each other in a circle. Whoever
    has been paused while others held the locks is not asked: while the edition of the catalogue, read under the locks,
    shows that `match` has looked at another one, it looks again.
    """
    locked: dict[UUID, PoolRow] = {}
    while True:
        makers = match()
        if missing := sorted(makers.keys() - locked.keys()):
            locked |= {pool.category_id: pool for pool in _locked(workspace_id, missing)}
        pools = [locked[category_id] for category_id in makers]
        edition, seats = _seats(workspace_id, [pool.id for pool in pools])
        if is_current(edition):
            break
    return {
        pool.category_id: _pool(workspace_id, pool, seats[pool.id], makers[pool.category_id])
        for pool in pools
    }


def _seats(workspace_id: UUID, pool_ids: Sequence[UUID]) -> tuple[Edition, dict[UUID, list[SeatRow]]]:
    """Return the edition of the catalogue, and the seats of each pool."""
    seats: dict[UUID, list[SeatRow]] = {pool_id: [] for pool_id in pool_ids}
    rows = fetched(SEATS, [workspace_id, workspace_id, list(pool_ids)])
    for _edition, pool_id, *seat in rows:
        if pool_id is not None:
            seats[pool_id].append(SeatRow(*seat))
    return rows[0][0], seats


def _pool(workspace_id: UUID, pool: PoolRow, rows: Sequence[SeatRow], makers: Sequence[Maker]) -> Pool:
    return Pool(pool.id, pool.category_id, makers, _seat(workspace_id, pool, rows, makers))


def _locked(workspace_id: UUID, categories: Sequence[UUID]) -> list[PoolRow]:
    which = [workspace_id, categories]
    rows = fetched(POOLS, [*which, *which, len(categories)])
    if len(rows) < len(categories):
        _make(workspace_id, categories)
        rows = fetched(POOLS, [*which, *which, len(categories)])
    return [PoolRow(*row) for row in rows]


def _make(workspace_id: UUID, categories: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_rotationpool (id, workspace_id, category_id, turns) "
            "SELECT u.id, %s, u.category_id, 0 FROM unnest(%s::uuid[], %s::uuid[]) AS u (id, category_id) "
            "ORDER BY u.category_id ON CONFLICT (workspace_id, category_id) DO NOTHING",
            [workspace_id, new_ids(len(categories)), list(categories)],
        )


def _seat(workspace_id: UUID, pool: PoolRow, rows: Sequence[SeatRow], makers: Collection[Maker]) -> Rotation:
    """Return the rotation of the pool's active makers, after writing who joined, left, came back or changed weight."""
    active = {maker.supplier_id: maker for maker in makers if maker.active}
    known = {row.supplier_id: row for row in rows}
    staying = [
        _as_seat(row)
        for row in rows
        if row.seated and row.supplier_id in active and row.weight == active[row.supplier_id].weight
    ]
    seats = list(staying)
    for supplier_id in sorted(active):
        row, weight = known.get(supplier_id), active[supplier_id].weight
        if row is not None and row.seated and row.weight == weight:
            continue
        returning = Fraction(row.adjustment) if row is not None and row.weight == weight else None
        served = row.served if row is not None else 0
        adjustment = newcomer_adjustment(staying, weight, served, returning)
        seats.append(Seat(supplier_id, weight, served, adjustment, row.last_turn if row is not None else 0))
        _write(workspace_id, pool.id, row, seats[-1])
    gone = [row.id for row in rows if row.seated and row.supplier_id not in active]
    if gone:
        PoolSeat.objects.filter(workspace_id=workspace_id, id__in=gone).update(seated=False)
    return Rotation(seats, pool.turns)


def _as_seat(row: SeatRow) -> Seat:
    return Seat(row.supplier_id, row.weight, row.served, _fraction(row.adjustment), row.last_turn)


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    return Fraction(text)


def _write(workspace_id: UUID, pool_id: UUID, row: SeatRow | None, seat: Seat) -> None:
    values = {"weight": seat.weight, "adjustment": str(Fraction(seat.adjustment)), "seated": True}
    if row is not None:
        PoolSeat.objects.filter(workspace_id=workspace_id, id=row.id).update(**values)
        return
    PoolSeat.objects.create(
        id=new_id(), workspace_id=workspace_id, pool_id=pool_id, supplier_id=seat.supplier_id, **values
    )


def save_turns(workspace_id: UUID, pools: Collection[Pool]) -> None:
    """Write the turns of a run back to the pools and their seats."""
    if not pools:
        return
    seats = [
        (pool.id, supplier_id, served, pool.rotation.last[supplier_id])
        for pool in pools
        for supplier_id, served in pool.rotation.served.items()
    ]
    columns = [list(column) for column in zip(*seats, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH turned AS (UPDATE routing_rotationpool AS pool SET turns = now.turns "
            "FROM unnest(%s::uuid[], %s::bigint[]) AS now (id, turns) "
            "WHERE pool.id = now.id AND pool.workspace_id = %s) "
            "UPDATE routing_poolseat AS seat SET served = now.served, last_turn = now.last "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[]) "
            "AS now (pool_id, supplier_id, served, last) "
            "WHERE seat.pool_id = now.pool_id AND seat.supplier_id = now.supplier_id AND seat.workspace_id = %s "
            "AND seat.last_turn IS DISTINCT FROM now.last",
            [
                [pool.id for pool in pools], [pool.rotation.turns for pool in pools], workspace_id,
                *columns, workspace_id,
            ],
        )  # fmt: skip


def use_up_turns(workspace_id: UUID, turns: Collection[UsedUp], *, besides: Collection[UUID]) -> None:
    """Count declined tasks as no work while their turns stay used up (rules.declined says why).

    The pools of the categories `besides`, which the run needs too, are locked together with theirs, in id order.
    """
    if not turns:
        return
    pools = _locked(workspace_id, sorted({turn.category_id for turn in turns} | set(besides)))
    ids = {pool.category_id: pool.id for pool in pools}
    for turn in turns:
        for row in PoolSeat.objects.filter(
            workspace_id=workspace_id, pool_id=ids.get(turn.category_id), supplier_id=turn.supplier_id
        ):
            row.served, row.adjustment = row.served - 1, str(Fraction(row.adjustment) + 1)
            row.save(update_fields=["served", "adjustment"])


def wait_for_turns(workspace_id: UUID, supplier_ids: Collection[UUID]) -> None:
    """Wait until the runs end that may choose one of the suppliers; who comes after sees what was changed.

    A pool that a run has just made is not to be seen yet: it is found by what the suppliers make.
    """
    seats = PoolSeat.objects.filter(workspace_id=workspace_id, supplier_id__in=supplier_ids)
    sat = set(seats.values_list("pool__category_id", flat=True))
    categories = sat | tree(workspace_id).made_by(supplier_ids)
    if categories:
        _locked(workspace_id, sorted(categories))
