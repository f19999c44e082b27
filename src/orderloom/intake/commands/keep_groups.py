"""Take orders out of their groups that no longer fit: another address, or cancelled."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from orderloom.intake.commands.ship_together import part
from orderloom.intake.models import ShipGroupOrder
from orderloom.intake.queries.together import place_key
from orderloom.kernel.actor import system

COLUMNS = (
    "order_id", "group_id", "order__status", "order__ship_lines", "order__ship_city", "order__ship_postal",
    "order__ship_country_code",
)  # fmt: skip


def keep_groups(workspace_id: UUID, order_ids: Sequence[UUID], *, now: datetime) -> tuple[UUID, ...]:
    """Part those of the changed orders that fit their groups no longer; part of the command that calls it.

    An order fits while it is not cancelled and goes where most of its group goes.
    """
    members = ShipGroupOrder.objects.filter(workspace_id=workspace_id)
    groups = set(members.filter(order_id__in=order_ids).values_list("group_id", flat=True))
    if not groups:
        return ()
    places: dict[UUID, Counter[str]] = {group: Counter() for group in groups}
    rows = list(members.filter(group_id__in=groups).values_list(*COLUMNS))
    for order_id, group, _status, *address in rows:
        places[group][place_key(*address)] += order_id not in set(order_ids)
    out = [
        order_id
        for order_id, group, status, *address in rows
        if status == "cancelled" or place_key(*address) != places[group].most_common(1)[0][0]
    ]
    return part(system(workspace_id), out, sorted(groups), now=now) if out else ()
