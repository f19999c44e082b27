"""Who was chosen for each of many orders, where anybody was."""

from collections.abc import Sequence
from uuid import UUID

from orderloom.intake.models import OrderOwner
from orderloom.kernel.actor import Actor


def own_owners(actor: Actor, order_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Return those who were chosen for each order itself, in one statement; others go by category."""
    found: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(order_ids, ())
    rows = OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids).order_by("id")
    for order_id, user_id in rows.values_list("order_id", "user_id"):
        found[order_id] = (*found[order_id], user_id)
    return found
