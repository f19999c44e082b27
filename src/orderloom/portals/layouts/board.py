"""The board: a lane for each status, in it the rows that are due first, each with the moves that are legal now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from orderloom.kernel.keyset import ordered
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.listing import Listing
from orderloom.portals.lists.reader import Reader

MOST = 20  # cards of a lane; the rest are a link away


@dataclass(frozen=True, slots=True)
class BoardMove:
    """A move of one card: `to` is the lane in which it ends, blank for none; `post` sends it, else `url` asks first."""

    label: str | Promise
    to: str
    url: str
    name: str = ""
    post: bool = True


@dataclass(frozen=True, slots=True)
class Lane:
    """One status with its first cards; `more_url` leads to the list of all."""

    code: str
    status: str
    count: int | str | None
    cards: list[Any]
    more_url: str
    more: bool


def lanes(
    listing: Listing, reader: Reader, base: str, asked: Asked, statuses: Mapping[str, str]
) -> list[Lane]:
    """Return the lanes of the statuses (by the tab's code), or of the one whose tab is open; two statements for all.

    Raises NotAllowed.
    """
    codes = [asked.tab] if asked.tab in statuses else list(statuses)
    found = _first_rows(listing, reader, asked, codes)
    field = asked.shape.tab
    shown = listing.shown(reader, found, ("waits",))
    by_code: dict[str, list[Any]] = {code: [] for code in codes}
    for row, card in zip(found, shown, strict=True):
        by_code[row[field]].append(card)
    there = asked.but(layout="", month="")
    return [
        Lane(
            code,
            statuses[code],
            len(cards) if len(cards) <= MOST else f"{MOST}+",
            cards[:MOST],
            base + there.but(**{field: code}).query(),
            len(cards) > MOST,
        )
        for code, cards in by_code.items()
    ]


def _first_rows(listing: Listing, reader: Reader, asked: Asked, codes: Sequence[str]) -> list[dict[str, Any]]:
    field = asked.shape.tab
    whole = listing.narrowed(reader, asked.but(**{field: ""}))
    key = asked.get("sort") or "due"
    sort, descending = listing.sorts[key.removeprefix("-")], key.startswith("-")
    parts: list[Any] = [
        ordered(whole.filter(**{field: code}), sort, descending=descending).values_list("id", flat=True)[
            : MOST + 1
        ]
        for code in codes
    ]
    first, *rest = parts
    ids = list(first.union(*rest, all=True) if rest else first)
    names = {*listing.reads, "id", field, sort.field} - listing.joined.keys()
    shown = whole.model._default_manager.filter(workspace_id=reader.workspace.id, id__in=ids)
    return list(ordered(shown, sort, descending=descending).values(*names, **listing.joined))
