"""The cells of a row as named fields, changed as the mapping says."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from orderloom.intake.flat import Picker
from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.mapping import Mapping
from orderloom.intake.mapping.transforms import Change, prepared
from orderloom.kernel.tables.moments import order_of
from orderloom.kernel.tables.table import Row, Table


class Cells:
    """The mapped fields of one level, taken out of rows by name."""

    def __init__(
        self,
        names: Sequence[str],
        mapping: Mapping,
        header: Sequence[str],
        lookups: MappingOf[str, MappingOf[str, str]],
    ) -> None:
        self.names = tuple(name for name in names if name in mapping.columns)
        self.sources = {name: mapping.columns[name].source for name in self.names}
        self.picker = Picker(header, [*self.sources.values(), "", ""])
        changes = [
            (name, prepared(mapping.columns[name].transforms, mapping.columns[name].default, lookups))
            for name in self.names
        ]
        self.changes: list[tuple[str, Change]] = [(name, change) for name, change in changes if change]

    def of(self, row: Row) -> dict[str, str]:
        """Return the row's fields."""
        told = dict(zip(self.names, self.picker(row), strict=False))
        for name, change in self.changes:
            told[name] = change(told[name])
        return told

    def of_first(self, rows: Sequence[Row]) -> dict[str, str]:
        """Return the fields of the first row, with what is blank there taken from the rows below."""
        told = self.of(rows[0])
        blank = [name for name in self.names if not told[name]] if len(rows) > 1 else []
        for row in rows[1:] if blank else ():
            below = self.of(row)
            for name in blank:
                told[name] = told[name] or below[name]
        return told


def date_orders(cells: Cells, table: Table) -> dict[str, str | None]:
    """Tell for each date column, by a sample of it, whether the day or the month comes first."""
    names = [name for name in cells.names if FIELDS[name].type == "moment"]
    if not names:
        return {}
    sample = [cells.of((0, list(row), None)) for row in table.sample(1000)]
    return {name: order_of(told[name] for told in sample) for name in names}
