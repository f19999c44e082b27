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
