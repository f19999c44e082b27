"""The one door for uploaded files: look at what the file is, not at its name, and read it as a table."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orderloom.kernel.tables import wording as _wording  # noqa: F401 - declares the words of the refusals
from orderloom.kernel.tables.delimited import read_delimited
from orderloom.kernel.tables.documents import read_json
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.table import Table
from orderloom.kernel.tables.workbook import read_workbook

HEAD = 4096
MAX_TEXT_BYTES = 2 << 30
MAX_WORKBOOK_BYTES = 200 << 20
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WEBP"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7Z"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON file's content."""

    value: Any
    kind: str = "json"


def sniff(path: Path) -> str:
    """Tell `xlsx`, `json` or `text` from the first bytes.

    Raises FileRefused for everything that is no table.
    """
    if not path.is_file():
        raise FileRefused("file_missing")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b" \t\r\n\0"):
        raise FileRefused("file_empty")
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(OLD_EXCEL):
        raise FileRefused("file_old_excel")
    for sign, kind in SIGNS:
        if head.startswith(sign):
            raise FileRefused("file_not_table", kind=kind)
    text = _as_text(head).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise FileRefused("file_web_page")
    return "json" if text.startswith(("{", "[")) else "text"


def _as_text(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace")


def read_table(
    path: Path | str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """Read a text table or an XLSX workbook, finding out what is not said. Raises FileRefused."""
    source = read_source(path, encoding=encoding, delimiter=delimiter, sheet=sheet, header_row=header_row)
    if isinstance(source, Document):
        raise FileRefused("file_not_table", kind="JSON")
    return source


def read_source(
    path: Path | str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table | Document:
    """Read whatever it is: a table, or a JSON document. Raises FileRefused."""
    place = Path(path)
    kind = sniff(place)
    if kind == "json":
        return Document(read_json(place))
    if place.stat().st_size > (MAX_WORKBOOK_BYTES if kind == "xlsx" else MAX_TEXT_BYTES):
        limit = MAX_WORKBOOK_BYTES if kind == "xlsx" else MAX_TEXT_BYTES
        raise FileRefused("file_too_large", limit=limit >> 20)
    if kind == "xlsx":
        return read_workbook(place, sheet=sheet, header_row=header_row)
    return read_delimited(place, encoding=encoding, delimiter=delimiter, header_row=header_row)
