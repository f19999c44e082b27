"""Second files in which a mapping looks things up, such as products with their categories."""

from collections.abc import Mapping as MappingOf
from pathlib import Path

from orderloom.intake.mapping.mapping import LookupFile, Mapping
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.reading import read_table

MAX_ENTRIES = 500_000


def read_lookup(path: Path | str, lookup: LookupFile) -> dict[str, str]:
    """Read a second file into memory; the first row of a repeated key counts. Raises FileRefused."""
    table = read_table(path)
    places = {name.lower(): index for index, name in enumerate(table.header)}
    for name in (lookup.key, lookup.value):
        if name.lower() not in places:
            raise FileRefused("file_columns", column=name)
    key, value = places[lookup.key.lower()], places[lookup.value.lower()]
    found: dict[str, str] = {}
    for _number, cells, _flaws in table.rows():
        found.setdefault(cells[key].strip(), cells[value].strip())
        if len(found) > MAX_ENTRIES:
            raise FileRefused("file_unsorted", limit=MAX_ENTRIES)
    return found


def read_lookups(mapping: Mapping, paths: MappingOf[str, Path | str]) -> dict[str, dict[str, str]]:
    """Read the second files that are at hand; the mapping works without the others."""
    return {
        name: read_lookup(path, mapping.lookups[name])
        for name, path in paths.items()
        if name in mapping.lookups
    }
