"""What routing decides."""

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from orderloom.kernel.events import Event, JoinableEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOffered(Event):
    """A supplier was chosen and asked; `why` is what the assignment keeps."""

    order_id: UUID
    task_id: UUID
    company_id: UUID
    supplier_id: UUID
    supplier: str
    number: int
    sku: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWaits(Event):
    """No supplier can be asked: a person has to decide."""

    order_id: UUID
    task_id: UUID
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer, as those who are told need it."""

    task_id: UUID
    order_id: UUID
    supplier_id: UUID
    company_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One task that nobody can be asked for, and why: no_category, no_supplier, or all_declined."""

    task_id: UUID
    order_id: UUID
    number: int
    reason: str
    category_id: UUID | None
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksRouted(Event):
    """Announced once for a whole run: what was offered and what waits; `again` when the tasks had waited before.

    Not a fact of its own on the timeline.
    """

    offered: tuple[Offered, ...]
    waiting: tuple[Waiting, ...]
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFailed(Event):
    """The workspace's SKU script gave nothing usable; the default code was used instead."""

    subject_id: UUID
    version: int
    tasks: int
    fault: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMayGo(JoinableEvent):
    """Somebody may be able to make tasks that wait; only announced, and once for a whole command."""

    def joined(self, later: Self) -> Self:
        """Return itself."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class MakersLeave(JoinableEvent):
    """These suppliers are paused, or make less than before; only announced, their own facts are on the timeline."""

    supplier_ids: frozenset[UUID]

    def joined(self, later: Self) -> Self:
        """Return all the suppliers."""
        return replace(self, supplier_ids=self.supplier_ids | later.supplier_ids)
