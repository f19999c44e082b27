"""A table as every reader returns it: a heading and rows of text, to be walked more than once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from orderloom.kernel.tables.faults import CellFlaw

Row = tuple[int, list[str], tuple[CellFlaw, ...] | None]
"""The row's number as a spreadsheet shows it, as many cells as the heading has, and its damage."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under one heading; `rows()` starts anew each time and holds one row in memory."""

    header: tuple[str, ...]
    kind: str
    open_rows: Callable[[], Iterator[Row]] = field(repr=False)
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    hidden_rows: int = 0
    open_column: Callable[[int], Iterator[str]] | None = field(default=None, repr=False)
    """A quicker way to walk one column, where the file allows it."""

    def rows(self) -> Iterator[Row]:
        """Walk the rows below the heading, leaving out those that are wholly blank."""
        return self.open_rows()

    def column(self, index: int) -> Iterator[str]:
        """Walk one column; its cells may have blanks around them, and blank rows count as blank cells."""
        if self.open_column is not None:
            return self.open_column(index)
        return (cells[index] for _number, cells, _flaws in self.rows())

    def sample(self, size: int = 200) -> list[list[str]]:
        """Return the cells of the first `size` rows."""
        return [cells for _number, cells, _flaws in islice(self.rows(), size)]


def table_of(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> Table:
    """Make a table of rows that are at hand, such as rows that a person has mended."""
    names = header_names(header)
    kept = [(number, fitted(list(cells), len(names))) for number, cells in rows]

    def walk() -> Iterator[Row]:
        for number, cells in kept:
            yield number, list(cells), None

    return Table(header=names, kind="rows", open_rows=walk)


def fitted(cells: list[str], width: int) -> list[str]:
    """Fill up with empty cells, or cut, to exactly `width`."""
    return (cells + [""] * (width - len(cells)))[:width]


def header_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Name the columns: trimmed, a second `Name` becomes `Name (2)`, a blank one takes its letter, `(C)`."""
    names: list[str] = []
    taken: set[str] = set()
    counts: dict[
        str, int
    ] = {}  # a line of one name ten thousand times would else be looked through ten thousand times
    for index, cell in enumerate(cells):
        plain = " ".join(cell.split()) or f"({column_letter(index)})"
        name, count = plain, counts.get(plain, 1)
        while name in taken:
            count += 1
            name = f"{plain} ({count})"
        counts[plain] = count
        taken.add(name)
        names.append(name)
    return tuple(names)


def column_letter(index: int) -> str:
    """Name a column as spreadsheets do: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
