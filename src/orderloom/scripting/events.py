"""What happens to scripts."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPublished(Event):
    """A version of a script runs from now on."""

    subject_id: UUID
    purpose: str
    number: int
    before: int
