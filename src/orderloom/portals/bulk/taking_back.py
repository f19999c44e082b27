"""Take back what a run has done, where the inverse has to know what was before; the argument is the run's id."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from orderloom.intake.commands.owners import take_charge_back
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.portals.bulk.assigning import by_order, tasks_of
from orderloom.portals.models import BulkPart
from orderloom.portals.order_moves import Outcome
from orderloom.routing.commands.unassign import take_assignments_back


def uncharge(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    """Put those in charge of the orders who were before the run. Raises NotAllowed, Invalid."""
    given_at = _moments(actor, argument)
    moved = take_charge_back(actor=actor, order_ids=ids, chosen_at=given_at, now=now)
    return moved.done, moved.refused


def unassign_chosen(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    """Ask for the tasks whoever was asked before the run. Raises NotAllowed, Invalid."""
    given_at = _moments(actor, argument)
    back = take_assignments_back(actor=actor, task_ids=ids, given_at=given_at, now=now)
    return back.done, back.refused


def unassign_orders(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    """Do the same for those tasks of the orders that the run gave away. Raises NotAllowed, Invalid."""
    orders = tasks_of(actor, ids)
    done, refused = unassign_chosen(actor, list(orders), argument, now)
    return by_order(ids, orders, done, refused)


def _moments(actor: Actor, argument: str) -> set[datetime]:
    """Return when the pieces of the run were done: all that a piece does bears its moment. Raises Invalid."""
    try:
        run_id = UUID(argument)
    except ValueError as wrong:
        raise Invalid(_("There is no such move.")) from wrong
    parts = BulkPart.objects.filter(workspace_id=actor.workspace_id, run_id=run_id).exclude(done_at=None)
    return {moment for moment in parts.values_list("done_at", flat=True) if moment}
