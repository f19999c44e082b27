"""All rotation pools as they stand: who takes turns in each category, and how much everybody had."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from orderloom.catalog.queries import Tree, tree
from orderloom.kernel.actor import Actor
from orderloom.routing.models import PoolSeat


@dataclass(frozen=True, slots=True)
class Turn:
    """A supplier in a pool; `percent` is its part of all turns of those who take part, with one decimal."""

    name: str
    is_active: bool
    weight: int
    had: int
    percent: str


@dataclass(frozen=True, slots=True)
class PoolCard:
    """A category with makers of its own."""

    category_id: UUID
    path: str
    turns: tuple[Turn, ...]

    @property
    def is_empty(self) -> bool:
        """Test whether nobody can be asked: all are paused."""
        return not any(turn.is_active for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools by category, and the categories for which nobody can be asked at all."""

    cards: tuple[PoolCard, ...]
    uncovered: tuple[str, ...]
    suppliers: int
    paused: int


def pools(actor: Actor) -> Pools:
    """Return the workspace's pools; three statements."""
    assert actor.workspace_id is not None
    known, language = tree(actor.workspace_id), get_language() or "en"
    had: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for seat in PoolSeat.objects.filter(workspace_id=actor.workspace_id).select_related("pool"):
        had[seat.pool.category_id, seat.supplier_id] = seat.served
    cards = [
        PoolCard(node_id, known.shown_path(node_id, language), tuple(_turns(known, node_id, had)))
        for node_id in known.nodes
        if known.makers_of(node_id)
    ]
    uncovered = [
        known.shown_path(node_id, language)
        for node_id in known.nodes
        if known.pool_of(node_id, frozenset())[0] is None
    ]
    paused = sum(1 for maker in known.makers.values() if not maker.active)
    return Pools(tuple(cards), tuple(uncovered), len(known.makers), paused)


def _turns(known: Tree, node_id: UUID, had: dict[tuple[UUID, UUID], int]) -> list[Turn]:
    makers = known.makers_of(node_id)
    total = sum(had.get((node_id, maker.supplier_id), 0) for maker in makers)
    found = [
        Turn(
            maker.name, maker.active, maker.weight, count := had.get((node_id, maker.supplier_id), 0),
            f"{100 * count / total:.1f}" if total else "0.0",
        )
        for maker in makers
    ]  # fmt: skip
    return sorted(found, key=lambda turn: (not turn.is_active, turn.name))
