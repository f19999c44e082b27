"""Put one person in charge of many orders."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import Member
from orderloom.intake.commands.orders import Moved
from orderloom.intake.events import OwnersChosen
from orderloom.intake.models import CustomerOrder, OrderOwner
from orderloom.intake.permissions import EDIT
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.kernel.events import fact_of, gather


@command
def put_in_charge(*, actor: Actor, order_ids: Sequence[UUID], user_id: UUID, now: datetime) -> Moved:
    """Put this person alone in charge of each of the orders; those of which they are already, stay as they are.

    Raises NotAllowed, Invalid (no member of the workspace).
    """
    actor.require(EDIT)
    members = Member.objects.filter(workspace_id=actor.workspace_id, user__is_active=True)
    if not members.filter(user_id=user_id).exists():
        raise Invalid(
            _("Choose people who are members of this workspace."), fields={"owners": _("Not a member.")}
        )
    orders = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=order_ids).order_by("id")
    found = list(orders.select_for_update(no_key=True).values_list("id", flat=True))
    chosen = OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id__in=found)
    before: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(found, ())
    for order_id, owner_id in chosen.order_by("id").values_list("order_id", "user_id"):
        before[order_id] = (*before[order_id], owner_id)
    changed = [order_id for order_id in found if before[order_id] != (user_id,)]
    chosen.filter(order_id__in=changed).delete()
    OrderOwner.objects.bulk_create(
        OrderOwner(workspace_id=actor.workspace_id, order_id=order_id, user_id=user_id)
        for order_id in changed
    )
    events = [OwnersChosen(order_id=one, owners=(user_id,), before=before[one]) for one in changed]
    gather([fact_of(actor, event, now) for event in events])
    return Moved(tuple(found), dict.fromkeys(set(order_ids) - set(found), "not_found"))
