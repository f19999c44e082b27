"""Background jobs of the pages: what takes too long to wait for."""

from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.kernel import clock
from orderloom.kernel.jobs import job
from orderloom.notifications.commands.notify import notify
from orderloom.portals.merchant.order_filters import asked_of
from orderloom.portals.order_moves import MOVES
from orderloom.portals.queries.orders_list import filters_of, matching_ids


@job(queue="default")
def move_orders(*, workspace_id: str, user_id: str, slug: str, move: str, argument: str, query: str) -> None:
    """Make one move with all orders that fit the filter, on behalf of the person, who is told how it ended.

    Repeated after an interruption, it goes on with those that are left.
    """
    with transaction.atomic():
        person = User.objects.get(id=UUID(user_id))
    actor, workspace = staff_actor(person, slug)
    asked, now = asked_of(QueryDict(query.removeprefix("?"))), clock.now()
    with transaction.atomic():
        filters = filters_of(actor, asked, now=now, zone=workspace.zone)
    done, left = 0, 0
    for ids in matching_ids(actor, asked.stage, filters):
        moved, refused = MOVES[move](actor, ids, argument, now)
        done, left = done + len(moved), left + len(refused)
    with transaction.atomic():
        notify(
            workspace_id=UUID(workspace_id),
            user_ids=[person.id],
            kind=f"orders_{move}",
            facts={"count": done, "left": left},
            now=clock.now(),
            level="know",
        )
