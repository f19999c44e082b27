"""What all formats of flat rows share: picking columns, reading values and collecting what is wrong."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import ClassVar

from django.utils.functional import Promise

from orderloom.intake.canonical import LENGTHS, OrderDoc, too_long
from orderloom.intake.formats import Outcome, Rejected, Source, header_share
from orderloom.intake.grouping import Group, grouped_rows
from orderloom.kernel.tables.faults import BadValue, FileRefused, RowError
from orderloom.kernel.tables.moments import MomentReader
from orderloom.kernel.tables.numbers import is_damaged, parse_amount, parse_quantity
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import Row, Table

CENT = Decimal("0.01")
FINE = Decimal("0.0001")


class Faults:
    """What is wrong in the rows of one order."""

    __slots__ = ("errors", "header")

    def __init__(self, header: Sequence[str]) -> None:
        self.header = header
        self.errors: list[RowError] = []

    def add(self, row: Row, column: str, value: str, code: str, **params: str) -> None:
        """Note one fault, with the whole row as it was read."""
        cells = tuple(row[1][: len(self.header)])
        self.errors.append(RowError(row[0], column, value, code, params, cells))

    def amount(
        self, row: Row, column: str, text: str, *, decimal_comma: bool | None = None
    ) -> Decimal | None:
        """Read an amount; None when it is blank or wrong."""
        if not text:
            return None
        try:
            return (
                parse_amount(text)
                if decimal_comma is None
                else parse_amount(text, decimal_comma=decimal_comma)
            )
        except BadValue as bad:
            self.add(row, column, text, bad.code)
            return None

    def amounts(self, row: Row, columns: Sequence[str], texts: Sequence[str]) -> list[Decimal | None]:
        """Read several amounts of one row; None for each that is blank or wrong."""
        try:
            return [parse_amount(text) if text else None for text in texts]
        except BadValue:
            return [self.amount(row, column, text) for column, text in zip(columns, texts, strict=True)]

    def signed_quantity(self, row: Row, column: str, text: str) -> int:
        """Read a whole number that is not zero; 0 when it is wrong."""
        if not text:
            self.add(row, column, text, "value_missing")
            return 0
        try:
            number = parse_quantity(text)
        except BadValue as bad:
            self.add(row, column, text, bad.code)
            return 0
        if number == 0:
            self.add(row, column, text, "quantity_not_positive")
        return number

    def quantity(self, row: Row, column: str, text: str) -> int:
        """Read a number of pieces above zero; 0 when it is wrong."""
        number = self.signed_quantity(row, column, text)
        if number < 0:
            self.add(row, column, text, "quantity_not_positive")
        return number

    def moment(self, row: Row, column: str, text: str, reader: MomentReader) -> datetime | None:
        """Read an instant; None when it is blank or wrong."""
        if not text:
            return None
        try:
            return reader.read(text)
        except BadValue as bad:
            self.add(row, column, text, bad.code)
            return None

    def currency(self, row: Row, column: str, text: str) -> str | None:
        """Read a currency code; None when it is blank or wrong."""
        if not text:
            return None
        code = text.strip().upper()
        if len(code) == 3 and code.isascii() and code.isalpha():
            return code
        self.add(row, column, text, "currency_unknown")
        return None

    def intact(self, row: Row, column: str, text: str) -> None:
        """Note an identifier that a spreadsheet has shortened to `1.2E+17`."""
        if "+" in text and is_damaged(text):
            self.add(row, column, text, "number_damaged")


class Picker:
    """Takes the cells of named columns out of a row; case does not matter, missing ones are blank."""

    def __init__(self, header: Sequence[str], names: Sequence[str]) -> None:
        places = {name.lower(): index for index, name in reversed(list(enumerate(header)))}
        self.indices = tuple(places.get(name.lower(), len(header)) for name in names)
        self.present = frozenset(name for name in names if name.lower() in places)
        self.used = (frozenset(self.indices) - {len(header)}) | {-1}
        self.width = len(header)
        self.pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*self.indices)

    def raw(self, row: Row) -> tuple[str, ...]:
        """Return the cells byte for byte, in the order of the names."""
        cells = row[1]
        if len(cells) == self.width:
            cells.append("")
        return self.pick(cells)

    def __call__(self, row: Row) -> tuple[str, ...]:
        """Return the cells, trimmed, in the order of the names."""
        return tuple(map(str.strip, self.raw(row)))


class LineRefs:
    """Names the lines of one order that have no number of their own, the same way in every export."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def ref(self, product: str) -> str:
        """Return the product's own text, then `product/2` for the second line of the same product."""
        count = self.counts[product] = self.counts.get(product, 0) + 1
        return product if count == 1 else f"{product}/{count}"


class FlatFormat(ABC):
    """A format whose file is one table with one or more rows for each order."""

    key: ClassVar[str]
    platform: ClassVar[str]
    title: ClassVar[str | Promise]
    order_column: ClassVar[str]
    wanted: ClassVar[frozenset[str]]
    needed: ClassVar[frozenset[str]]

    def matches(self, source: Source) -> float:
        """Compare the heading with this format's columns."""
        return header_share(source, self.wanted, self.needed)

    def orders(self, source: Source, *, zone: tzinfo = UTC) -> Iterator[Outcome]:
        """Walk the orders of the table. Raises FileRefused when it is no such table."""
        if isinstance(source, Document):
            raise FileRefused("file_format_unknown")
        lowered = [name.lower() for name in source.header]
        for name in sorted({self.order_column.lower(), *self.needed} - set(lowered)):
            raise FileRefused("file_columns", column=name)
        reader = self.reader(source, zone)
        column = lowered.index(self.order_column.lower())
        for group in grouped_rows(source, column):
            yield whole_or_rejected(group, source.header, column, reader)

    @abstractmethod
    def reader(self, table: Table, zone: tzinfo) -> "GroupReader":
        """Prepare to read the orders of this table; times that name no zone are in `zone`."""


class GroupReader(ABC):
    """Makes one order of the rows of one order."""

    used: frozenset[int]

    @abstractmethod
    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        """Read the order, noting what is wrong; what is returned beside faults is not used."""


def whole_or_rejected(group: Group, header: Sequence[str], column: int, reader: GroupReader) -> Outcome:
    """Read the order whole, or reject it with all its rows."""
    faults = Faults(header)
    for row in group.rows:
        if row[2]:
            _note_flaws(row, header, reader.used, faults)
    order = None
    if not group.key:
        for row in group.rows:
            faults.add(row, header[column], "", "order_number_missing")
    elif not faults.errors:
        faults.intact(group.rows[0], header[column], group.key)
        order = reader.order(group, faults)
        excess = order and not faults.errors and too_long(order)
        if excess:
            faults.add(
                group.rows[0], excess[0], excess[1][:200], "text_too_long", limit=str(LENGTHS[excess[0]])
            )
    if order is None or faults.errors:
        width = len(header)
        rows = tuple((number, tuple(cells[:width])) for number, cells, _flaws in group.rows)
        return Rejected(group.key, tuple(faults.errors), rows)
    return order


def _note_flaws(row: Row, header: Sequence[str], used: frozenset[int], faults: Faults) -> None:
    """Note the damage in those cells that the format reads."""
    for flaw in row[2] or ():
        if flaw.column in used:
            name = header[flaw.column] if flaw.column >= 0 else ""
            faults.add(row, name, flaw.value, flaw.code)


@lru_cache(maxsize=1 << 14)
def unit_price(line_total: Decimal | None, quantity: int) -> Decimal | None:
    """Divide the amount of a line by its pieces, to the cent where that is exact, else to four places."""
    if line_total is None or quantity <= 0:
        return None
    if quantity == 1:
        return line_total
    price = line_total / quantity
    cents = price.quantize(CENT)
    return cents if cents * quantity == line_total else price.quantize(FINE)


def added(total: Decimal | None, amount: Decimal | None) -> Decimal | None:
    """Add amounts of which each may be unsaid."""
    if amount is None:
        return total
    return amount if total is None else total + amount
