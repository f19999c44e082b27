"""Tracking numbers as people paste them from a spreadsheet: two columns, or three with the carrier.

Columns stand apart by tabs, commas, semicolons or blanks; a heading may stand above them, in English or Chinese, and
digits may be of full width. Nothing is dropped: what cannot be read as a row stays as one with its number missing.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orderloom.shipping.carriers.names import carrier_named

LONGEST = 120
_GAP = re.compile(r" {2,}")
_SIGNS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")

REFERENCE, NUMBER, CARRIER = "reference", "number", "carrier"
HEADINGS = {
    REFERENCE: """order, order no, order number, order id, order name, so, so number, task, task no, task number,
        sku, reference, ref, name, 订单, 订单号, 订单编号, 订单号码, 任务, 任务号, 任务编号, 编号, 货号,
        商品编码, 参考号""",
    NUMBER: """tracking, tracking no, tracking number, tracking id, tracking code, tracking numbers, waybill,
        waybill no, waybill number, awb, shipment number, 运单, 运单号, 运单号码, 快递单号, 快递号, 物流单号,
        物流号, 跟踪号, 追踪号, 单号""",
    CARRIER: """carrier, courier, shipping carrier, shipping company, shipped by, logistics, 物流, 物流公司, 快递,
        快递公司, 承运商, 承运公司, 物流商""",
}
_KNOWN = {
    _SIGNS.sub("", name.casefold()): role
    for role, names in HEADINGS.items()
    for name in names.replace("\n", " ").split(",")
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """One row: what bears the parcel, its number, and whatever stood in the column of carriers."""

    reference: str
    number: str
    carrier: str = ""


def read_pasted(text: str) -> list[Pasted]:
    """Read pasted text; blank lines are left out."""
    lines = [
        unicodedata.normalize("NFKC", line).strip("\r\n") for line in text.replace("\0", "").splitlines()
    ]
    return read_rows(_cells([line for line in lines if line.strip()]))


def read_rows(rows: Iterable[Sequence[str]]) -> list[Pasted]:
    """Read rows of cells, the first of which may be a heading."""
    table = [
        [" ".join(unicodedata.normalize("NFKC", cell).split())[:LONGEST] for cell in row] for row in rows
    ]
    table = [row for row in table if any(row)]
    if not table:
        return []
    roles = _heading(table[0])
    body = table[1:] if roles or _is_wordy(table) else table
    places = _places(roles, body)
    return [_row(row, places) for row in body]


def _cells(lines: Sequence[str]) -> list[list[str]]:
    """Split the lines by what most of them are split by."""
    if any("\t" in line for line in lines):
        return _quoted(lines, "\t")
    for mark in (",", ";", "|"):
        if sum(mark in line for line in lines) > len(lines) / 2:
            return _quoted(lines, mark)
    wide = sum(bool(_GAP.search(line.strip())) for line in lines) > len(lines) / 2
    return [_GAP.split(line.strip()) if wide else _words(line) for line in lines]


def _quoted(lines: Sequence[str], mark: str) -> list[list[str]]:
    """Split by the mark; quotation marks hold a cell together, if they are closed."""
    found = []
    for line in lines:
        try:
            found.append(next(csv.reader([line], delimiter=mark, strict=True)))
        except csv.Error:
            found.append([cell.strip('"') for cell in line.split(mark)])
    return found


def _words(line: str) -> list[str]:
    """Split at single blanks: the first word is the reference, words without digits at the end are the carrier."""
    reference, *rest = line.split()
    if not rest:
        return [reference]
    name: list[str] = []
    while len(rest) > 1 and not _DIGIT.search(rest[-1]):
        name.insert(0, rest.pop())
    return [reference, " ".join(rest), " ".join(name)]


def _heading(cells: Sequence[str]) -> dict[str, int]:
    """Return which column is which, if these are names of columns."""
    roles: dict[str, int] = {}
    for place, cell in enumerate(cells):
        role = _KNOWN.get(_SIGNS.sub("", cell.casefold()))
        if role and role not in roles:
            roles[role] = place
    return roles


def _is_wordy(table: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row has no digit at all while the others do: a heading in other words."""
    first, *rest = table
    return (
        bool(rest)
        and not any(map(_DIGIT.search, first))
        and all(any(map(_DIGIT.search, row)) for row in rest)
    )


def _places(roles: dict[str, int], body: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the column of each role: as the heading says, else by what the cells are, else in the usual order."""
    width = max((len(row) for row in body), default=0)
    places = dict(roles)
    if CARRIER not in places:
        free = [place for place in range(width) if place not in places.values() and width > 2]
        named = next((place for place in free if _are_carriers(body, place)), None)
        if named is not None:
            places[CARRIER] = named
    free = [place for place in range(width) if place not in places.values()]
    for role in (REFERENCE, NUMBER, CARRIER):
        if role not in places and free:
            places[role] = free.pop(0)
    return places


def _are_carriers(body: Sequence[Sequence[str]], place: int) -> bool:
    cells = [row[place] for row in body if place < len(row) and row[place]]
    return bool(cells) and sum(bool(carrier_named(cell)) for cell in cells) > len(cells) / 2


def _row(cells: Sequence[str], places: dict[str, int]) -> Pasted:
    def cell(role: str) -> str:
        place = places.get(role, len(cells))
        return cells[place] if place < len(cells) else ""

    return Pasted(cell(REFERENCE), cell(NUMBER), cell(CARRIER))
