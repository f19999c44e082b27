"""Fields that choose among the workspace's categories: one from a list, or several from the tree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from orderloom.catalog.queries import Tree
from orderloom.catalog.rules import Node

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tick:
    """A category to tick, `depth` steps below the top."""

    id: str
    name: str
    depth: int
    ticked: bool


def shown_name(node: Node) -> str:
    """Return the category's own name in the reader's language."""
    return node.name_zh if (get_language() or "").startswith("zh") and node.name_zh else node.name


def category_choices(nodes: Sequence[Node], blank: object = None) -> Choices:
    """Return the categories by path for a select; `blank` is the words for none."""
    known = Tree(nodes, ())
    language = get_language() or "en"
    choices = [(str(node.id), known.shown_path(node.id, language)) for node in nodes]
    return [("", str(blank)), *choices] if blank is not None else choices


def in_tree_order(nodes: Sequence[Node]) -> list[tuple[Node, int]]:
    """Return the categories, each followed by what lies below it, with its depth."""
    below: dict[UUID | None, list[Node]] = {}
    for node in sorted(nodes, key=lambda one: one.name.lower()):
        below.setdefault(node.parent_id, []).append(node)
    found: list[tuple[Node, int]] = []

    def walk(parent: UUID | None, depth: int) -> None:
        for node in below.get(parent, ()):
            found.append((node, depth))
            walk(node.id, depth + 1)

    walk(None, 0)
    return found


def ticks(nodes: Sequence[Node], chosen: Collection[str]) -> list[Tick]:
    """Return the tree as boxes to tick."""
    return [
        Tick(str(node.id), shown_name(node), depth, str(node.id) in chosen)
        for node, depth in in_tree_order(nodes)
    ]
