"""Text tables: separator, quotation marks and line ends as they come, one record in memory at a time."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from orderloom.kernel.tables.encodings import settle_encoding
from orderloom.kernel.tables.faults import CellFlaw, FileRefused
from orderloom.kernel.tables.table import Row, Table, header_names

SEPARATORS = ("\t", ",", ";", "|")
SAMPLE = 1 << 16
SAMPLE_RECORDS = 60
MAX_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Manner:
    """How one text file is written."""

    encoding: str
    delimiter: str
    quoted: bool


def read_delimited(
    path: Path, *, encoding: str | None, delimiter: str | None, header_row: int | None
) -> Table:
    """Read a text table, finding out what is not said. Raises FileRefused."""
    settled = settle_encoding(path, encoding)
    separator = delimiter or find_separator(path, settled)
    quoted = has_quotes(path) and (separator != "\t" or tabs_are_quoted(path, settled))
    manner = Manner(settled, separator, quoted)
    number, header = _heading(path, manner, header_row)
    return Table(
        header=header,
        kind="text",
        open_rows=partial(_rows, path, manner, number, len(header)),
        open_column=None if quoted else partial(_column, path, manner, number),
        encoding=manner.encoding,
        delimiter=manner.delimiter,
    )


def find_separator(path: Path, encoding: str) -> str:
    """Find the separator that gives the most even columns outside quotation marks."""
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        cut = bool(file.read(1))
    if sample[:4].lower() == "sep=" and len(sample) > 4:
        return sample[4]
    ranked = sorted(((_evenness(sample, mark, cut), mark) for mark in SEPARATORS), reverse=True)
    (share, width), best = ranked[0]
    return best if share > 0 and width > 1 else ","


def _evenness(sample: str, delimiter: str, cut: bool) -> tuple[float, int]:
    """Return the share of records as wide as the first, and that width."""
    widths = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cells):
                widths.append(len(cells))
            if len(widths) > SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    if cut and 1 < len(widths) <= SAMPLE_RECORDS:
        widths.pop()
    if not widths or widths[0] < 2:
        return 0.0, 0
    return round(Counter(widths)[widths[0]] / len(widths), 1), widths[0]


def has_quotes(path: Path) -> bool:
    """Tell whether there is any quotation mark in the file."""
    with path.open("rb") as file:
        return any(b'"' in chunk for chunk in iter(lambda: file.read(1 << 20), b""))


def tabs_are_quoted(path: Path, encoding: str) -> bool:
    """Tell whether quotation marks enclose cells: read so, the file must be well-formed throughout.

    Reports of shops do not quote: there a mark belongs to the text, and one at the beginning of a cell would swallow
    all up to the next one.
    """
    width = 0
    with path.open(encoding=encoding, newline="") as file:
        try:
            for cells in csv.reader(file, delimiter="\t", strict=True):
                width = width or len(cells)
                if len(cells) != width and any("\n" in cell for cell in cells):
                    return False
        except csv.Error:
            return False
    return True


def _records(path: Path, manner: Manner) -> Iterator[tuple[int, list[str]]]:
    """Walk the records, counted from 1 as a spreadsheet shows them.

    Raises FileRefused for open quotation marks.
    """
    number, before, start = 0, 0, 0
    with path.open(encoding=manner.encoding, newline="") as file:
        mark = '"' if manner.quoted else None
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if manner.quoted else csv.QUOTE_NONE
        reader = csv.reader(file, delimiter=manner.delimiter, quotechar=mark, quoting=quoting)
        try:
            for number, cells in enumerate(reader, 1):
                start, before = before, reader.line_num
                yield number, cells
        except csv.Error as broken:
            raise FileRefused("file_quotes", row=number + 1) from broken
        except UnicodeDecodeError as changed:
            raise FileRefused("file_changed") from changed
        if manner.quoted and before - start > 1:
            _check_last(path, manner, start, number)


def _check_last(path: Path, manner: Manner, first_line: int, number: int) -> None:
    """Refuse a last record whose quotation mark never closes: it has swallowed the rows after it."""
    with path.open(encoding=manner.encoding, newline="") as file:
        lines = [line for index, line in enumerate(file) if index >= first_line]
    try:
        list(csv.reader(lines, delimiter=manner.delimiter, strict=True))
    except csv.Error as broken:
        if "end of data" in str(broken):
            raise FileRefused("file_quotes", row=number) from broken


def _heading(path: Path, manner: Manner, header_row: int | None) -> tuple[int, tuple[str, ...]]:
    for number, cells in _records(path, manner):
        if header_row is not None and number < header_row:
            continue
        if number == 1 and manner.delimiter.join(cells).lower().startswith("sep="):
            continue
        if "".join(cells).strip():
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                raise FileRefused("file_wide", limit=MAX_COLUMNS)
            return number, header_names(cells)
    raise FileRefused("file_empty")


def _column(path: Path, manner: Manner, heading: int, index: int) -> Iterator[str]:
    """Walk one column of a file without quotation marks, where each line is a row."""
    with path.open(encoding=manner.encoding, newline="") as file:
        for number, line in enumerate(file, 1):
            if number > heading:
                pieces = line.split(manner.delimiter, index + 1)
                yield pieces[index] if index < len(pieces) else ""


def _rows(path: Path, manner: Manner, heading: int, width: int) -> Iterator[Row]:
    for number, cells in _records(path, manner):
        if number <= heading:
            continue
        flaws = None
        size = len(cells)
        if size != width:
            if size < width:
                cells += [""] * (width - size)
            else:
                extra = manner.delimiter.join(cells[width:])
                if extra.strip(manner.delimiter + " "):
                    flaws = (CellFlaw(-1, "cell_overflow", extra[:200]),)
                del cells[width:]
        if not cells[0].strip() and not "".join(cells).strip():
            continue
        yield number, cells, flaws
