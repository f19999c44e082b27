"""Read the rows of a filled-in file: what each asks for, or which of its cells is wrong and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.kernel.tables.faults import BadValue, reason_of
from orderloom.kernel.tables.moments import parse_moment
from orderloom.kernel.tables.numbers import parse_quantity
from orderloom.kernel.tables.table import Table
from orderloom.portals.task_file.columns import COLUMNS, MOST, places_in, plain
from orderloom.shipping.carriers.names import carrier_named

ACCEPT = {
    plain(word) for word in ("accept", "accepted", "yes", "y", "ok", "接单", "接", "接受", "是", "可以")
}
REFUSE = {
    plain(word)
    for word in ("refuse", "refused", "decline", "declined", "no", "n", "拒单", "拒绝", "拒", "否", "不接")
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell: the row as a spreadsheet numbers it, the column's name, the value, and why."""

    row: int
    column: str
    value: str
    reason: str


class CellWrong(Exception):
    """A cell cannot be read."""

    def __init__(self, column: str, reason: str | Promise) -> None:
        self.column, self.reason = column, reason
        super().__init__(str(reason))


@dataclass(slots=True)
class Wish:
    """What a row asks for; nothing where its cells are blank. `cells` are its texts by column, as they stand."""

    row: int
    cells: Mapping[str, str]
    task_id: UUID | None = None
    attempt: int | None = None
    accepts: bool | None = None
    promised: date | None = None
    produced: int | None = None
    carrier: str = ""
    pieces: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return what stands in the column."""
        return self.cells.get(column, "").strip()

    def object_to(self, column: str, reason: str | Promise) -> None:
        """Note that the cell is wrong."""
        name = str(COLUMNS.get(column, ""))
        self.problems.append(Problem(self.row, name, self.text(column), str(reason)))


def wishes_in(table: Table) -> Iterator[Wish]:
    """Walk the rows. Raises Invalid (no column that says which task, too many rows)."""
    places = places_in(table.header)
    if not {"key", "task"} & set(places):
        raise Invalid(_("No column says which task a row is. Download the file again and fill that one in."))
    for count, (number, cells, _flaws) in enumerate(table.rows(), 1):
        if count > MOST:
            raise Invalid(_("A file takes 500 tasks. Send the rest in another one."))
        yield _wish(number, {code: cells[place] for code, place in places.items()})


def _wish(number: int, cells: Mapping[str, str]) -> Wish:
    wish = Wish(number, cells)
    for column, read in READERS.items():
        if not wish.text(column):
            continue
        try:
            read(wish, wish.text(column))
        except CellWrong as wrong:
            wish.object_to(wrong.column, wrong.reason)
        except BadValue as wrong:
            wish.object_to(column, reason_of(wrong.code, wrong.params))
    return wish


def _key(wish: Wish, text: str) -> None:
    first, _slash, attempt = text.partition("/")
    try:
        wish.task_id, wish.attempt = UUID(first), int(attempt) if attempt else None
    except ValueError as wrong:
        raise CellWrong("key", _("This cell was changed. Download the file again.")) from wrong


def _answer(wish: Wish, text: str) -> None:
    if (word := plain(text)) not in ACCEPT | REFUSE:
        raise CellWrong("answer", _("Write “accept” or “refuse”, or leave it blank."))
    wish.accepts = word in ACCEPT


def _promised(wish: Wish, text: str) -> None:
    wish.promised = parse_moment(text).date()


def _produced(wish: Wish, text: str) -> None:
    wish.produced = _count(text)


def _pieces(wish: Wish, text: str) -> None:
    wish.pieces = _count(text)


def _count(text: str) -> int:
    return 0 if text == "0" else parse_quantity(text)


def _carrier(wish: Wish, text: str) -> None:
    wish.carrier = carrier_named(text)
    if not wish.carrier:
        raise CellWrong("carrier", _("This carrier is not known. Leave it blank: the number tells it."))


READERS: Mapping[str, Callable[[Wish, str], None]] = {
    "key": _key, "answer": _answer, "promised": _promised, "produced": _produced, "carrier": _carrier,
    "pieces": _pieces,
}  # fmt: skip
