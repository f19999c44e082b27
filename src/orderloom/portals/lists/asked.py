"""What a list is asked to show, read from an address or a form and written back into one: the address is the state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

Read = Callable[[str], str]
"""Gives the text as addresses write it, or a blank when it makes no sense."""
PAGES = ("50", "100", "200")
USUAL_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shape:
    """What the address of a list may say, in the order in which it says it; `tab` is the name that the tabs set.

    `usual` holds what is meant when nothing is said; it never stands in an address.
    """

    reads: Mapping[str, Read]
    tab: str
    usual: Mapping[str, str] = field(default_factory=dict)
    not_filters: tuple[str, ...] = ("sort", "size", "cols", "layout", "month", "view", "group", "widths")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address says, by name; what is not there does not narrow."""

    shape: Shape = field(repr=False)
    values: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return the value as the address has it, or a blank."""
        return next((value for told, value in self.values if told == name), "")

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a name that may have several."""
        value = self.get(name)
        return tuple(value.split(",")) if value else ()

    def meant(self, name: str) -> str:
        """Return the value, or what is usual."""
        return self.get(name) or self.shape.usual.get(name, "")

    def but(self, **changes: str) -> Self:
        """Return the same with some of it changed; a blank takes it away."""
        told = {**dict(self.values), **changes}
        return replace(self, values=_in_order(self.shape, told))

    def told(self) -> list[tuple[str, str]]:
        """Return what is asked for, by its name in addresses."""
        return list(self.values)

    def filters(self) -> list[tuple[str, str]]:
        """Return what narrows, without how it is shown."""
        return [(name, value) for name, value in self.values if name not in self.shape.not_filters]

    def query(self, **more: str) -> str:
        """Return what follows the path of the list's address."""
        told = urlencode([*self.values, *more.items()], safe=",")
        return f"?{told}" if told else ""

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.get("q")

    @property
    def tab(self) -> str:
        """The tab that is open; blank: all."""
        return self.get(self.shape.tab)

    @property
    def sort(self) -> str:
        """The column that orders the rows, `-` before it for the greatest first."""
        return self.meant("sort")

    @property
    def size(self) -> int:
        """How many rows a page has."""
        return int(self.get("size") or USUAL_PAGE)

    @property
    def group(self) -> str:
        """What the rows are put together by; blank: nothing."""
        return self.get("group")

    @property
    def widths(self) -> dict[str, int]:
        """How wide the columns are that somebody has drawn, in pixels."""
        return {
            key: int(pixels) for key, _colon, pixels in (one.partition(":") for one in self.many("widths"))
        }

    @property
    def layout(self) -> str:
        """Return table, board, calendar or timeline."""
        return self.get("layout") or "table"


def _in_order(shape: Shape, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, told[name]) for name in shape.reads if told.get(name) and told[name] != shape.usual.get(name)
    )


def read_values(shape: Shape, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Read what an address or a form says; what makes no sense is left out."""
    several = getattr(values, "getlist", None)

    def text(name: str) -> str:
        given = several(name) if several else [values.get(name, "")]
        return ",".join(str(one) for one in given if one).replace("\0", "").strip()

    return _in_order(shape, {name: read(text(name)) for name, read in shape.reads.items()})
