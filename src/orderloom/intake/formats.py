"""The port that every order format fills, the list of formats, and telling which one a file is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Protocol

from django.utils.functional import Promise

from orderloom.intake import faults as _faults  # noqa: F401 - declares the words of row errors
from orderloom.intake.canonical import OrderDoc
from orderloom.kernel.tables.faults import FileRefused, RowError
from orderloom.kernel.tables.reading import Document, read_source
from orderloom.kernel.tables.table import Table

Source = Table | Document
SURE = 0.9
RawRow = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rejected:
    """An order of which at least one row is wrong: the whole order waits, with all its rows, to be mended.

    For tables `rows` holds the cells under the table's heading; for JSON one cell with the order's own
    JSON text.
    """

    external_id: str
    errors: tuple[RowError, ...]
    rows: tuple[RawRow, ...]


Outcome = OrderDoc | Rejected


class OrderFormat(Protocol):
    """Reads the orders of one kind of file."""

    @property
    def key(self) -> str:
        """The stable name, such as `etsy.sold_order_items`."""

    @property
    def platform(self) -> str:
        """The platform whose file it is, or an empty text."""

    @property
    def title(self) -> str | Promise:
        """The name that people read."""

    def matches(self, source: Source) -> float:
        """Say between 0 and 1 how sure it is that this is its file; reads the heading only."""

    def orders(self, source: Source, *, zone: tzinfo = UTC) -> Iterator[Outcome]:
        """Walk the orders; each comes once, whole or rejected. Times that name no zone are in `zone`."""


_FORMATS: dict[str, OrderFormat] = {}


def register(order_format: OrderFormat) -> None:
    """Add a format to those that files are compared with; a later one with the same key replaces it."""
    _FORMATS[order_format.key] = order_format


def known_formats() -> tuple[OrderFormat, ...]:
    """Return the registered formats, in the order of registration."""
    return tuple(_FORMATS.values())


def format_named(key: str) -> OrderFormat:
    """Return the format with this key. Raises FileRefused."""
    found = _FORMATS.get(key)
    if found is None:
        raise FileRefused("file_format_unknown")
    return found


def best_format(source: Source) -> tuple[OrderFormat | None, float]:
    """Return the format that fits best and how sure it is; None when none fits at all."""
    ranked = [(order_format.matches(source), order_format) for order_format in known_formats()]
    sureness, best = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
    return (best, sureness) if sureness > 0 else (None, 0.0)


def detect(source: Source) -> OrderFormat:
    """Return the format that the source is surely in. Raises FileRefused when it is not certain."""
    best, sureness = best_format(source)
    if best is None or sureness < SURE:
        raise FileRefused("file_json_shape" if isinstance(source, Document) else "file_format_unknown")
    return best


def read_orders(path: Path | str, *, key: str | None = None, zone: tzinfo = UTC) -> Iterator[Outcome]:
    """Walk the orders of a file, in the format named or the one detected. Raises FileRefused."""
    source = read_source(path)
    order_format = format_named(key) if key else detect(source)
    return order_format.orders(source, zone=zone)


def header_share(source: Source, wanted: frozenset[str], needed: frozenset[str] = frozenset()) -> float:
    """Return the share of `wanted` columns that the source has; 0 when a `needed` one is absent."""
    if isinstance(source, Document):
        return 0.0
    header = {name.lower() for name in source.header}
    if not needed <= header:
        return 0.0
    return len(wanted & header) / len(wanted)
