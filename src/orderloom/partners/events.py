"""What happens to suppliers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAdded(Event):
    """A supplier joined the workspace."""

    subject_id: UUID
    supplier: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierChanged(Event):
    """Fields of a supplier changed: old and new value of each."""

    subject_id: UUID
    supplier: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPaused(Event):
    """The supplier gets no new tasks for now."""

    subject_id: UUID
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierResumed(Event):
    """The supplier gets tasks again."""

    subject_id: UUID
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierMemberAdded(Event):
    """A person may sign in for the supplier."""

    subject_id: UUID
    supplier: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierMemberRemoved(Event):
    """A person may no longer sign in for the supplier."""

    subject_id: UUID
    supplier: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierCalendarChanged(Event):
    """When the supplier works changed: old and new value of each part."""

    subject_id: UUID
    company_id: UUID
    supplier: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDaysOffAdded(Event):
    """The supplier does not work on these days, both ends counted."""

    subject_id: UUID
    company_id: UUID
    supplier: str
    first: str
    last: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDaysOffRemoved(Event):
    """The supplier works on these days after all."""

    subject_id: UUID
    company_id: UUID
    supplier: str
    first: str
    last: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPolicyChanged(Event):
    """How long suppliers may take changed: old and new value of each part."""

    subject_id: UUID
    changes: dict[str, list[Any]]
