"""Try everything that waits once more."""

from datetime import datetime

from orderloom.kernel.actor import Actor, system
from orderloom.kernel.commands import command
from orderloom.production.queries.queue import waiting_tasks
from orderloom.routing.commands.reroute import reroute_tasks
from orderloom.routing.commands.route import Routed
from orderloom.routing.permissions import ASSIGN

AT_ONCE = 500  # tasks tried while somebody waits for the page


@command
def try_waiting_again(*, actor: Actor, now: datetime) -> Routed:
    """Offer the queued tasks of the workspace again, the oldest first, and say how many went out. Raises NotAllowed."""
    actor.require(ASSIGN)
    waiting = waiting_tasks(actor.workspace_id)
    routed = reroute_tasks(actor=system(actor.workspace_id, actor.name), task_ids=waiting[:AT_ONCE], now=now)
    return Routed(
        len({task.order_id for task in routed.offered}),
        len(routed.offered),
        len(waiting) - len(routed.offered),
    )
