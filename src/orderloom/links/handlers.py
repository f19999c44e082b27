"""When links end by themselves, and what the member who used one is told."""

from datetime import datetime

from orderloom.kernel.actor import Actor
from orderloom.kernel.events import on
from orderloom.kernel.jobs import defer
from orderloom.kernel.tenancy import current_workspace
from orderloom.links.commands.revoke import revoke_of_leavers
from orderloom.links.commands.use import use_up
from orderloom.partners.events import SupplierMemberRemoved
from orderloom.production.events import (
    TaskAccepted,
    TaskDeclined,
    TaskDone,
    TaskEvent,
    TaskReady,
    TaskShipped,
)

RECEIPTS = (TaskAccepted, TaskReady)  # after these there is something left to do, on another day


def used(actor: Actor, event: TaskEvent, at: datetime) -> None:
    """Use the link up by which it was done, and mail the member the one for the next step: so they hear of it, too."""
    if actor.link_id is None:
        return
    use_up(actor=actor, link_id=actor.link_id, now=at)
    if isinstance(event, RECEIPTS):
        defer("links.jobs.send_link", workspace_id=current_workspace(), link_id=actor.link_id)


for kind in (TaskAccepted, TaskDeclined, TaskReady, TaskShipped, TaskDone):
    on(kind)(used)


@on(SupplierMemberRemoved)
def left(actor: Actor, event: SupplierMemberRemoved, at: datetime) -> None:
    """End the links of a member who was removed."""
    revoke_of_leavers(actor, event.subject_id, at)
