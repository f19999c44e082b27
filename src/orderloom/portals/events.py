"""What happens to a team's saved views (a person's own are nobody else's business) and to the demo data."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAdded(Event):
    """Demo data came into the workspace."""

    orders: int
    suppliers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRemoved(Event):
    """The demo data left the workspace; `kept` names what the workspace's own things need."""

    orders: int
    suppliers: int
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDismissed(Event):
    """The list of first steps was put away."""
