"""The first rows of an import's file as they would go in, and what is wrong with those that would not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise

from orderloom.intake import faults as _faults  # noqa: F401  declares the words
from orderloom.intake.canonical import OrderDoc
from orderloom.intake.files import path_of
from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.guessing import guess_mapping
from orderloom.intake.mapping.mapping import Mapping as Rules
from orderloom.intake.models import ImportRun
from orderloom.intake.queries.imports import visible_imports
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import format_of, zone_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tables.faults import FileRefused, RowError
from orderloom.kernel.tables.reading import Document, read_source

LOOKED_AT = 200
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column of the file with a few of its values."""

    name: str
    values: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Check:
    """What the first rows of a file hold; `is_whole` when the file has no more rows than were looked at."""

    good: tuple[CheckedRow, ...]
    errors: tuple[RowError, ...]
    rows: int
    bad_orders: int
    bad_rows: int
    is_whole: bool
    mapped: tuple[tuple[str, str | Promise], ...]
    unused: tuple[str, ...]

    @property
    def good_orders(self) -> int:
        """Return how many orders would go in."""
        return len(self.good)


def file_columns(actor: Actor, run_id: UUID) -> tuple[ColumnSample, ...]:
    """Return the columns of the import's file with sample values; none for JSON. Raises NotFound, FileRefused."""
    source = read_source(path_of(_run(actor, run_id).file_key))
    if isinstance(source, Document):
        return ()
    sample = source.sample(LOOKED_AT)
    return tuple(ColumnSample(name, _values(sample, place)) for place, name in enumerate(source.header))


def mapping_to_edit(actor: Actor, run_id: UUID) -> Rules:
    """Return the mapping that the import would use, or a guess for a table in a known format.

    Raises NotFound, FileRefused.
    """
    run = _run(actor, run_id)
    if run.mapping is not None:
        return Rules.from_json(run.mapping)
    source = read_source(path_of(run.file_key))
    if isinstance(source, Document):
        raise FileRefused("file_json_shape")
    return guess_mapping(source.header, source.sample())


def _values(sample: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """Return the first different values of a column."""
    found: dict[str, None] = {}
    for cells in sample:
        if place < len(cells) and cells[place].strip():
            found.setdefault(cells[place].strip()[:60])
        if len(found) == SAMPLES:
            break
    return tuple(found)


def check_import(actor: Actor, run_id: UUID) -> Check:
    """Read the first 200 rows as the import would, and store nothing. Raises NotFound, FileRefused."""
    run = _run(actor, run_id)
    zone = store_card(actor, run.store_id).zone
    source = read_source(path_of(run.file_key))
    outcomes = format_of(run).orders(source, zone=zone_of(zone))
    good: list[CheckedRow] = []
    errors: list[RowError] = []
    rows = bad_orders = bad_rows = 0
    is_whole = True
    for outcome in outcomes:
        if rows >= LOOKED_AT:
            is_whole = False
            break
        rows += max(1, len(outcome.rows))
        if isinstance(outcome, OrderDoc):
            good.append(_row(outcome))
        else:
            errors.extend(outcome.errors)
            bad_orders, bad_rows = bad_orders + 1, bad_rows + max(1, len(outcome.rows))
    mapped, unused = _mapped(run, () if isinstance(source, Document) else source.header)
    return Check(tuple(good), tuple(errors), rows, bad_orders, bad_rows, is_whole, mapped, unused)


def _mapped(
    run: ImportRun, header: Sequence[str]
) -> tuple[tuple[tuple[str, str | Promise], ...], tuple[str, ...]]:
    """Return which column goes where, and which go nowhere; nothing for built-in formats, which know."""
    if run.mapping is None:
        return (), ()
    rules = Rules.from_json(run.mapping)
    pairs = [(column.source, FIELDS[name].label) for name, column in rules.columns.items() if column.source]
    pairs += [(one.source, one.label) for one in rules.personal]
    used = {source.lower() for source, _label in pairs}
    order = {name.lower(): place for place, name in enumerate(header)}
    pairs.sort(key=lambda pair: order.get(pair[0].lower(), len(order)))
    return tuple(pairs), tuple(name for name in header if name.lower() not in used)


def _row(doc: OrderDoc) -> CheckedRow:
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


def _run(actor: Actor, run_id: UUID) -> ImportRun:
    run = visible_imports(actor).filter(id=run_id).first()
    if run is None:
        raise NotFound
    return run
