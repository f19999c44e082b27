"""The tree of categories with who makes each, who is in charge, and the rules that find them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import get_language

from orderloom.catalog.models import CategoryOwner, CategoryRule, SupplierCategory
from orderloom.catalog.queries import nodes_of, shown_paths
from orderloom.catalog.rules import Node
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in the tree. `makers` counts the suppliers of this very category; `owners` are its own people."""

    node: Node
    makers: int
    owners: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """A supplier of a category."""

    id: UUID
    name: str
    status: str
    weight: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the order in which the rules are tried."""

    id: UUID
    field: str
    text: str
    category: str


def branches(actor: Actor) -> dict[UUID, Branch]:
    """Return all categories with their suppliers counted and their people; three statements."""
    assert actor.workspace_id is not None
    links = SupplierCategory.objects.filter(workspace_id=actor.workspace_id)
    counts = dict(links.values_list("category_id").annotate(n=Count("id")).order_by())
    owners: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for row in (
        CategoryOwner.objects.filter(workspace_id=actor.workspace_id).select_related("user").order_by("id")
    ):
        owners[row.category_id].append((row.user_id, str(row.user)))
    return {
        node.id: Branch(node, counts.get(node.id, 0), tuple(owners.get(node.id, ())))
        for node in nodes_of(actor.workspace_id)
    }


def branch(actor: Actor, category_id: UUID) -> Branch:
    """Return one category. Raises NotFound."""
    found = branches(actor).get(category_id)
    if found is None:
        raise NotFound
    return found


def makers(actor: Actor, category_id: UUID) -> list[Maker]:
    """Return the suppliers of this very category, by name."""
    rows = SupplierCategory.objects.filter(workspace_id=actor.workspace_id, category_id=category_id)
    columns = ("supplier_id", "supplier__name", "supplier__status", "supplier__weight")
    return [Maker(*row) for row in rows.order_by("supplier__name").values_list(*columns)]


def rule_lines(actor: Actor) -> list[RuleLine]:
    """Return the rules in the order in which they are tried."""
    assert actor.workspace_id is not None
    rows = CategoryRule.objects.filter(workspace_id=actor.workspace_id).order_by("position", "id")
    names = shown_paths(actor.workspace_id, get_language() or "en")
    return [RuleLine(row.id, row.field, row.text, names[row.category_id]) for row in rows]
