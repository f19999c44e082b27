"""A state machine is a table of named moves; buttons, the API's allowed moves and tests all come from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import IllegalMove, NotAllowed

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """A named move: from which states, to which state, by which parties; staff also need the permission."""

    sources: frozenset[S]
    target: S
    parties: frozenset[Party]
    permission: str = ""


class Machine(Generic[S]):
    """The moves of one kind of object, proved free of unreachable and stuck states when it is built."""

    def __init__(self, *, start: S, final: Iterable[S], moves: Mapping[str, Move[S]]) -> None:
        self.start, self.final, self.moves = start, frozenset(final), dict(moves)
        self._prove()

    def _prove(self) -> None:
        reached, frontier = {self.start}, [self.start]
        while frontier:
            state = frontier.pop()
            targets = {move.target for move in self.moves.values() if state in move.sources} - reached
            reached |= targets
            frontier += targets
        unreachable = set(type(self.start)) - reached
        stuck = {state for state in reached - self.final if not self.names_from(state)}
        if unreachable or stuck:
            raise ValueError(f"unreachable {unreachable}, stuck {stuck}")

    def names_from(self, state: S) -> list[str]:
        """Return the names of all moves that exist from the state."""
        return [name for name, move in self.moves.items() if state in move.sources]

    def allowed(self, actor: Actor, state: S) -> list[str]:
        """Return the names of the moves that this actor may make from the state."""
        return [name for name in self.names_from(state) if self._may(actor, self.moves[name])]

    def after(self, actor: Actor, name: str, state: S) -> S:
        """Return where the move leads, or raise NotAllowed or IllegalMove."""
        move = self.moves[name]
        if not self._may(actor, move):
            raise NotAllowed
        if state not in move.sources:
            raise IllegalMove(move=name, state=str(state), allowed=self.names_from(state))
        return move.target

    def sources(self, name: str) -> list[str]:
        """Return the states from which the move may be made, for set-based updates."""
        return sorted(str(state) for state in self.moves[name].sources)

    @staticmethod
    def _may(actor: Actor, move: Move[S]) -> bool:
        if actor.party not in move.parties:
            return False
        return actor.party is not Party.STAFF or not move.permission or actor.can(move.permission)
