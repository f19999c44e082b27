"""What the catalogue does when something happens upstream."""

from datetime import datetime

from orderloom.catalog.commands.categories import forget_owner
from orderloom.identity.events import MemberRemoved
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.events import on
from orderloom.kernel.tenancy import current_workspace


@on(MemberRemoved)
def left(actor: Actor, event: MemberRemoved, at: datetime) -> None:
    """Put nobody in charge of a category who has left."""
    forget_owner(actor=system(current_workspace()), user_id=event.subject_id, now=at)
