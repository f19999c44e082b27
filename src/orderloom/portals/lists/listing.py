"""What a list must tell about itself to be shown, narrowed, ordered, paged, saved and exported like all others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from orderloom.kernel.keyset import MOST_COUNTED, Piece, Place, Sort, Values, piece
from orderloom.kernel.reading import planned_anew
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.columns import Columns
from orderloom.portals.lists.filters import Filter
from orderloom.portals.lists.groups import Group, GroupedPiece, Grouping, grouped_page
from orderloom.portals.lists.reader import Reader


@dataclass(frozen=True, slots=True)
class Matching:
    """How many rows fit, up to 10,000; `capped` when there are more."""

    count: int
    capped: bool

    @classmethod
    def of(cls, count: int) -> "Matching":
        """Return the count, capped."""
        return cls(min(count, MOST_COUNTED), count > MOST_COUNTED)


class Listing(Protocol):
    """A list: what it is called here and in addresses, and how its rows are found, ordered and shown."""

    @property
    def name(self) -> str:
        """Return what the list and its page are called in addresses."""

    @property
    def columns(self) -> Columns:
        """Return all columns, in their usual order."""

    @property
    def filters(self) -> Sequence[Filter]:
        """Return what it can be narrowed down by."""

    @property
    def sorts(self) -> Mapping[str, Sort]:
        """Return the orders in which it can be read."""

    @property
    def groups(self) -> Mapping[str, Grouping]:
        """Return what its rows can be put together by."""

    @property
    def reads(self) -> Sequence[str]:
        """Return the fields that are read of each row."""

    @property
    def joined(self) -> Mapping[str, Any]:
        """Return what is read from other tables, by name."""

    @property
    def layouts(self) -> Sequence[str]:
        """Return table, and what else it can be drawn as."""

    def asked(self, values: Mapping[str, str]) -> Asked:
        """Read what an address or a form asks for."""

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[Any, Any]":
        """Return the rows that fit, in no order. Raises NotAllowed."""

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[Any]:
        """Return the rows as the cells of these columns need them."""


def sort_of(listing: Listing, asked: Asked) -> tuple[Sort, bool]:
    """Return the order of the rows, and whether the greatest come first."""
    return listing.sorts[asked.sort.removeprefix("-")], asked.sort.startswith("-")


def page_of(listing: Listing, found: "QuerySet[Any, Any]", asked: Asked, place: Place, limit: int) -> Piece:
    """Read one page of the rows, in one statement. Raises Invalid when there is no such page."""
    sort, descending = sort_of(listing, asked)
    return piece(
        found, sort, listing.reads, descending=descending, place=place, limit=limit, **listing.joined
    )


def grouped_page_of(
    listing: Listing,
    reader: Reader,
    found: "QuerySet[Any, Any]",
    asked: Asked,
    groups: Sequence[Group],
    place: Place,
) -> GroupedPiece:
    """Read one page of the rows in these groups, in one statement. Raises Invalid when there is no such page."""
    sort, descending = sort_of(listing, asked)
    by, limit = listing.groups[asked.group], asked.size
    return grouped_page(
        reader, found, by, groups, sort, listing.reads, descending=descending, place=place, limit=limit,
        **listing.joined,
    )  # fmt: skip


def count_of(found: "QuerySet[Any, Any]") -> Matching:
    """Count the rows, up to 10,000, in one statement."""
    with planned_anew():
        return Matching.of(found.order_by().values("id")[: MOST_COUNTED + 1].count())
