"""The gate before a workbook is opened: what it would unpack to, and what its cells hide.

Runs in the child process only. The packing list is checked first; then every XML part streams through
expat, without definitions (DTD), against a budget of cells; on the way the damage is noted that the
reader would pass over in silence: error cells, numbers with more than 15 digits, formulas without a
result.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.parsers import expat

MAX_PARTS = 200
MAX_UNPACKED = 300 << 20
MAX_RATIO = 200
RATIO_FROM = 1 << 20
MAX_ROWS = 200_000
MAX_COLUMNS = 512
MAX_CELLS = 5_000_000
MAX_AREA = 4 * MAX_CELLS
MAX_TEXT = 32_767
MAX_FLAWS = 10_000
EXACT_LIMIT = Decimal(10) ** 15
CHUNK = 1 << 16
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
PARSED_TYPES = ("worksheet", "sharedStrings", "styles", "officeDocument")


class Refused(Exception):
    """The workbook does not pass; carries the code and facts of the refusal."""

    def __init__(self, code: str, **facts: int | str) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


Flaw = tuple[int, str, str]


@dataclass(slots=True)
class Sheet:
    """What the gate learnt about one worksheet part."""

    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    flaws: dict[int, list[Flaw]] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """What the gate learnt about the workbook."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    names: list[tuple[str, str, bool]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def sheet_of(self, name: str) -> Sheet:
        """Return what is known of the sheet with this name."""
        relation = next((rid for sheet, rid, _visible in self.names if sheet == name), "")
        return self.sheets.get(self.targets.get(relation, ""), Sheet())


def survey(path: str) -> Survey:
    """Check the whole workbook and note the damage in its cells. Raises Refused."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise Refused("workbook_broken") from broken
    with package:
        parts = package.infolist()
        _check_packing(parts)
        if not any(part.filename.lower() == "xl/workbook.xml" for part in parts):
            raise Refused("file_other_office", kind=_other_kind(parts))
        found = Survey()
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _Part(found, part.filename).read(package, part)
        return found


def _check_packing(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise Refused("workbook_parts", limit=MAX_PARTS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("workbook_unpacked", limit=MAX_UNPACKED >> 20)
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Refused("workbook_ratio", limit=MAX_RATIO)
        if part.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", part.filename):
            raise Refused("workbook_path")
        if part.flag_bits & 1:
            raise Refused("file_old_excel")


def _other_kind(parts: list[zipfile.ZipInfo]) -> str:
    names = [part.filename.lower() for part in parts]
    kinds = {
        "xl/workbook.bin": "XLSB",
        "word/": "DOCX",
        "ppt/": "PPTX",
        "content.xml": "ODS",
        "index/": "Numbers",
    }
    return next((kind for sign, kind in kinds.items() if any(name.startswith(sign) for name in names)), "ZIP")


class _Part:
    """One XML part on its way through expat."""

    def __init__(self, found: Survey, name: str) -> None:
        self.found = found
        self.name = name
        self.root = ""
        self.text_length = 0
        self.sheet: Sheet | None = None
        self.row = self.column = 0
        self.type = ""
        self.value: list[str] | None = None
        self.formula = self.valued = False
        self.flaw_count = 0

    def read(self, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Stream the part. Raises Refused."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._definition
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        unpacked = 0
        try:
            with package.open(part) as stream:
                while block := stream.read(CHUNK):
                    unpacked += len(block)
                    if unpacked > MAX_UNPACKED:
                        raise Refused("workbook_unpacked", limit=MAX_UNPACKED >> 20)
                    parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as broken:
            raise Refused("workbook_xml") from broken
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as broken:
            raise Refused("workbook_broken") from broken
        if self.sheet and self.sheet.last_row * self.sheet.last_column > MAX_AREA:
            raise _too_large()

    def _definition(self, *_anything: Any) -> None:
        raise Refused("workbook_dtd")

    def _start(self, name: str, at: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self.text_length = 0
        if not self.root:
            self.root = tag
            if tag == "worksheet":
                self.sheet = self.found.sheets[self.name] = Sheet()
        if self.sheet is not None:
            self._in_sheet(self.sheet, tag, at)
        elif tag == "sheet" and self.root == "workbook":
            relation = next((at[key] for key in at if key.rpartition(":")[2] == "id"), "")
            self.found.names.append((at.get("name", ""), relation, at.get("state", "visible") == "visible"))
        elif tag == "Relationship":
            self._relation(at)

    def _relation(self, at: dict[str, str]) -> None:
        target, kind = at.get("Target", ""), at.get("Type", "").rpartition("/")[2]
        if kind in PARSED_TYPES and not target.lower().endswith(".xml"):
            raise Refused("workbook_broken")
        if self.name.lower() == "xl/_rels/workbook.xml.rels":
            self.found.targets[at.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip(
                "/"
            )

    def _in_sheet(self, sheet: Sheet, tag: str, at: dict[str, str]) -> None:
        if tag == "c":
            self._cell(sheet, at)
        elif tag == "v":
            self.value = []
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            number = at.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
            self.column = 0
            sheet.last_row = max(sheet.last_row, self.row)
            sheet.hidden_rows += at.get("hidden") in ("1", "true")
            _check_grid(sheet)
        elif tag == "mergeCell":
            _check_merge(at.get("ref", ""))

    def _cell(self, sheet: Sheet, at: dict[str, str]) -> None:
        self.type = at.get("t", "n")
        self.formula = self.valued = False
        self.column += 1
        sheet.cells += 1
        where = at.get("r")
        if where is not None:
            matched = REFERENCE.fullmatch(where)
            if not matched:
                raise Refused("workbook_xml")
            self.column = _column_number(matched[1])
            self.row = int(matched[2])
        sheet.last_row = max(sheet.last_row, self.row)
        sheet.last_column = max(sheet.last_column, self.column)
        _check_grid(sheet)

    def _text(self, text: str) -> None:
        self.text_length += len(text)
        if self.text_length > MAX_TEXT:
            raise Refused("workbook_text", limit=MAX_TEXT)
        if self.value is not None:
            self.value.append(text)

    def _end(self, name: str) -> None:
        if self.sheet is None:
            return
        tag = name.rpartition(":")[2]
        if tag == "v" and self.value is not None:
            text, self.value = "".join(self.value), None
            self.valued = bool(text)
            self._judge(self.sheet, text)
        elif tag == "c" and self.formula and not self.valued and self.type in ("n", "b", "e"):
            self._note(self.sheet, "cell_formula", "")

    def _judge(self, sheet: Sheet, text: str) -> None:
        if self.type == "e":
            self._note(sheet, "cell_error", text[:40])
        elif self.type == "n" and (len(text) > 15 or "e" in text or "E" in text) and _is_inexact(text):
            self._note(sheet, "cell_long_number", text[:40])

    def _note(self, sheet: Sheet, code: str, text: str) -> None:
        self.flaw_count += 1
        if self.flaw_count > MAX_FLAWS:
            raise Refused("workbook_flaws", limit=MAX_FLAWS)
        sheet.flaws.setdefault(self.row, []).append((self.column - 1, code, text))


def _is_inexact(text: str) -> bool:
    try:
        return abs(Decimal(text)) >= EXACT_LIMIT
    except InvalidOperation:
        return True


def _check_grid(sheet: Sheet) -> None:
    if sheet.last_row > MAX_ROWS or sheet.last_column > MAX_COLUMNS or sheet.cells > MAX_CELLS:
        raise _too_large()


def _check_merge(reference: str) -> None:
    for corner in reference.split(":"):
        matched = REFERENCE.fullmatch(corner)
        if matched and (int(matched[2]) > MAX_ROWS or _column_number(matched[1]) > MAX_COLUMNS):
            raise _too_large()


def _too_large() -> Refused:
    return Refused("workbook_grid", rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
