"""A saved mapping and its JSON form."""

from collections.abc import Mapping as MappingOf
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orderloom.intake.canonical import STATES, Kind, State
from orderloom.intake.mapping.fields import FIELDS, LINE_FIELDS, SUMMABLE
from orderloom.intake.mapping.transforms import TRANSFORMS
from orderloom.kernel.tables.faults import FileRefused
from orderloom.kernel.tables.moments import DAY_FIRST, MONTH_FIRST

Test = Literal["equals", "starts_with", "contains", "blank", "filled", "zero", "negative", "same_as"]
VERSION = "orderloom.mapping/1"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field comes from: a column by its heading, changed step by step, with a value for blank cells.

    `total` adds the column up over the rows of an order, for amounts that the file tells line by line.
    """

    source: str = ""
    transforms: tuple[tuple[str, ...], ...] = ()
    default: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """A column with personalisation, kept byte for byte under `label`."""

    source: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class StateRule:
    """When the column passes the test, the order is in this state; the first rule that fits counts.

    `value` is compared without case; for `same_as` it names another column with the same amount.
    `negative` must hold for every row of the order, the others for the first row that has a value.
    """

    column: str
    test: Test
    state: State
    value: str = ""


@dataclass(frozen=True, slots=True)
class LookupFile:
    """A second table in which a cell is looked up: the column to find it in and the one to take."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of table as orders."""

    key: str
    title: str = ""
    platform: str = ""
    columns: MappingOf[str, Column] = field(default_factory=dict)
    personal: tuple[Personal, ...] = ()
    states: tuple[StateRule, ...] = ()
    default_state: State | None = "ready"
    currency: str = ""
    zone: str = ""
    date_order: str | None = None
    decimal_comma: bool | None = None
    line_from_order: bool = False
    line_title: str = ""
    lookups: MappingOf[str, LookupFile] = field(default_factory=dict)
    signature: tuple[str, ...] = ()
    """The heading of the file it was made for; a file with the same columns is recognised."""

    @property
    def has_lines(self) -> bool:
        """Tell whether the file's rows are products."""
        return any(name in self.columns for name in LINE_FIELDS)

    def missing(self) -> tuple[str, ...]:
        """Return the fields without which no order can be made."""
        absent = [] if "external_id" in self.columns else ["external_id"]
        if self.has_lines and not ({"sku", "title"} & set(self.columns)) and not self.line_title:
            absent.append("title")
        return tuple(absent)

    def with_columns(self, **columns: Column) -> Self:
        """Return a copy with these fields mapped anew."""
        return replace(self, columns={**self.columns, **columns})

    def as_json(self) -> dict[str, Any]:
        """Return the mapping as plain JSON values."""
        return {"format": VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, told: MappingOf[str, Any]) -> Self:
        """Make the mapping from its JSON form and check it. Raises FileRefused."""
        try:
            made = cls(
                **{name: told[name] for name in _PLAIN if name in told},
                columns={name: _column(value) for name, value in dict(told.get("columns", {})).items()},
                personal=tuple(Personal(**value) for value in told.get("personal", ())),
                states=tuple(StateRule(**value) for value in told.get("states", ())),
                lookups={name: LookupFile(**value) for name, value in dict(told.get("lookups", {})).items()},
                signature=tuple(str(name) for name in told.get("signature", ())),
            )
        except (TypeError, ValueError, KeyError, AttributeError) as wrong:
            raise FileRefused("mapping_invalid", value=str(wrong)[:200]) from wrong
        for problem in _problems(made):
            raise FileRefused("mapping_invalid", value=problem)
        return made


_PLAIN = (
    "key",
    "title",
    "platform",
    "default_state",
    "currency",
    "zone",
    "date_order",
    "decimal_comma",
    "line_from_order",
    "line_title",
)


def _column(told: MappingOf[str, Any]) -> Column:
    steps = tuple(tuple(str(word) for word in step) for step in told.get("transforms", ()))
    return Column(
        source=str(told.get("source", "")),
        transforms=steps,
        default=str(told.get("default", "")),
        total=bool(told.get("total", False)),
    )


def _problems(made: Mapping) -> list[str]:
    """Return what is wrong with a mapping that came from outside."""
    found = [f"columns.{name}" for name in made.columns if name not in FIELDS]
    found += [
        f"{name}.total" for name, column in made.columns.items() if column.total and name not in SUMMABLE
    ]
    for name, column in made.columns.items():
        wrong = [step for step in column.transforms if not _is_known(step, made)]
        found += [f"{name}: {' '.join(step)}" for step in wrong]
    found += [f"states: {rule.test}" for rule in made.states if rule.test not in get_args(Test)]
    found += [f"states: {rule.state}" for rule in made.states if rule.state not in STATES]
    found += [f"personal: {one.kind}" for one in made.personal if one.kind not in get_args(Kind)]
    if made.default_state not in (None, *STATES):
        found.append(f"default_state: {made.default_state}")
    if made.date_order not in (None, DAY_FIRST, MONTH_FIRST):
        found.append(f"date_order: {made.date_order}")
    if not isinstance(made.key, str) or not made.key:
        found.append("key")
    return found + _zone_problem(made.zone)


def _is_known(step: tuple[str, ...], made: Mapping) -> bool:
    """Tell whether a step can be carried out, by trying it."""
    known = TRANSFORMS.get(step[0]) if step else None
    if (
        known is None
        or len(step) - 1 not in known.sizes
        or (step[0] == "lookup" and step[1] not in made.lookups)
    ):
        return False
    try:
        known.prepare(step[1:], {})("text")
    except ValueError:
        return False
    return True


def _zone_problem(name: str) -> list[str]:
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return [f"zone: {name}"]
    return []
