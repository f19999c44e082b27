"""The tree of categories: finding one, who makes it, who is in charge of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import ManyToOneRel, QuerySet

from orderloom.catalog.models import Category, CategoryOwner, CategoryRule, SupplierCategory
from orderloom.catalog.rules import BETWEEN, Categoriser, Node, TextRule
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.reading import fetched


@dataclass(frozen=True, slots=True)
class Maker:
    """A supplier as the rotation needs it."""

    supplier_id: UUID
    company_id: UUID
    code: str
    name: str
    weight: int
    active: bool
    language: str


class Tree:
    """The workspace's categories with their makers, as they are now."""

    def __init__(self, nodes: Sequence[Node], links: Sequence[tuple[UUID, Maker]]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.makers = {maker.supplier_id: maker for _, maker in links}
        self._made: dict[UUID, list[Maker]] = defaultdict(list)
        for category_id, maker in links:
            self._made[category_id].append(maker)

    def pool_of(self, category_id: UUID, left_out: Collection[UUID]) -> tuple[UUID | None, list[Maker]]:
        """Return the nearest category, upwards, with an active maker who is not left out, and all its makers."""
        for node_id in self.upwards(category_id):
            makers = self._made.get(node_id, [])
            if any(maker.active and maker.supplier_id not in left_out for maker in makers):
                return node_id, makers
        return None, []

    def upwards(self, category_id: UUID) -> list[UUID]:
        """Return the category and all above it, nearest first."""
        way, node = [], self.nodes.get(category_id)
        while node is not None:
            way.append(node.id)
            node = self.nodes.get(node.parent_id) if node.parent_id else None
        return way

    def makers_of(self, category_id: UUID) -> list[Maker]:
        """Return the suppliers that are linked to this very category."""
        return list(self._made.get(category_id, []))

    def made_by(self, supplier_ids: Collection[UUID]) -> set[UUID]:
        """Return the categories that one of the suppliers is linked to."""
        return {
            category_id
            for category_id, makers in self._made.items()
            if any(maker.supplier_id in supplier_ids for maker in makers)
        }

    def path(self, category_id: UUID) -> str:
        """Return the names from the root, joined by ` > `."""
        return self.nodes[category_id].path if category_id in self.nodes else ""

    def shown_path(self, category_id: UUID, language: str) -> str:
        """Return the names from the root in the reader's language."""
        return BETWEEN.join(self.name(node_id, language) for node_id in reversed(self.upwards(category_id)))

    def name(self, category_id: UUID, language: str) -> str:
        """Return the category's own name in the language."""
        node = self.nodes[category_id]
        return node.name_zh if language.startswith("zh") and node.name_zh else node.name


KEPT = 32  # workspaces whose catalogues a process keeps in memory
EDITION = "(SELECT edition FROM catalog_edition WHERE workspace_id = {workspace})"
"""A column of a statement: the edition of the catalogue of the workspace that the expression gives."""
Edition = UUID | None
"""The name of what a catalogue is at a time; an empty one has none."""
_seen_last: dict[UUID, Edition] = {}
NODES = """
SELECT id, parent_id, name, name_zh, code, path FROM catalog_category WHERE workspace_id = %s ORDER BY path, id
"""
RULES = """
SELECT field, text, category_id FROM catalog_categoryrule WHERE workspace_id = %s ORDER BY position, id
"""
MAKERS = """
SELECT l.category_id, s.id, s.company_id, s.code, s.name, s.weight, s.status = 'active', s.language
FROM catalog_suppliercategory l JOIN partners_supplier s ON s.id = l.supplier_id AND s.workspace_id = l.workspace_id
WHERE l.workspace_id = %s ORDER BY s.id
"""


def visible_categories(actor: Actor) -> QuerySet[Category]:
    """Return the categories of the workspace."""
    return Category.objects.filter(workspace_id=actor.workspace_id)


def lock_tree(workspace_id: UUID) -> None:
    """Let nobody else change the workspace's tree or rules until the transaction ends.

    Rows alone do not do: two who add the same name lock no row in common, and two moves could wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [str(workspace_id)])


def locked_category(actor: Actor, category_id: UUID) -> Category:
    """Lock a category of the workspace and return it. Raises NotFound."""
    row = visible_categories(actor).select_for_update(of=("self",)).filter(id=category_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Uses:
    """How much belongs to a category; `others` are kinds of things of later stages."""

    categories: int = 0
    suppliers: int = 0
    rules: int = 0
    others: int = 0


OWN = (Category, SupplierCategory, CategoryRule, CategoryOwner)


def uses_of(workspace_id: UUID, category_id: UUID) -> Uses:
    """Return what still belongs to the category; the people in charge of it go with it."""
    relations = Category._meta.get_fields(include_hidden=True)
    later = [one for one in relations if isinstance(one, ManyToOneRel) and one.related_model not in OWN]
    others = sum(
        one.related_model._base_manager.filter(
            workspace_id=workspace_id, **{one.field.name: category_id}
        ).exists()
        for one in later
    )
    return Uses(
        Category.objects.filter(workspace_id=workspace_id, parent_id=category_id).count(),
        SupplierCategory.objects.filter(workspace_id=workspace_id, category_id=category_id).count(),
        CategoryRule.objects.filter(workspace_id=workspace_id, category_id=category_id).count(),
        others,
    )


def nodes_of(workspace_id: UUID) -> list[Node]:
    """Return all categories of the workspace, by path."""
    return [Node(*row) for row in fetched(NODES, [workspace_id])]


def shown_paths(workspace_id: UUID, language: str) -> dict[UUID, str]:
    """Return every category's names from the root in the reader's language, in the order of the paths."""
    known = Tree(nodes_of(workspace_id), ())
    return {node_id: known.shown_path(node_id, language) for node_id in known.nodes}


def categoriser(workspace_id: UUID) -> Categoriser:
    """Return what finds the category of a line in this workspace; one statement while the catalogue stays the same."""
    return categoriser_of(workspace_id, _edition(workspace_id))


@lru_cache(maxsize=KEPT)
def categoriser_of(workspace_id: UUID, edition: Edition) -> Categoriser:
    """Return what finds the category of a line in the catalogue whose edition was read just now."""
    rules = [TextRule(*row) for row in fetched(RULES, [workspace_id])]
    return Categoriser(nodes_of(workspace_id), rules)


def tree(workspace_id: UUID) -> Tree:
    """Return the workspace's categories with their makers; one statement while the catalogue stays the same."""
    return tree_of(workspace_id, _edition(workspace_id))


def tree_seen_last(workspace_id: UUID) -> Tree:
    """Return the tree as this process saw it last, for who makes sure later that it is still the same."""
    if workspace_id in _seen_last:
        return _tree(workspace_id, _seen_last[workspace_id])
    return tree(workspace_id)


def tree_of(workspace_id: UUID, edition: Edition) -> Tree:
    """Return the tree of the catalogue whose edition was read just now: the same object for the same edition."""
    _seen_last[workspace_id] = edition
    return _tree(workspace_id, edition)


def _edition(workspace_id: UUID) -> Edition:
    edition: Edition = fetched(f"SELECT {EDITION.format(workspace='%s')}", [workspace_id])[0][0]
    return edition


@lru_cache(maxsize=KEPT)
def _tree(workspace_id: UUID, _edition: Edition) -> Tree:
    links = [(category_id, Maker(*maker)) for category_id, *maker in fetched(MAKERS, [workspace_id])]
    return Tree(nodes_of(workspace_id), links)


def category_owners(workspace_id: UUID, category_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return who is in charge of each category: its own people, else those of the nearest category above it."""
    owners: dict[UUID, list[UUID]] = defaultdict(list)
    for category_id, user_id in (
        CategoryOwner.objects.filter(workspace_id=workspace_id)
        .order_by("id")
        .values_list("category_id", "user_id")
    ):
        owners[category_id].append(user_id)
    if not owners:
        return {}
    parents = dict(Category.objects.filter(workspace_id=workspace_id).values_list("id", "parent_id"))
    found: dict[UUID, list[UUID]] = {}
    for category_id in category_ids:
        at: UUID | None = category_id
        while at is not None and at not in owners:
            at = parents.get(at)
        if at is not None:
            found[category_id] = owners[at]
    return found
