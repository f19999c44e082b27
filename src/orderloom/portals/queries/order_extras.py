"""What other stages know of the orders on one page of the list: their suppliers, their categories."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import get_language

from orderloom.catalog.queries import shown_paths
from orderloom.intake.models import OrderLine
from orderloom.kernel.actor import Actor
from orderloom.portals.queries.orders_list import WITH_THEM
from orderloom.production.models import OrderTask


def suppliers_of(actor: Actor, order_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Return the names of the suppliers at which each order's tasks are, in one statement."""
    rows = OrderTask.objects.filter(
        workspace_id=actor.workspace_id, order_id__in=order_ids, status__in=WITH_THEM
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    pairs = rows.order_by("order_id", "supplier__name").values_list("order_id", "supplier__name").distinct()
    for order_id, name in pairs:
        if name:
            found[order_id].append(name)
    return found


def categories_of(actor: Actor, order_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Return the paths of the categories of each order's lines, in one statement."""
    rows = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids)
    pairs = rows.exclude(category=None).order_by("order_id").values_list("order_id", "category_id").distinct()
    paths = shown_paths(actor.workspace_id, get_language() or "en")
    found: dict[UUID, list[str]] = defaultdict(list)
    for order_id, category_id in pairs:
        if category_id in paths:
            found[order_id].append(paths[category_id])
    return found
