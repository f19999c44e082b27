"""Orders in which a list can be read page by page: each on an indexed column, found by key, never by offset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.kernel.reading import planned_anew

MOST_COUNTED = 10_000
"""Rows of a list are counted up to this many; more are told as "10,000+"."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """One column that orders a list; rows of the same value go by their id. `read` undoes `str` of a value."""

    field: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after a row, or before one; blank is the beginning of the list."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows of one page, and the marks that lead to the pages beside it; a blank: there is none."""

    rows: list[Values]
    after: str
    before: str


def moment(text: str) -> datetime:
    """Read a moment with its zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found.astimezone(UTC)


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


def ordered(rows: "QuerySet[Any, Any]", sort: Sort, *, descending: bool) -> "QuerySet[Any, Any]":
    """Return the rows in the order."""
    names = [sort.field] if sort.field == "id" else [sort.field, "id"]
    return rows.order_by(*(f"-{name}" if descending else name for name in names))


def beyond(sort: Sort, cursor: str, *, descending: bool) -> Q:
    """Return what comes after a row. Raises Invalid when the mark is none of ours."""
    text, _mark, row_id = cursor.rpartition("_")
    try:
        place = UUID(row_id)
        value = sort.read(text) if sort.field != "id" else None
    except ValueError as wrong:
        raise Invalid(fields={"cursor": _("There is no such page. Begin with the first one.")}) from wrong
    step = "lt" if descending else "gt"
    beside = Q(**{f"id__{step}": place})
    if sort.field == "id":
        return beside
    # The first condition is the one that an index can begin with.
    return Q(**{f"{sort.field}__{step}e": value}) & (Q(**{f"{sort.field}__{step}": value}) | beside)


def cursor_of(sort: Sort, row: Values) -> str:
    """Return the mark of a row."""
    if sort.field == "id":
        return f"_{row['id']}"
    value = row[sort.field]
    return f"{value.isoformat() if isinstance(value, date) else value}_{row['id']}"


def piece(
    rows: "QuerySet[Any, Any]",
    sort: Sort,
    names: Sequence[str],
    *,
    descending: bool,
    place: Place,
    limit: int,
    **more: Any,
) -> Piece:
    """Read one page, in one statement. `names` and `more` are what is read of each row. Raises Invalid."""
    back = bool(place.before)
    cursor = place.before or place.after
    towards = descending != back
    found = ordered(rows, sort, descending=towards)
    if cursor:
        found = found.filter(beyond(sort, cursor, descending=towards))
    told = {*names, "id", sort.field} - more.keys()
    # The rows are found by what narrows them down alone: what is joined to show them must not sway the plan.
    whole = ordered(
        found.model._default_manager.filter(id__in=found.values("id")[: limit + 1]), sort, descending=towards
    )
    with planned_anew():
        read: list[Values] = list(whole.values(*told, **more))
    return piece_of(read, limit, place, lambda row: cursor_of(sort, row))


def piece_of(read: list[Values], limit: int, place: Place, mark: Callable[[Values], str]) -> Piece:
    """Return the page of rows that were read from its beginning on, at most one too many; backwards before a row."""
    back, further, page = bool(place.before), len(read) > limit, read[:limit]
    if back:
        page.reverse()
    first, last = (mark(page[0]), mark(page[-1])) if page else ("", "")
    return Piece(
        page,
        after=last if further or back else "",
        before=first if (further if back else bool(place.after)) else "",
    )
