"""Tables that are downloaded: CSV that a spreadsheet opens as it is, and that runs nothing there."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

BOM = "\ufeff"
STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[0-9][0-9 .,]*%?")


def harmless(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula; plain numbers stay as they are."""
    if cell.startswith(STARTS) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


class _Line:
    """Gives back what the writer writes."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


def lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Walk the table as lines of CSV, in UTF-8 with a byte order mark, which Excel needs."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def csv_response(name: str, rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """Send the table as a file of this name; the rows are read before the answer, in the page's own transaction."""
    response = StreamingHttpResponse(list(lines(rows)), content_type="text/csv; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=name)
    if header:
        response.headers["Content-Disposition"] = header
    return response
