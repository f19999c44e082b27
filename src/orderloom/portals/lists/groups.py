"""Lists in groups, such as the tasks of each supplier: how many rows each has, and pages by key through all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orderloom.kernel.keyset import Piece, Place, Sort, Values, beyond, cursor_of, ordered, piece_of
from orderloom.kernel.reading import planned_anew
from orderloom.portals.lists.filters import Words, none
from orderloom.portals.lists.reader import Reader
from orderloom.ui.due import day_words

NEVER = 9999
"""The year of what stands for no day where rows are put in order."""
MARK = "~"
"""Stands between a group and a row of it in the mark of a page."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What rows are put together by: a column; with `words`, in their order; a moment (`zoned`) by its day.

    A column without `words` holds days. What has no value, or one that `words` do not know, comes last.
    """

    title: str | Promise
    field: str
    words: Callable[[Reader], Words] = none
    zoned: bool = False

    def value(self, reader: Reader) -> Any:
        """Return what tells the groups apart."""
        return TruncDate(self.field, tzinfo=reader.zone) if self.zoned else F(self.field)

    def members(self, reader: Reader, key: str) -> Q:
        """Return what the rows of a group have in common; by a column alone, so that an index serves."""
        if not key:
            return Q(**{self.field: None})
        if not self.zoned:
            return Q(**{self.field: key})
        day = date.fromisoformat(key)
        since = Q(**{f"{self.field}__gte": reader.midnight(day)})
        if day.year == NEVER:
            return since
        return since & Q(**{f"{self.field}__lt": reader.midnight(day + timedelta(days=1))})


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its key in marks, its name for people, how many rows it has."""

    key: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupedPiece:
    """The rows of one page, and the group of each."""

    piece: Piece
    groups: list[Group]


def counts_of(reader: Reader, found: "QuerySet[Any, Any]", by: Grouping) -> dict[str, int]:
    """Count the rows of each group, in one statement."""
    counted = found.order_by().values_list(by.value(reader)).annotate(n=Count("id"))
    with planned_anew():
        return {"" if key is None else str(key): n for key, n in counted}


def groups_of(reader: Reader, by: Grouping, counts: Mapping[str, int]) -> list[Group]:
    """Return the groups by name, in the order in which lists show them; one statement at most."""
    words = by.words(reader)
    return [Group(key, _named(reader, by, key, words), counts[key]) for key in _in_order(counts, words)]


def _in_order(keys: Mapping[str, object], words: Words) -> list[str]:
    known = [key for key in words if key in keys]
    return known + sorted(key for key in keys if key and key not in words) + ([""] if "" in keys else [])


def _named(reader: Reader, by: Grouping, key: str, words: Words) -> str:
    if by.words is not none:
        return str(words.get(key, _("gone") if key else _("None")))
    day = date.fromisoformat(key) if key else None
    return day_words(day, reader.today) if day and day.year != NEVER else _("No day")


def grouped_page(
    reader: Reader,
    found: "QuerySet[Any, Any]",
    by: Grouping,
    groups: Sequence[Group],
    sort: Sort,
    names: Sequence[str],
    *,
    descending: bool,
    place: Place,
    limit: int,
    **more: Any,
) -> GroupedPiece:
    """Read one page of a list in groups, in one statement: each group's rows are found as if it were a list alone.

    `sort` puts the rows of a group in order. Raises Invalid when there is no such page.
    """
    back, mark = bool(place.before), place.before or place.after
    key, _mark, cursor = mark.rpartition(MARK)
    towards = descending != back
    there = beyond(sort, cursor, descending=towards) if mark else None
    walk = _walk(groups, key if mark else None, limit, back=back)
    if not walk:
        return GroupedPiece(Piece([], "", ""), [])

    def rows_of(group: Group) -> "QuerySet[Any, Any]":
        rows = found.order_by().filter(by.members(reader, group.key))
        within = rows.filter(there) if there is not None and group.key == key else rows
        return ordered(within, sort, descending=towards).values("id")[: limit + 1]

    first, *others = [rows_of(group) for group in walk]
    ids = first.union(*others, all=True) if others else first
    rank = Case(*(When(by.members(reader, one.key), then=Value(n)) for n, one in enumerate(walk)))
    whole = ordered(
        found.model._default_manager.filter(id__in=ids).annotate(group_rank=rank), sort, descending=towards
    )
    whole = whole.order_by("group_rank", *whole.query.order_by)[: limit + 1]
    told = {*names, "id", sort.field, "group_rank"} - more.keys()
    with planned_anew():
        read: list[Values] = list(whole.values(*told, **more))
    piece = piece_of(
        read, limit, place, lambda row: f"{walk[row['group_rank']].key}{MARK}{cursor_of(sort, row)}"
    )
    return GroupedPiece(piece, [walk[row["group_rank"]] for row in piece.rows])


def _walk(groups: Sequence[Group], key: str | None, limit: int, *, back: bool) -> list[Group]:
    """Return the groups that a page may have rows of, the one in which it begins first."""
    way = list(reversed(groups)) if back else list(groups)
    if key is not None:
        begins = next(
            (n for n, one in enumerate(way) if one.key == key), 0
        )  # anew when nothing is left of it
        way = way[begins:]
    found, rows = [], 0
    for one in way:
        found.append(one)
        rows += (
            one.count if one.key != key else 0
        )  # of the group in which it begins some rows may be left, or none
        if rows > limit:
            break
    return found
