"""Tables that are downloaded: CSV and XLSX that a spreadsheet opens as they are, and that run nothing there.

All files that the product writes for spreadsheets are written here, so that no cell of theirs is ever a formula.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

BOM = "\ufeff"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*%?")
MOST_CELL = 32_767  # characters that a cell of a spreadsheet holds
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Cell = str | int | Decimal | date | datetime | None


def harmless(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; plain numbers stay as they are."""
    if cell.startswith(STARTS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def told(cell: Cell) -> str:
    """Return what a text file says: numbers without grouping, moments as 2026-11-24 18:00."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


class _Line:
    """Gives back what the writer writes."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


def lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Walk the table as lines of CSV, in UTF-8 with a byte order mark, which Excel needs."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([harmless(told(cell)) for cell in row])


def write_csv(place: Path, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the table to a file and return how many rows it has, the heading among them."""
    count = -1  # the byte order mark is no row
    with place.open("x", encoding="utf-8", newline="") as out:
        for line in lines(rows):
            out.write(line)
            count += 1
    return count


def write_xlsx(place: Path | IO[bytes], rows: Iterable[Sequence[Cell]]) -> int:
    """Write the table as a workbook and return how many rows it has; every text is a text, whatever it begins with."""
    count = 0
    with xlsxwriter.Workbook(place if not isinstance(place, Path) else str(place), SAFE) as book:
        sheet = book.add_worksheet()
        head = book.add_format({"bold": True})
        moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for count, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _put(sheet, count - 1, column, cell, (head, moments, days))
    return count


def _put(sheet: Any, row: int, column: int, cell: Cell, looks: tuple[Any, Any, Any]) -> None:
    head, moments, days = looks
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, moments)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), days)  # noqa: DTZ001
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, column, cell)
    elif row:
        sheet.write_string(row, column, cell[:MOST_CELL])
    else:
        sheet.write_string(row, column, cell[:MOST_CELL], head)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}


def file_headers(name: str, kind: str) -> dict[str, str]:
    """Return the headers under which a browser saves the file and never opens it as a page."""
    header = content_disposition_header(as_attachment=True, filename=name)
    return {
        "Content-Type": TYPES[kind],
        "Content-Disposition": header or "attachment",
        "X-Content-Type-Options": "nosniff",
    }


def csv_response(name: str, rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """Send the table as a file of this name; the rows are read before the answer, in the page's own transaction."""
    return StreamingHttpResponse(list(lines(rows)), headers=file_headers(name, "csv"))
