"""The tags and countries that the workspace's newest orders have, to choose from; others can be typed."""

from collections import Counter

from orderloom.intake.models import CustomerOrder
from orderloom.kernel.actor import Actor

NEWEST = 2000
MOST = 40


def tags_of(actor: Actor) -> dict[str, str]:
    """Return the most frequent tags among the newest orders that have any, in one statement."""
    rows = CustomerOrder.objects.filter(workspace_id=actor.workspace_id).exclude(tags="")
    told = rows.order_by("-placed_at", "-id").values_list("tags", flat=True)[:NEWEST]
    counted = Counter(tag for tags in told for tag in tags.splitlines() if "," not in tag)
    return {tag: tag for tag, _count in counted.most_common(MOST)}


def countries_of(actor: Actor) -> dict[str, str]:
    """Return the codes of the most frequent countries among the newest orders, in one statement."""
    rows = CustomerOrder.objects.filter(workspace_id=actor.workspace_id)
    told = rows.order_by("-placed_at", "-id").values_list("ship_country_code", flat=True)[:NEWEST]
    return {code: code for code, _count in Counter(code for code in told if code).most_common(MOST)}
