"""A first mapping for an unknown table, guessed from its heading and from what stands in its columns."""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from orderloom.intake.mapping import looks
from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.known import KNOWN
from orderloom.intake.mapping.mapping import Column, Mapping, Personal
from orderloom.intake.mapping.synonyms import PERSONAL, SYNONYMS
from orderloom.kernel.tables.moments import order_of
from orderloom.kernel.tables.numbers import column_uses_decimal_comma

MOSTLY = 0.8
SURE, LIKELY = 0.9, 0.7
By = Literal["known", "heading", "part", "values"]
Values = MappingOf[str, Sequence[str]]
LATIN, HAN = 5, 2
"""So many characters of a known heading must stand in another for it to count."""
SELLERS = re.compile("商家备注|卖家")
"""What the seller has written is not for the supplier's eyes, though it looks like the buyer's note."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is taken for, how sure that is between 0 and 1, and what it rests on."""

    field: str
    sureness: float
    by: By

    @property
    def level(self) -> str:
        """The sureness in three steps: `sure`, `likely` or `unsure`."""
        return "sure" if self.sureness >= SURE else "likely" if self.sureness >= LIKELY else "unsure"


def guess_mapping(
    header: Sequence[str], sample: Sequence[Sequence[str]], *, key: str = "guess", bold: bool = False
) -> Mapping:
    """Guess which column is which; a heading that is known exactly gives its mapping.

    `missing()` says what is open. A `bold` guess also goes by headings that are known in part and by what the cells
    look like: for somebody who looks at it.
    """
    known = _known(header)
    if known is not None:
        return known
    values = {name: _values(sample, index) for index, name in enumerate(header)}
    columns = {found.field: Column(source) for source, found in _found(header, values, bold=bold).items()}
    dates = [values[columns[name].source] for name in columns if FIELDS[name].type == "moment"]
    amounts = [values[columns[name].source] for name in columns if FIELDS[name].type == "amount"]
    taken = {column.source for column in columns.values()}
    personal = [name for name in header if name not in taken and PERSONAL.search(name)]
    made = Mapping(
        key=key,
        columns=columns,
        personal=tuple(Personal(name, name) for name in personal),
        default_state="ready",
        date_order=order_of(value for column in dates for value in column),
        decimal_comma=column_uses_decimal_comma(value for column in amounts for value in column),
        signature=tuple(header),
    )
    return _without_single_words(made)


def guesses(header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """Return what each column is taken for, by its heading; columns that nothing speaks for are left out."""
    known = _known(header)
    if known is not None:
        return {column.source: Guess(name, 1.0, "known") for name, column in known.columns.items()}
    values = {name: _values(sample, index) for index, name in enumerate(header)}
    found = _found(header, values, bold=True)
    return {
        name: Guess("personal", LIKELY, "heading")
        for name in header
        if name not in found and PERSONAL.search(name)
    } | found


def _known(header: Sequence[str]) -> Mapping | None:
    lowered = {name.lower() for name in header}
    return next((one for one in KNOWN if lowered == {name.lower() for name in one.signature}), None)


def _found(header: Sequence[str], values: Values, *, bold: bool) -> dict[str, Guess]:
    found = _by_heading(header, values)
    if bold:
        _by_part(header, values, found)
    _by_value(values, found, bold=bold)
    return found


def plain_heading(name: str) -> str:
    """Bring a heading to the form in which synonyms are compared: `Order-ID:` becomes `orderid`."""
    return re.sub(r"[\s_\-./:：#（）()\[\]*'’\"]+", "", name.lower())


def _values(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def _by_heading(header: Sequence[str], values: Values) -> dict[str, Guess]:
    """Give each field the first column whose heading is one of its names, in the order of the names."""
    plain = {name: plain_heading(name) for name in header}
    found: dict[str, Guess] = {}
    for field, names in SYNONYMS.items():
        candidates = [
            name for wanted in names for name in header if plain[name] == wanted and name not in found
        ]
        source = next((name for name in candidates if _suits(field, values[name])), None)
        if source is not None:
            found[source] = Guess(field, _sureness(field, values[source]), "heading")
    return found


def _sureness(field: str, values: Sequence[str]) -> float:
    """Return how far the cells bear out what the heading says."""
    if not values:
        return LIKELY
    test = looks.TESTS.get(FIELDS[field].type)
    return 0.95 if test is None or looks.share(values, test) >= MOSTLY else 0.6


def _by_part(header: Sequence[str], values: Values, found: dict[str, Guess]) -> None:
    """Go by the longest known heading that stands in a column's own."""
    taken = {one.field for one in found.values()}
    for name in header:
        if name in found or PERSONAL.search(name):
            continue
        field, said = _longest_part(plain_heading(name), taken)
        if not field or not _suits(field, values[name]) or (field == "note" and SELLERS.search(name)):
            continue
        found[name] = Guess(field, LIKELY if not said.isascii() else 0.6, "part")
        taken.add(field)


def _longest_part(plain: str, taken: set[str]) -> tuple[str, str]:
    known = [
        (said, field)
        for field, names in SYNONYMS.items()
        if field not in taken
        for said in names
        if said in plain and len(said) >= (LATIN if said.isascii() else HAN)
    ]
    said, field = max(known, key=lambda pair: len(pair[0]), default=("", ""))
    return field, said


def _by_value(values: Values, found: dict[str, Guess], *, bold: bool) -> None:
    """Find fields by what the columns hold."""
    taken = {one.field for one in found.values()}
    for field, test, share, sureness in looks.LOOKS:
        if field in taken or (not bold and field not in ("buyer_email", "placed_at")):
            continue
        free = (name for name in values if name not in found and not PERSONAL.search(name))
        source = next((name for name in free if looks.share(values[name], test) > share), None)
        if source is not None and (field != "external_id" or looks.differ(values[source])):
            found[source] = Guess(field, sureness, "values")
            taken.add(field)
    if bold and not taken & {"unit_price", "line_total", "total"}:
        field = "unit_price" if taken & {"sku", "title"} else "total"
        free = (name for name in values if name not in found)
        source = next((name for name in free if looks.share(values[name], looks.is_price) > MOSTLY), None)
        if source is not None:
            found[source] = Guess(field, 0.5, "values")


def _suits(field: str, values: Sequence[str]) -> bool:
    """Tell whether a column's cells can be what its heading says."""
    test = looks.TESTS.get(FIELDS[field].type)
    return test is None or not values or looks.share(values, test) >= MOSTLY / 2


def _without_single_words(made: Mapping) -> Mapping:
    """Leave out a lone `name` or `amount` that says nothing when the order number itself was not found."""
    if "external_id" in made.columns or len(made.columns) > 2:
        return made
    return replace(made, columns={})
