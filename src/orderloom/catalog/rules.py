"""How words find a category."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

SEPARATORS = (">", "/", "\\", "»")


def folded(text: str) -> str:
    """Return the text as it is compared: width, case and blanks do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def folded_path(text: str) -> str:
    """Return a path of category names as it is compared, whatever separates the names."""
    for separator in SEPARATORS:
        text = text.replace(separator, "\n")
    return "\n".join(folded(part) for part in text.split("\n") if part.strip())


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
        self._rules = [TextRule(rule.field, folded(rule.text), rule.category_id) for rule in rules]
        self._known = _index(nodes)
        self._found: dict[tuple[str, str, str, str], UUID | None] = {}

    def find(self, hint: str, title: str, sku: str, vendor: str, default: UUID | None) -> UUID | None:
        """Return the category, or None when a hint is given that nobody knows, or nothing fits.

        An unknown hint does not fall back to the default: a person has to say what it is.
        """
        asked = (hint, title, sku, vendor)
        if asked not in self._found:
            self._found[asked] = self._look(hint, title, sku, vendor)
        found = self._found[asked]
        return found if found is not None or hint.strip() else default

    def _look(self, hint: str, title: str, sku: str, vendor: str) -> UUID | None:
        if hint.strip() and (known := self._known.get(folded_path(hint))):
            return known
        texts = {
            "title": folded(title),
            "sku": folded(sku),
            "vendor": folded(vendor),
            "category": folded(hint),
        }
        return next((rule.category_id for rule in self._rules if rule.text in texts[rule.field]), None)


def _index(nodes: Iterable[Node]) -> dict[str, UUID]:
    """Return every unambiguous way of naming a category: its code, path, name and Chinese name."""
    nodes = list(nodes)
    index: dict[str, UUID] = {}
    for words in ("name_zh", "name"):
        seen: dict[str, set[UUID]] = {}
        for node in nodes:
            if name := folded_path(getattr(node, words)):
                seen.setdefault(name, set()).add(node.id)
        index.update({name: next(iter(ids)) for name, ids in seen.items() if len(ids) == 1})
    index.update({folded_path(node.path): node.id for node in nodes})
    index.update({folded_path(node.code): node.id for node in nodes if node.code.strip()})
    return index
