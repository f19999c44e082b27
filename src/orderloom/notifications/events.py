"""What happens to the words of notices."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTextChanged(Event):
    """The workspace wrote its own words for a kind of notice, or went back to ours: old and new value of each part."""

    subject_id: UUID
    message: str
    language: str
    changes: dict[str, list[Any]]
