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
    """Who sees the shopper's address, when it is worked, and which script makes the codes."""

    share_address: bool
    work: WorkCalendar
    script: Published


SETTINGS = f"""
SELECT w.address_shared = 'offered', v.number, v.source, {CALENDAR}
FROM identity_workspace w LEFT JOIN {PUBLISHED_OF.format(workspace="w.id", purpose="'sku'")} WHERE w.id = %s
"""  # noqa: S608  ours


def settings_of(workspace_id: UUID) -> Settings:
    """Return the settings of the workspace whose hat is worn. Raises NotFound."""
    for share_address, number, source, *work in fetched(SETTINGS, [workspace_id]):
        return Settings(share_address, calendar_of(*work), published_of(number, source))
    raise NotFound
