"""The filters of a list: the chips of those in force, and the panel in which each is chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.reader import Reader
from orderloom.ui.shapes import Chip

Words = Mapping[str, str | Promise]
Kind = Literal["one", "many", "words", "days", "amounts", "text"]
MOST_TOLD = 2


def none(reader: Reader) -> Words:
    """Return no choices."""
    return {}


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing to narrow a list by.

    `one` and `many` choose among `choices`; `days` offers its choices and two days, `amounts` two amounts, under the
    names `<name>_from` and `<name>_to`; `words` and `text` take what is typed.
    """

    name: str
    title: str | Promise
    kind: Kind
    choices: Callable[[Reader], Words] = none

    @property
    def names(self) -> tuple[str, ...]:
        """What the address calls it."""
        ends = (f"{self.name}_from", f"{self.name}_to")
        if self.kind == "amounts":
            return ends
        return (self.name, *ends) if self.kind == "days" else (self.name,)

    def is_on(self, asked: Asked) -> bool:
        """Test whether it narrows the list."""
        return any(asked.get(name) for name in self.names)

    def off(self, asked: Asked) -> Asked:
        """Return what is asked for without it."""
        return asked.but(**dict.fromkeys(self.names, ""))

    def told(self, asked: Asked, reader: Reader) -> str:
        """Return its value in words."""
        if self.kind == "text":
            return asked.get(self.name)
        given = asked.many(self.name)
        words = self.choices(reader) if given and self.kind != "words" else {}
        told = [str(words.get(one, _("gone"))) if words else one for one in given]
        low, high = asked.get(f"{self.name}_from"), asked.get(f"{self.name}_to")
        if low or high:
            told.append(_range(low, high))
        more = len(told) - MOST_TOLD
        return _(", ").join(told[:MOST_TOLD]) + (f" +{more}" if more > 0 else "")


def _range(low: str, high: str) -> str:
    if low and high:
        return low if low == high else f"{low} – {high}"
    return _("from %(low)s") % {"low": low} if low else _("up to %(high)s") % {"high": high}


def chips_of(filters: Sequence[Filter], base: str, asked: Asked, reader: Reader) -> list[Chip]:
    """Return the filters in force; each can be changed in place, and taken off."""
    return [
        Chip(
            one.title,
            one.told(asked, reader),
            base + one.off(asked).query(),
            name=one.name,
            edit_url=f"{base}{asked.query(panel=one.name)}",
        )
        for one in filters
        if one.is_on(asked)
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value in a filter's panel: `only` is the address that leaves only it."""

    value: str
    words: str | Promise
    only: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """What the panel of a filter shows; `kept` is the rest of the address, for its form."""

    filter: Filter
    choices: list[Choice]
    kept: list[tuple[str, str]]
    value: str
    low: str
    high: str
    off_url: str


def panel_of(one: Filter, base: str, asked: Asked, reader: Reader) -> FilterPanel:
    """Return the panel in which a filter is chosen or changed."""
    rest = one.off(asked)
    given = asked.many(one.name)
    choices = [
        Choice(value, words, base + rest.but(**{one.name: value}).query(), value in given)
        for value, words in one.choices(reader).items()
    ]
    return FilterPanel(
        one,
        choices,
        rest.told(),
        asked.get(one.name),
        asked.get(f"{one.name}_from"),
        asked.get(f"{one.name}_to"),
        base + rest.query() if one.is_on(asked) else "",
    )
