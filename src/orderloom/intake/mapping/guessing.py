"""A first mapping for an unknown table, guessed from its heading and from what stands in its columns."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from orderloom.intake.mapping.fields import FIELDS
from orderloom.intake.mapping.known import KNOWN
from orderloom.intake.mapping.mapping import Column, Mapping, Personal
from orderloom.intake.mapping.synonyms import PERSONAL, SYNONYMS
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import order_of, parse_moment
from orderloom.kernel.tables.numbers import column_uses_decimal_comma, parse_amount, parse_quantity

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOSTLY = 0.8


def guess_mapping(header: Sequence[str], sample: Sequence[Sequence[str]], *, key: str = "guess") -> Mapping:
    """Guess which column is which; a heading that is known exactly gives its mapping.

    `missing()` says what is open.
    """
    lowered = {name.lower() for name in header}
    for known in KNOWN:
        if lowered == {name.lower() for name in known.signature}:
            return known
    values = {name: _values(sample, index) for index, name in enumerate(header)}
    columns = _by_heading(header, values)
    _by_value(columns, values)
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


def plain_heading(name: str) -> str:
    """Bring a heading to the form in which synonyms are compared: `Order-ID:` becomes `orderid`."""
    return re.sub(r"[\s_\-./:：#（）()\[\]*'’\"]+", "", name.lower())


def _values(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def _by_heading(header: Sequence[str], values: dict[str, list[str]]) -> dict[str, Column]:
    """Give each field the first column whose heading is one of its names, in the order of the names."""
    plain = {name: plain_heading(name) for name in header}
    columns: dict[str, Column] = {}
    taken: set[str] = set()
    for field, names in SYNONYMS.items():
        candidates = [
            name for wanted in names for name in header if plain[name] == wanted and name not in taken
        ]
        found = next((name for name in candidates if _suits(field, values[name])), None)
        if found is not None:
            columns[field] = Column(found)
            taken.add(found)
    return columns


def _by_value(columns: dict[str, Column], values: dict[str, list[str]]) -> None:
    """Find an e-mail address and a date by what the columns hold."""
    taken = {column.source for column in columns.values()}
    for field, test in (("buyer_email", _is_mail), ("placed_at", _is_date)):
        if field not in columns:
            free = (name for name in values if name not in taken)
            found = next((name for name in free if _share(values[name], test) > MOSTLY), None)
            if found is not None:
                columns[field] = Column(found)
                taken.add(found)


def _suits(field: str, values: Sequence[str]) -> bool:
    """Tell whether a column's cells can be what its heading says."""
    tests: dict[str, Callable[[str], bool]] = {
        "amount": _is_amount,
        "moment": _is_date,
        "quantity": _is_quantity,
    }
    test = tests.get(FIELDS[field].type)
    return test is None or not values or _share(values, test) >= MOSTLY / 2


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _is_mail(text: str) -> bool:
    return MAIL.fullmatch(text) is not None


def _is_amount(text: str) -> bool:
    return _passes(parse_amount, text)


def _is_quantity(text: str) -> bool:
    return _passes(parse_quantity, text)


def _is_date(text: str) -> bool:
    return (
        not text.isdigit() and _passes(lambda one: parse_moment(one, "dmy"), text)
    ) or _is_date_month_first(text)


def _is_date_month_first(text: str) -> bool:
    return not text.isdigit() and _passes(lambda one: parse_moment(one, "mdy"), text)


def _passes(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except BadValue:
        return False
    return True


def _without_single_words(made: Mapping) -> Mapping:
    """Leave out a lone `name` or `amount` that says nothing when the order number itself was not found."""
    if "external_id" in made.columns or len(made.columns) > 2:
        return made
    return replace(made, columns={})
