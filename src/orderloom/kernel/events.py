"""Record a fact on the timeline and tell the handlers.

`record` writes a fact and tells; `announce` only tells (for facts that a bulk command has written by COPY).
Facts wait until the outermost command ends, so that the chain's lock is held as briefly as possible. So does what is
announced at the end: its handlers take their locks once, after all that the commands lock themselves.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from orderloom.kernel.actor import Actor, link_name
from orderloom.kernel.tenancy import Hat, current_hat, current_workspace, wear
from orderloom.kernel.timeline import Fact, append

COLUMNS = ("order_id", "task_id", "subject_id", "company_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in the past tense.

    Fields named order_id, task_id, subject_id and company_id become columns of the timeline; a fact with a company_id
    is also shown to that supplier company, unless `private` says that only the workspace may read it.
    """

    private: ClassVar[bool] = False


class JoinableEvent(Event, ABC):
    """An event of which several can be told as one."""

    __slots__ = ()

    @abstractmethod
    def joined(self, later: Self) -> Self:
        """Return the one event that tells what both tell."""


@dataclass(slots=True)
class Gathered:
    """What the running commands leave for the end of the outermost one."""

    facts: list[Fact] = field(default_factory=list)
    events: dict[tuple[Hat | None, type[Event]], tuple[Actor, JoinableEvent, datetime]] = field(
        default_factory=dict
    )

    def add(self, hat: Hat | None, actor: Actor, event: JoinableEvent, at: datetime) -> None:
        """Keep the event, joined to what waits of its kind."""
        known = self.events.get((hat, type(event)))
        told = (known[0], known[1].joined(event), known[2]) if known else (actor, event, at)
        self.events[hat, type(event)] = told


E = TypeVar("E", bound=Event)
Handler = Callable[[Actor, E, datetime], None]
_handlers: dict[type[Event], list[Handler[Any]]] = defaultdict(list)
_known_names: dict[type[Event], tuple[tuple[str, ...], tuple[str, ...]]] = {}
_waiting: ContextVar[Gathered | None] = ContextVar("orderloom_gathered", default=None)


def on(kind: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Subscribe a handler to a kind of event."""

    def subscribe(handler: Handler[E]) -> Handler[E]:
        _handlers[kind].append(handler)
        return handler

    return subscribe


def announce(actor: Actor, event: Event, *, at: datetime) -> None:
    """Hand the event to its handlers, in the running transaction."""
    for handler in _handlers[type(event)]:
        handler(actor, event, at)


def announce_at_end(actor: Actor, event: JoinableEvent, *, at: datetime) -> None:
    """Hand the event to its handlers when the outermost command has done its own work, joined to others of its kind."""
    _running().add(current_hat(), actor, event, at)


def record(actor: Actor, event: Event, *, at: datetime) -> None:
    """Put the event on the timeline of the workspace whose hat is worn, and hand it to its handlers."""
    _running().facts.append(fact_of(actor, event, at))
    announce(actor, event, at=at)


def fact_of(actor: Actor, event: Event, at: datetime) -> Fact:
    """Return the timeline's row for an event."""
    told, columns = _names(type(event))
    named = {name: getattr(event, name) for name in columns}
    if event.private:
        named.pop("company_id", None)
    data = {name: getattr(event, name) for name in told}
    if actor.link_id:
        data["link"] = link_name(actor.link_id)
    return Fact.make(
        workspace_id=current_workspace(), at=at, kind=type(event).__name__, actor=actor, data=data, **named
    )


def _names(kind: type[Event]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the event's own fields, and of those that are columns of the timeline."""
    found = _known_names.get(kind)
    if found is None:
        names = [field.name for field in fields(kind)]
        told = tuple(name for name in names if name not in COLUMNS)
        found = _known_names[kind] = told, tuple(name for name in names if name in COLUMNS)
    return found


@contextmanager
def gathering() -> Iterator[None]:
    """Collect what a command leaves for the end; the outermost one tells it and appends the facts to the chain."""
    outer = _waiting.get()
    mine = Gathered()
    reset = _waiting.set(mine)
    try:
        yield
        if outer is None:
            _tell(mine)
    finally:
        _waiting.reset(reset)
    if outer is None:
        _append(mine.facts)
        return
    outer.facts.extend(mine.facts)
    for (hat, _kind), (actor, event, at) in mine.events.items():
        outer.add(hat, actor, event, at)


def _tell(gathered: Gathered) -> None:
    while gathered.events:
        key = next(iter(gathered.events))
        actor, event, at = gathered.events.pop(key)
        with wear(key[0]):
            announce(actor, event, at=at)


def _append(facts: list[Fact]) -> None:
    by_workspace: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_workspace[fact.workspace_id].append(fact)
    for workspace_id in sorted(by_workspace):
        append(workspace_id, by_workspace[workspace_id])


def _running() -> Gathered:
    gathered = _waiting.get()
    if gathered is None:
        raise RuntimeError("Only a command may record an event.")
    return gathered


def gather(facts: list[Fact]) -> None:
    """Add facts that a bulk command has made itself to those of the running command."""
    _running().facts.extend(facts)
