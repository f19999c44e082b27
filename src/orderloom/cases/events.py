"""What happens to cases."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    """Something could not be done: a person owns it now."""

    subject_id: UUID
    order_id: UUID | None
    task_id: UUID | None
    number: int
    case: str
    owner_id: UUID | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSolved(Event):
    """The thing was done or settled; `words` are what the person who closed it had to say."""

    subject_id: UUID
    order_id: UUID | None
    task_id: UUID | None
    number: int
    case: str
    solution: str
    words: str = ""
