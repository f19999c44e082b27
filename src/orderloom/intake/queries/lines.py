"""The lines that routing gives to suppliers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from orderloom.intake.models import OrderLine
from orderloom.intake.routable import LineToRoute
from orderloom.intake.rules import BOUGHT
from orderloom.kernel.reading import fetched

OF_ORDER = {
    "order_number": "number",
    "store": "store__name",
    "platform": "platform",
    "external_number": "external_number",
    "placed_at": "placed_at",
    "ship_by": "ship_by",
    "country_code": "ship_country_code",
    "gift": "gift",
}
OF_LINE = (
    "order_id", "position", "sku", "title", "variant", "quantity", "category_id", "category_hint",
    "personalisation", "image",
)  # fmt: skip


TO_ROUTE = """
SELECT l.id, l.order_id, o.number, s.name, o.platform, o.external_number, o.placed_at, o.ship_by, o.ship_country_code,
    l.position, l.sku, l.title, l.variant, l.quantity, l.category_id, l.category_hint, l.personalisation, l.image,
    o.gift, g.number
FROM intake_orderline l
JOIN intake_customerorder o ON o.id = l.order_id AND o.workspace_id = l.workspace_id
JOIN intake_store s ON s.id = o.store_id AND s.workspace_id = o.workspace_id
LEFT JOIN intake_shipgrouporder m ON m.order_id = o.id AND m.workspace_id = o.workspace_id
LEFT JOIN intake_shipgroup g ON g.id = m.group_id AND g.workspace_id = m.workspace_id
WHERE o.workspace_id = %s AND o.id = ANY(%s) AND o.status = ANY(%s) AND l.workspace_id = o.workspace_id
ORDER BY o.placed_at, l.order_id, l.position
"""  # the orders are named, not the lines, so that no plan walks all bought orders


def lines_to_route(workspace_id: UUID, order_ids: Sequence[UUID]) -> list[LineToRoute]:
    """Return all lines of those of the orders that are bought, in the order in which suppliers get them."""
    return [LineToRoute(*row) for row in fetched(TO_ROUTE, [workspace_id, list(order_ids), sorted(BOUGHT)])]


def lines_of_order(workspace_id: UUID, order_id: UUID) -> list[LineToRoute]:
    """Return all lines of one order, whatever its status: what routing would be given if it were bought."""
    found = OrderLine.objects.filter(workspace_id=workspace_id, order_id=order_id)
    return as_lines(found.order_by("position"))


def recent_lines(workspace_id: UUID, count: int) -> list[LineToRoute]:
    """Return the lines of the orders that came in last, newest first, at most `count`."""
    found = OrderLine.objects.filter(workspace_id=workspace_id)
    return as_lines(found.order_by("-order__placed_at", "-order_id", "position")[:count])


def as_lines(found: QuerySet[OrderLine]) -> list[LineToRoute]:
    """Read the lines of the query, in its order, in one statement."""
    rows = found.values(
        *OF_LINE,
        line_id=F("id"),
        **{f"of_{name}": F(f"order__{path}") for name, path in OF_ORDER.items()},
    )
    return [_line(row) for row in rows]


def _line(row: dict[str, Any]) -> LineToRoute:
    return LineToRoute(
        line_id=row["line_id"],
        **{name: row[name] for name in OF_LINE},
        **{name: row[f"of_{name}"] for name in OF_ORDER},
    )
