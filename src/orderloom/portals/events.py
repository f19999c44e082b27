"""What happens to a team's saved views; a person's own are nobody else's business."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamViewSaved(Event):
    """A view of a list was saved for the team, or shows something else now."""

    subject_id: UUID
    list: str
    name: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamViewChanged(Event):
    """A team's view was renamed, pinned, or made the default: old and new value of each."""

    subject_id: UUID
    list: str
    name: str
    changes: dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamViewDeleted(Event):
    """A view of the team is gone."""

    subject_id: UUID
    list: str
    name: str
    query: str
