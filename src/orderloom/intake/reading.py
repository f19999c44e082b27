"""Which format an imported file is read in: a built-in one, one that the workspace has saved, or one made for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from orderloom.intake.files import path_of
from orderloom.intake.formats import SURE, OrderFormat, Outcome, Source, best_format, format_named
from orderloom.intake.mapping.guessing import guess_mapping
from orderloom.intake.mapping.lookups import read_lookups
from orderloom.intake.mapping.mapped import MappedFormat
from orderloom.intake.mapping.mapping import Mapping as Rules
from orderloom.intake.models import ImportRun, SavedMapping
from orderloom.intake.repairs import repaired, repairs_of
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import Document, read_source, sniff

MAPPED = "mapping"
LOOKUP_FILES = "lookup_files"


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, and the mapping that goes with it as JSON; `is_sure` when nobody needs to look."""

    format: OrderFormat
    key: str
    mapping: dict[str, Any] | None
    is_sure: bool


def choose_format(
    workspace_id: UUID, source: Source, *, format_key: str | None, mapping: Mapping[str, Any] | None
) -> Choice:
    """Return the format that was named, else the one that fits; else a guess. Raises FileRefused."""
    if mapping is not None:
        return Choice(mapped_format(mapping), MAPPED, dict(mapping), is_sure=True)
    if format_key:
        return Choice(format_named(format_key), format_key, None, is_sure=True)
    best, sureness = best_format(source)
    if best is not None and sureness >= SURE:
        return Choice(best, best.key, None, is_sure=True)
    saved = _best_saved(workspace_id, source)
    if saved is not None:
        return Choice(mapped_format(saved), MAPPED, saved, is_sure=True)
    if isinstance(source, Document):
        raise FileRefused("file_json_shape")
    guess = guess_mapping(source.header, source.sample(), bold=True)
    return Choice(MappedFormat(guess), MAPPED, guess.as_json(), is_sure=False)


def _best_saved(workspace_id: UUID, source: Source) -> dict[str, Any] | None:
    """Return the saved mapping that was made for a file with the very same columns."""
    for rules in (
        SavedMapping.objects.filter(workspace_id=workspace_id).order_by("-id").values_list("rules", flat=True)
    ):
        if MappedFormat(Rules.from_json(rules)).matches(source) >= SURE:
            return dict(rules)
    return None


def mapped_format(told: Mapping[str, Any]) -> MappedFormat:
    """Return the format of a mapping, with the second files that were uploaded with it. Raises FileRefused."""
    rules = Rules.from_json(told)
    paths = {name: path_of(str(key)) for name, key in dict(told.get(LOOKUP_FILES, {})).items()}
    return MappedFormat(rules, read_lookups(rules, paths))


def format_of(run: ImportRun) -> OrderFormat:
    """Return the format in which the run reads its file. Raises FileRefused when none was chosen."""
    return mapped_format(run.mapping) if run.mapping is not None else format_named(run.format_key)


@lru_cache(maxsize=4)
def _workbook(path: Path) -> Source:
    """Open a workbook once for all the pages of its import: files are kept under their content's hash."""
    return read_source(path)


def opened(key: str) -> Source:
    """Return the kept file as a table or a JSON document. Raises FileRefused."""
    path = path_of(key)
    return _workbook(path) if sniff(path) == "xlsx" else read_source(path)


def source_of(run: ImportRun) -> Source:
    """Return the run's file with what was said about its cells. Raises FileRefused."""
    return repaired(opened(run.file_key), repairs_of(run.repairs))


def outcomes_of(run: ImportRun, zone: str) -> Iterator[Outcome]:
    """Walk the orders of the run's file from its beginning. Raises FileRefused."""
    return format_of(run).orders(source_of(run), zone=zone_of(zone))


def zone_of(name: str) -> tzinfo:
    """Return the time zone in which times without one are meant."""
    return ZoneInfo(name) if name else UTC
