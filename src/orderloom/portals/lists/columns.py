"""The columns of a list: how each is called, how wide it is, what orders the rows, what a file says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from orderloom.kernel.money import Money
from orderloom.portals.lists.asked import Asked
from orderloom.portals.table_out import Cell
from orderloom.ui.shapes import Column


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column; `cell` gives what a file says of a row, `sort` names the order that its heading offers.

    The cell of `money` is an amount with its currency; a file has a column for each.

    The cell of the page is the template `portals/merchant/cells/<list>/<key>.html`.
    """

    title: str | Promise
    cell: Callable[[Any], Cell | Money]
    width: str = ""
    right: bool = False
    sort: str = ""
    usual: bool = True
    far: bool = False
    greatest_first: bool = False
    money: bool = False


Columns = Mapping[str, ListColumn]


def usual_columns(columns: Columns) -> tuple[str, ...]:
    """Return the columns that a list shows when nobody has chosen others."""
    return tuple(key for key, column in columns.items() if column.usual)


def chosen_columns(columns: Columns, asked: Asked) -> tuple[str, ...]:
    """Return the columns that the list shows; the first of all is always there."""
    first = next(iter(columns))
    chosen = asked.many("cols") or usual_columns(columns)
    return chosen if first in chosen else (first, *chosen)


def headings(columns: Columns, keys: Sequence[str], base: str, asked: Asked) -> list[Column]:
    """Return the headings; those on an indexed column are links that order the rows, the others are words."""
    drawn = asked.widths
    return [replace(_heading(columns[key], base, asked), pixels=drawn.get(key, 0)) for key in keys]


def _heading(column: ListColumn, base: str, asked: Asked) -> Column:
    width = f"{column.width} far" if column.far else column.width
    if not column.sort:
        return Column(column.title, width, column.right)
    up, down = column.sort, f"-{column.sort}"
    first, second = (down, up) if column.greatest_first else (up, down)
    link = base + asked.but(sort=second if asked.sort == first else first).query()
    order = {up: "ascending", down: "descending"}.get(asked.sort, "")
    return Column(column.title, width, column.right, link, order)
