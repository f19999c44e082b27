"""Who reads a list, where and when: the same for a page and for a job that writes a file."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from orderloom.identity.queries import PersonCard, WorkspaceCard, people_of
from orderloom.kernel.actor import Actor


@dataclass(frozen=True)
class Reader:
    """A member of a workspace who looks at a list at a moment."""

    actor: Actor
    workspace: WorkspaceCard
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the workspace."""
        return ZoneInfo(self.workspace.zone)

    @cached_property
    def today(self) -> date:
        """The day of the workspace."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def people(self) -> list[PersonCard]:
        """The members of the workspace, read once."""
        return people_of(self.workspace.id)

    def midnight(self, day: date) -> datetime:
        """Return when a day of the workspace begins."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)
