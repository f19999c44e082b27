"""What a workspace has set for a run, in one statement."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.identity.queries import CALENDAR
from orderloom.kernel.errors import NotFound
from orderloom.kernel.reading import fetched
from orderloom.kernel.workdays import WorkCalendar, calendar_of
from orderloom.scripting.queries import PUBLISHED_OF, Published, published_of


@dataclass(frozen=True, slots=True)
class Settings:
    """When it is worked, and which script makes the codes."""

    work: WorkCalendar
    script: Published


SETTINGS = f"""
SELECT v.number, v.source, {CALENDAR}
FROM identity_workspace w LEFT JOIN {PUBLISHED_OF.format(workspace="w.id", purpose="'sku'")} WHERE w.id = %s
"""  # noqa: S608  constants of ours are put in; values are parameters


def settings_of(workspace_id: UUID) -> Settings:
    """Return the settings of the workspace whose hat is worn. Raises NotFound."""
    for number, source, *work in fetched(SETTINGS, [workspace_id]):
        return Settings(calendar_of(*work), published_of(number, source))
    raise NotFound
