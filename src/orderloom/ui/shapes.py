"""The plain values that the parts in `templates/ui/parts/` draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the side bar or of the phone's tab bar."""

    label: str | Promise
    url: str
    icon: str = ""
    count: int | str | None = None
    hot: bool = False
    sub: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Links under one heading; the first group has none."""

    items: Sequence[NavItem]
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu: a link, or a button that posts when `post` is set."""

    label: str | Promise
    url: str
    icon: str = ""
    post: bool = False
    danger: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A status tab with its count; `heat` is "", "warm" (to review) or "hot" (exception).

    `unread` is the number of new messages about what is on it.
    """

    label: str | Promise
    url: str
    count: int | str | None = None
    heat: str = ""
    current: bool = False
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: "Channel Etsy x"; the cross is a link without the filter.

    With an `edit_url` the chip opens the popover `f-<name>`, which that address fills.
    """

    label: str | Promise
    value: str | Promise
    remove_url: str
    name: str = ""
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; without `sort_url` no sort control. `sorted` is "", "ascending" or "descending".

    `width` is a class, `pixels` how wide somebody has drawn it.
    """

    label: str | Promise
    width: str = ""
    right: bool = False
    sort_url: str = ""
    sorted: str = ""
    hidden_label: bool = False
    pixels: int = 0


@dataclass(frozen=True, slots=True)
class Paging:
    """The foot of a list paged by keyset; empty links mean the first or the last page."""

    shown: int
    total: int
    capped: bool = False
    previous_url: str = ""
    next_url: str = ""
    counted_seconds_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a progress line; `state` is "ok", "now", "todo" or "bad"."""

    label: str | Promise
    meta: str | Promise = ""
    state: str = "todo"
    glyph: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a timeline. `kind` of the message is "", "in" (from them) or "int" (only our team)."""

    who: str | Promise
    what: str | Promise
    at: datetime
    icon: str = "check"
    old: str = ""
    new: str = ""
    message: str = ""
    kind: str = ""
    detail: str | Promise = ""
    url: str = ""
    url_label: str | Promise = ""
    undo_url: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice of a segmented control (a link, since the address is the state)."""

    label: str | Promise
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the command palette; `post` (a name and a value) is sent to the address, `opens` is a sheet."""

    label: str | Promise
    url: str
    icon: str = "arrow-right"
    hint: str | Promise = ""
    keys: str = ""
    post: str = ""
    opens: str = ""

    @property
    def each_key(self) -> list[str]:
        """Return the keys as they are written on the keyboard."""
        return self.keys.upper().split()


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """Palette lines of one sort: places, people, commands."""

    label: str | Promise
    items: Sequence[Found]
