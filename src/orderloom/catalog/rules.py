"""How words find a category."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

BETWEEN = " > "
SEPARATORS = re.compile(r"[>/\\»›＞／＼]")
REMEMBERED = 20_000  # answers kept: shops repeat their titles, and a worker lives for weeks


def folded(text: str) -> str:
    """Return the text as it is compared: width, case and blanks do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def names_in(path: str) -> list[str]:
    """Return the category names of a path, whatever separates them (`Mugs > Ceramic`, `杯类／陶瓷杯`)."""
    return [name.strip() for name in SEPARATORS.split(path) if name.strip()]


def folded_path(text: str) -> str:
    """Return a path of category names as it is compared, whatever separates the names."""
    return "\n".join(folded(part) for part in names_in(text))


@dataclass(frozen=True, slots=True)
class Node:
    """A category as far as finding it needs."""

    id: UUID
    parent_id: UUID | None
    name: str
    name_zh: str
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class TextRule:
    """Lines whose field contains the folded text belong to the category."""

    field: str
    text: str
    category_id: UUID


class Categoriser:
    """Finds the category of a line by its hint, else by the workspace's rules, else the default."""

    def __init__(self, nodes: Sequence[Node], rules: Sequence[TextRule]) -> None:
        self._rules = [(folded(rule.text), rule.field, rule.category_id) for rule in rules]
        self._looked_at = {rule.field for rule in rules}
        self._known = _index(nodes)
        self._found: dict[tuple[str, str, str, str], UUID | None] = {}

    def named(self, words: str) -> UUID | None:
        """Return the category that the words name: by code, by whole path or by a name that only one has."""
        return self._known.get(folded_path(words))

    def find(self, hint: str, title: str, sku: str, vendor: str, default: UUID | None) -> UUID | None:
        """Return the category, or None when a hint is given that nobody knows, or nothing fits.

        An unknown hint does not fall back to the default: a person has to say what it is.
        """
        asked = (hint, title, sku, vendor)
        try:
            found = self._found[asked]
        except KeyError:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = self._found[asked] = self._look(hint, title, sku, vendor)
        return found if found is not None or hint.strip() else default

    def _look(self, hint: str, title: str, sku: str, vendor: str) -> UUID | None:
        if hint.strip() and (known := self.named(hint)):
            return known
        said = {"title": title, "sku": sku, "vendor": vendor, "category": hint}
        texts = {field: folded(said[field]) for field in self._looked_at}
        for text, field, category_id in self._rules:
            if text in texts[field]:
                return category_id
        return None


def _index(nodes: Sequence[Node]) -> dict[str, UUID]:
    """Return every unambiguous way of naming a category; a code goes before a path, a path before a name."""
    by_id = {node.id: node for node in nodes}
    index = _sole(
        (name, node.id) for node in nodes for name in {folded_path(node.name), folded_path(node.name_zh)}
    )
    index.update(_sole((_chinese_path(node, by_id), node.id) for node in nodes))
    index.update(_sole((folded_path(node.path), node.id) for node in nodes))
    index.update(_sole((folded_path(node.code), node.id) for node in nodes))
    return index


def _sole(pairs: Iterable[tuple[str, UUID]]) -> dict[str, UUID]:
    """Return the words that stand for one category only."""
    meant: dict[str, set[UUID]] = defaultdict(set)
    for words, node_id in pairs:
        meant[words].add(node_id)
    return {words: next(iter(ids)) for words, ids in meant.items() if words and len(ids) == 1}


def _chinese_path(node: Node, by_id: Mapping[UUID, Node]) -> str:
    """Return the names from the root as a Chinese reader sees them."""
    names: list[str] = []
    at: Node | None = node
    while at is not None:
        names.append(at.name_zh or at.name)
        at = by_id.get(at.parent_id) if at.parent_id else None
    return folded_path(BETWEEN.join(reversed(names)))
