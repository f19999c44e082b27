"""Reading notices."""

from datetime import datetime, timedelta
from uuid import UUID

from orderloom.notifications.models import Delivery

QUIET = timedelta(minutes=30)


def mailed_lately(workspace_id: UUID, task_id: UUID, now: datetime) -> set[UUID]:
    """Return who was sent word of a message about the task in the last half hour."""
    found = Delivery.objects.filter(
        workspace_id=workspace_id,
        notice__task_id=task_id,
        notice__kind__startswith="message_",
        created_at__gt=now - QUIET,
    )
    return set(found.values_list("notice__user_id", flat=True))
