"""What production does when something happens upstream."""

from datetime import datetime

from orderloom.intake.review.events import GroupsChanged
from orderloom.kernel.actor import Actor
from orderloom.kernel.events import on
from orderloom.negotiation.states import NegotiationStatus
from orderloom.production.commands.group import group_tasks
from orderloom.production.commands.lapse import lapse_talks_of
from orderloom.production.events import OffersExpired


@on(GroupsChanged)
def grouped(actor: Actor, event: GroupsChanged, at: datetime) -> None:
    """Let the tasks of the orders know with which others they are to be shipped."""
    group_tasks(actor, event.order_ids, now=at)


@on(OffersExpired)
def nobody_answered(actor: Actor, event: OffersExpired, at: datetime) -> None:
    """End what was proposed about offers that are over."""
    lapse_talks_of(actor, [one.task_id for one in event.offers], at, NegotiationStatus.EXPIRED)
