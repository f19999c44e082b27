"""An import's file as it would go in, and what is wrong with the rows that would not; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from orderloom.catalog.queries import categoriser, shown_paths
from orderloom.intake import faults as _faults  # noqa: F401  declares the words
from orderloom.intake.canonical import OrderDoc
from orderloom.intake.checking import CheckedRow, Like, Tally, lines_of
from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.guessing import Guess, guess_mapping, guesses
from orderloom.intake.mapping.mapping import Mapping as Rules
from orderloom.intake.mapping.synonyms import SYNONYMS
from orderloom.intake.models import ImportRun
from orderloom.intake.queries.imports import visible_imports
from orderloom.intake.queries.stores import store_card
from orderloom.intake.reading import format_of, opened, source_of, zone_of
from orderloom.intake.repairs import Repair, repairs_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import Document

LOOKED_AT = 200
SAMPLES = 3
CHECKED = 50_000
"""So many rows are looked at before the import; the rest of a longer file is looked at while it is read in."""


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column of the file with a few of its values, and what it is taken for."""

    name: str
    values: tuple[str, ...]
    guess: Guess | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What the file holds; `is_whole` when it has no more rows than were looked at."""

    good: tuple[CheckedRow, ...]
    good_orders: int
    likes: tuple[Like, ...]
    beyond: int
    rows: int
    bad_orders: int
    bad_rows: int
    uncategorised: int
    is_whole: bool
    mapped: tuple[tuple[str, str | Promise], ...]
    unused: tuple[str, ...]
    repairs: tuple[Repair, ...]

    @property
    def good_rows(self) -> int:
        """Return how many rows would go in."""
        return self.rows - self.bad_rows

    @property
    def bad(self) -> list[Like]:
        """Return what keeps orders out."""
        return [one for one in self.likes if not one.is_warning]

    @property
    def warnings(self) -> list[Like]:
        """Return what a person should know of orders that go in."""
        return [one for one in self.likes if one.is_warning]


def file_columns(actor: Actor, run_id: UUID) -> tuple[ColumnSample, ...]:
    """Return the columns of the import's file with sample values; none for JSON. Raises NotFound, FileRefused."""
    source = opened(_run(actor, run_id).file_key)
    if isinstance(source, Document):
        return ()
    sample = source.sample(LOOKED_AT)
    found = guesses(source.header, sample)
    return tuple(
        ColumnSample(name, _values(sample, place), found.get(name))
        for place, name in enumerate(source.header)
    )


def mapping_to_edit(actor: Actor, run_id: UUID) -> Rules:
    """Return the mapping that the import would use, or a guess for a table in a known format.

    Raises NotFound, FileRefused.
    """
    run = _run(actor, run_id)
    if run.mapping is not None:
        return Rules.from_json(run.mapping)
    source = opened(run.file_key)
    if isinstance(source, Document):
        raise FileRefused("file_json_shape")
    return guess_mapping(source.header, source.sample(), bold=True)


def _values(sample: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """Return the first different values of a column."""
    found: dict[str, None] = {}
    for cells in sample:
        if place < len(cells) and cells[place].strip():
            found.setdefault(cells[place].strip()[:60])
        if len(found) == SAMPLES:
            break
    return tuple(found)


def check_import(actor: Actor, run_id: UUID, *, language: str = "en", most: int = CHECKED) -> Check:
    """Read the file as the import would, and store nothing. Raises NotFound, FileRefused."""
    run = _run(actor, run_id)
    store = store_card(actor, run.store_id)
    source = source_of(run)
    header = () if isinstance(source, Document) else source.header
    tally = Tally(_country_column(run, header), _column_of(run, "category"))
    find = categoriser(run.workspace_id).find
    is_whole = True
    for outcome in format_of(run).orders(source, zone=zone_of(store.zone)):
        if tally.rows >= most:
            is_whole = False
            break
        tally.take(outcome)
        if not isinstance(outcome, OrderDoc):
            continue
        for place, line in lines_of(outcome):
            if find(line.category_hint, line.title, line.sku, line.vendor, store.default_category_id) is None:
                tally.no_category(outcome, line, place)
    known, otherwise = (_paths(run, tongue) for tongue in (language, "en" if language != "en" else "zh-hans"))
    likes = tally.likes.told(known, otherwise=otherwise, can_repair=bool(header))
    mapped, unused = _mapped(run, header)
    return Check(
        tuple(tally.good), tally.good_orders, tuple(likes), tally.likes.beyond, tally.rows, tally.bad_orders,
        tally.bad_rows, tally.uncategorised, is_whole, mapped, unused, repairs_of(run.repairs),
    )  # fmt: skip


def _paths(run: ImportRun, language: str) -> dict[str, str]:
    return {str(key): path for key, path in shown_paths(run.workspace_id, language).items()}


def _column_of(run: ImportRun, field: str) -> str:
    """Return the heading of the column that the import's mapping takes the field from."""
    told = (run.mapping or {}).get("columns", {}).get(field, {})
    return str(told.get("source", ""))


def _country_column(run: ImportRun, header: Sequence[str]) -> str:
    """Return the column with the countries; built-in formats name it as everybody does."""
    if run.mapping is not None:
        return _column_of(run, "country")
    plain = {name: "".join(filter(str.isalpha, name.lower())) for name in header}
    return next((name for name, said in plain.items() if said in SYNONYMS["country"]), "")


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


def _run(actor: Actor, run_id: UUID) -> ImportRun:
    run = visible_imports(actor).filter(id=run_id).first()
    if run is None:
        raise NotFound
    return run
