"""A list as a table for a file: exactly the columns that it shows and the rows that fit, in its order."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from django.utils.translation import gettext as _

from orderloom.kernel.keyset import Place
from orderloom.kernel.money import Money
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.columns import chosen_columns
from orderloom.portals.lists.listing import Listing, page_of
from orderloom.portals.lists.reader import Reader
from orderloom.portals.table_out import Cell

CHUNK = 1000


def headings(listing: Listing, asked: Asked) -> list[Cell]:
    """Return the first row: what the columns are called; an amount is followed by its currency."""
    found: list[Cell] = []
    for key in chosen_columns(listing.columns, asked):
        column = listing.columns[key]
        found += [str(column.title), _("Currency")] if column.money else [str(column.title)]
    return found


def rows(
    listing: Listing,
    reader: Reader,
    asked: Asked,
    around: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Iterator[list[Cell]]:
    """Give the rows that fit, piece by piece, in the order of the list; each piece is read `around`. Raises NotAllowed.

    A job reads each in a transaction of its own, a page in the one that is running.
    """
    keys, after = chosen_columns(listing.columns, asked), ""
    while True:
        with around():
            found = listing.narrowed(reader, asked)
            piece = page_of(listing, found, asked, Place(after), CHUNK)
            told = [_row(listing, keys, one) for one in listing.shown(reader, piece.rows, keys)]
        yield from told
        if not piece.after:
            return
        after = piece.after


def _row(listing: Listing, keys: tuple[str, ...], one: object) -> list[Cell]:
    found: list[Cell] = []
    for key in keys:
        column = listing.columns[key]
        cell = column.cell(one)
        if isinstance(cell, Money):
            found += [cell.amount, cell.currency]
        else:
            found += [None, None] if column.money else [cell]
    return found
