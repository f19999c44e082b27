"""What production does when something happens upstream."""

from datetime import datetime

from orderloom.intake.review.events import GroupsChanged
from orderloom.kernel.actor import Actor
from orderloom.kernel.events import on
from orderloom.production.commands.group import group_tasks


@on(GroupsChanged)
def grouped(actor: Actor, event: GroupsChanged, at: datetime) -> None:
    """Let the tasks of the orders know with which others they are to be shipped."""
    group_tasks(actor, event.order_ids, now=at)
