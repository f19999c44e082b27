"""What a link is used up by, and how its holder gets a fresh one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Refusal
from orderloom.kernel.jobs import defer
from orderloom.kernel.tenancy import Hat, current_workspace, wear
from orderloom.links.models import TaskLink
from orderloom.links.queries import Visit

PAUSE = timedelta(minutes=5)  # between two fresh links


class LinkUsed(Refusal):
    """What the link was for is done, or it has been ended; nothing is done twice by it."""

    code = "link_used"
    message = _("This link has done its work already. Nothing more was changed.")


@command
def use_up(*, actor: Actor, link_id: UUID, now: datetime) -> None:
    """Note that the link has done what cannot be undone, in the transaction of the deed. Raises LinkUsed."""
    rows = TaskLink.objects.select_for_update().filter(workspace_id=current_workspace(), id=link_id)
    row = rows.filter(used_at=None, revoked_at=None, expires_at__gt=now).first()
    if row is None:
        raise LinkUsed
    row.used_at = now
    row.save(update_fields=["used_at"])


@command
def ask_link(*, actor: Actor, visit: Visit, now: datetime) -> None:
    """Mail the member a fresh link to the task, once in five minutes at most; asked again sooner, nothing happens."""
    with wear(Hat.workspace(visit.workspace_id)):
        mine = {"workspace_id": visit.workspace_id, "task_id": visit.task_id, "user_id": visit.user_id}
        rows = list(TaskLink.objects.select_for_update().filter(**mine).order_by("id"))
        if any(row.asked_at and row.asked_at > now - PAUSE for row in rows):
            return
        TaskLink.objects.filter(workspace_id=visit.workspace_id, id=visit.id).update(asked_at=now)
        defer("links.jobs.send_link", workspace_id=visit.workspace_id, link_id=visit.id)
