"""Record a fact on the timeline and tell the handlers.

`record` writes a fact and tells; `announce` only tells (for facts that a bulk command has written by COPY).
Facts wait until the outermost command ends, so that the chain's lock is held as briefly as possible.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.tenancy import current_workspace
from orderloom.kernel.timeline import Fact, append

COLUMNS = ("order_id", "task_id", "subject_id", "company_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, in the past tense.

    Fields named order_id, task_id, subject_id and company_id become columns of the timeline; a fact with a company_id
    is also shown to that supplier company, unless `private` says that only the workspace may read it.
    """

    private: ClassVar[bool] = False


E = TypeVar("E", bound=Event)
Handler = Callable[[Actor, E, datetime], None]
_handlers: dict[type[Event], list[Handler[Any]]] = defaultdict(list)
_known_names: dict[type[Event], tuple[tuple[str, ...], tuple[str, ...]]] = {}
_waiting: ContextVar[list[Fact] | None] = ContextVar("orderloom_facts", default=None)


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


def record(actor: Actor, event: Event, *, at: datetime) -> None:
    """Put the event on the timeline of the workspace whose hat is worn, and hand it to its handlers."""
    facts = _waiting.get()
    if facts is None:
        raise RuntimeError("Only a command may record an event.")
    facts.append(fact_of(actor, event, at))
    announce(actor, event, at=at)


def fact_of(actor: Actor, event: Event, at: datetime) -> Fact:
    """Return the timeline's row for an event."""
    told, columns = _names(type(event))
    named = {name: getattr(event, name) for name in columns}
    if event.private:
        named.pop("company_id", None)
    data = {name: getattr(event, name) for name in told}
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
    """Collect the facts of a command; the outermost one appends them to the chain when its work is done."""
    outer = _waiting.get()
    mine: list[Fact] = []
    reset = _waiting.set(mine)
    try:
        yield
    finally:
        _waiting.reset(reset)
    if outer is not None:
        outer.extend(mine)
        return
    by_workspace: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in mine:
        by_workspace[fact.workspace_id].append(fact)
    for workspace_id in sorted(by_workspace):
        append(workspace_id, by_workspace[workspace_id])


def gather(facts: list[Fact]) -> None:
    """Add facts that a bulk command has made itself to those of the running command."""
    waiting = _waiting.get()
    if waiting is None:
        raise RuntimeError("Only a command may record an event.")
    waiting.extend(facts)
