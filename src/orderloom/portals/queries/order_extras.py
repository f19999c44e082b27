"""What other tables know of the orders on one page: people chosen for them, their categories, their suppliers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from orderloom.catalog.queries import nodes_of
from orderloom.kernel.actor import Actor
from orderloom.portals.queries.orders_list import WITH_THEM

PEOPLE = """
SELECT 'own', order_id, user_id::text, id FROM intake_orderowner
    WHERE workspace_id = %(here)s AND order_id = ANY(%(orders)s)
UNION ALL SELECT 'made', category_id, user_id::text, id FROM catalog_categoryowner WHERE workspace_id = %(here)s
"""
CATEGORIES = """
SELECT 'line', line.order_id, concat_ws(chr(10), made.id, made.name, made.name_zh), line.id
    FROM intake_orderline AS line
    JOIN catalog_category AS made ON made.workspace_id = line.workspace_id AND made.id = line.category_id
    WHERE line.workspace_id = %(here)s AND line.order_id = ANY(%(orders)s)
"""
SUPPLIERS = """
SELECT DISTINCT 'with', task.order_id, supplier.name, supplier.id FROM production_ordertask AS task
    JOIN partners_supplier AS supplier ON supplier.workspace_id = task.workspace_id AND supplier.id = task.supplier_id
    WHERE task.workspace_id = %(here)s AND task.order_id = ANY(%(orders)s) AND task.status = ANY(%(with_them)s)
"""


@dataclass(frozen=True, slots=True)
class MadeAs:
    """The category of a line, with its own name in English and in Chinese."""

    id: UUID
    name: str
    name_zh: str = ""

    @property
    def shown(self) -> str:
        """Its name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") and self.name_zh else self.name


@dataclass(frozen=True, slots=True)
class OrderExtras:
    """By order: the people chosen for it, the categories of its lines in their order, its suppliers' names.

    `by_category` holds the people chosen for each category of the workspace, its own only.
    """

    own: Mapping[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    categories: Mapping[UUID, list[MadeAs]] = field(default_factory=lambda: defaultdict(list))
    suppliers: Mapping[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_category: Mapping[UUID, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def chosen(self, actor: Actor, order_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """Return who is chosen for the category of each order's first line, or for the nearest one above it."""
        if not self.by_category:
            return {}
        parents = {node.id: node.parent_id for node in nodes_of(actor.workspace_id)}
        found: dict[UUID, list[UUID]] = {}
        for order_id in order_ids:
            at = next((line.id for line in self.categories[order_id]), None)
            while at is not None and at not in self.by_category:
                at = parents.get(at)
            if at:
                found[order_id] = self.by_category[at]
        return found


def extras_of(
    actor: Actor, order_ids: Sequence[UUID], *, people: bool = False, suppliers: bool = False
) -> OrderExtras:
    """Return what is known of the orders, in one statement."""
    parts = [CATEGORIES, *([PEOPLE] if people else []), *([SUPPLIERS] if suppliers else [])]
    found = OrderExtras()
    told = {"own": found.own, "made": found.by_category}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS known (kind, id, value, place) ORDER BY kind, place",  # noqa: S608  constants of ours are put in; values are parameters
            {"here": actor.workspace_id, "orders": list(order_ids), "with_them": WITH_THEM},
        )
        for kind, thing_id, value, _place in cursor.fetchall():
            if kind == "with":
                found.suppliers[thing_id].append(value)
            elif kind == "line":
                category_id, *names = value.split("\n")
                found.categories[thing_id].append(MadeAs(UUID(category_id), *names))
            else:
                told[kind][thing_id].append(UUID(value))
    return found
