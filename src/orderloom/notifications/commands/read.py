"""A person has read what they were told."""

from datetime import datetime

from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.commands import command
from orderloom.notifications.models import Notice


@command
def read_notices(*, actor: Actor, now: datetime) -> int:
    """Mark all notices of the person in this workspace as read and return how many were new."""
    rows = Notice.objects.filter(
        workspace_id=actor.workspace_id, user_id=actor.user_id or NOWHERE, company_id=None, read_at=None
    )
    return rows.update(read_at=now)
