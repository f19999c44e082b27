"""What happens to categories and to who makes them."""

from dataclasses import dataclass
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierCategoriesChanged(Event):
    """A supplier makes other categories than before."""

    subject_id: UUID
    supplier: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAdded(Event):
    """A category joined the tree."""

    subject_id: UUID
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMoved(Event):
    """A category got another name or another place."""

    subject_id: UUID
    before: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanged(Event):
    """A category got another Chinese name, code or spelling: old and new value of each."""

    subject_id: UUID
    path: str
    changes: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRemoved(Event):
    """A category left the tree."""

    subject_id: UUID
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryOwnersChosen(Event):
    """Who is in charge of a category's orders."""

    subject_id: UUID
    path: str
    before: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRulesChanged(Event):
    """The rules by which lines find their category changed: a rule was added, changed, removed or put first."""

    subject_id: UUID
    text: str
    change: str
    before: str = ""
