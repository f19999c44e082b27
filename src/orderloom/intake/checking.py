"""The orders of a file looked at before any is stored: what would go in, and what would not, like cells together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from orderloom.intake.canonical import LineDoc, OrderDoc
from orderloom.intake.formats import Outcome, Rejected
from orderloom.intake.remedies import BY_COLUMN, CATEGORY, COUNTRY, Remedy, remedy_for
from orderloom.intake.storable import fault_of
from orderloom.kernel.tables.faults import RowError, fix_of, reason_of

SHOWN = 50
SOME_ROWS = 4
MOST_GROUPS = 200
TELLS_COLUMN = frozenset({"value_missing", "text_too_long", "json_shape"})


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One order as it would go in."""

    row: int
    number: str
    buyer: str
    country: str
    lines: int
    units: int
    first: str
    total: Decimal | None
    currency: str
    personal: str


@dataclass(slots=True)
class Like:
    """Cells with the same trouble: one answer settles them all. Of a warning the orders go in nevertheless."""

    code: str
    column: str
    value: str
    params: Mapping[str, str] = field(default_factory=dict)
    is_warning: bool = False
    count: int = 0
    rows: list[int] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    remedy: Remedy | None = None

    @property
    def names_column(self) -> bool:
        """Test whether the column has to be named beside the sentence, which mostly tells the cell only."""
        return bool(self.column) and self.code not in TELLS_COLUMN

    @property
    def reason(self) -> str:
        """What is wrong, in the language of the moment."""
        return reason_of(self.code, {"value": self.value, "column": self.column, **self.params})

    @property
    def fix(self) -> str:
        """What to do about it, in the language of the moment."""
        return fix_of(self.code, {"value": self.value, "column": self.column, **self.params})

    def add(self, row: int, order: str) -> None:
        """Count one cell more."""
        self.count += 1
        if len(self.rows) < SOME_ROWS:
            self.rows.append(row)
            self.orders.append(order)


class Likes:
    """Troubles brought together, in the order in which they were met; beyond some number they are only counted."""

    def __init__(self) -> None:
        self.groups: dict[tuple[str, str, str], Like] = {}
        self.beyond = 0

    def add(self, error: RowError, order: str, *, is_warning: bool = False) -> None:
        """Note one trouble."""
        key = (error.code, error.column, "" if error.code in BY_COLUMN else error.value)
        found = self.groups.get(key)
        if found is None:
            if len(self.groups) >= MOST_GROUPS:
                self.beyond += 1
                return
            found = Like(error.code, error.column, error.value, error.params, is_warning)
            self.groups[key] = found
        found.add(error.row, order)

    def told(
        self,
        categories: Mapping[str, str],
        *,
        otherwise: Mapping[str, str] | None = None,
        can_repair: bool = True,
    ) -> list[Like]:
        """Return them, those that keep orders out first, each with how it can be answered."""
        for one in self.groups.values():
            if can_repair and (one.column or one.code == CATEGORY):
                one.remedy = remedy_for(one.code, one.value, categories, otherwise)
        return sorted(self.groups.values(), key=lambda one: one.is_warning)


@dataclass(slots=True)
class Tally:
    """What was met so far. `categorised` tells whether a line finds its category."""

    country_column: str = ""
    category_column: str = ""
    good: list[CheckedRow] = field(default_factory=list)
    good_orders: int = 0
    bad_orders: int = 0
    bad_rows: int = 0
    rows: int = 0
    uncategorised: int = 0
    likes: Likes = field(default_factory=Likes)

    def take(self, outcome: Outcome) -> None:
        """Look at one order."""
        self.rows += max(1, len(outcome.rows))
        if isinstance(outcome, Rejected):
            self._reject(outcome.errors, outcome.external_id, len(outcome.rows))
            return
        fault = fault_of(outcome, is_measured=True)
        if fault is not None:
            self._reject([fault], outcome.external_id, len(outcome.rows))
            return
        self.good_orders += 1
        if len(self.good) < SHOWN:
            self.good.append(checked_row(outcome))
        self._warn_of_country(outcome)

    def _reject(self, errors: Sequence[RowError], order: str, rows: int) -> None:
        self.bad_orders += 1
        self.bad_rows += max(1, rows)
        for error in errors:
            self.likes.add(error, order)

    def _warn_of_country(self, doc: OrderDoc) -> None:
        to = doc.ship_to
        if to is not None and to.country.strip() and not to.country_code:
            row = doc.rows[0] if doc.rows else 0
            error = RowError(row, self.country_column, to.country.strip(), COUNTRY)
            self.likes.add(error, doc.external_id, is_warning=True)

    def no_category(self, doc: OrderDoc, line: LineDoc, place: int) -> None:
        """Note a line for which no category was found."""
        hint = line.category_hint.strip()
        if not hint:
            self.uncategorised += 1
            return
        row = doc.rows[min(place, len(doc.rows) - 1)] if doc.rows else 0
        error = RowError(row, self.category_column, hint, CATEGORY)
        self.likes.add(error, doc.external_id, is_warning=True)


def lines_of(doc: OrderDoc) -> Iterator[tuple[int, LineDoc]]:
    """Walk the lines of an order with their places."""
    return enumerate(doc.lines or ())


def checked_row(doc: OrderDoc) -> CheckedRow:
    """Return the order as the check shows it."""
    lines = doc.lines or ()
    first = lines[0] if lines else None
    to = doc.ship_to
    return CheckedRow(
        row=doc.rows[0] if doc.rows else 0,
        number=doc.number,
        buyer=(to.name if to and to.name else doc.buyer.name) or "",
        country=(to.country_code or to.country) if to else "",
        lines=len(lines),
        units=sum(line.quantity for line in lines),
        first=(first.title or first.sku) if first else "",
        total=doc.totals.total,
        currency=doc.currency or "",
        personal=first.personalisation[0][1] if first and first.personalisation else "",
    )
