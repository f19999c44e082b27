"""What was set up and changed in a workspace, from its timeline."""

from orderloom.kernel.actor import Actor
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.paging import newest_first

PAGE = 50


def setup_changes(actor: Actor, kinds: frozenset[str], cursor: str) -> tuple[list[TimelineEvent], str | None]:
    """Return a page of the facts of these kinds, the newest first, and the next page's cursor. Raises Invalid."""
    rows = TimelineEvent.objects.filter(
        workspace_id=actor.workspace_id, order_id=None, task_id=None, kind__in=kinds
    )
    return newest_first(rows, cursor, PAGE)
