"""What the page of a list shows, and the panels that open from its bar; the same for every list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.kernel.keyset import Piece, Place
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.cells import rows_template
from orderloom.portals.lists.columns import chosen_columns, headings
from orderloom.portals.lists.counts import COUNTS, GROUPS, Key
from orderloom.portals.lists.filters import chips_of, panel_of
from orderloom.portals.lists.groups import counts_of, groups_of
from orderloom.portals.lists.listing import Listing, Matching, count_of, grouped_page_of, page_of
from orderloom.portals.lists.reader import Reader
from orderloom.portals.lists.views import ViewState, address_of, view_state, views_for
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.ui.shapes import Paging

FIRST, STEP = 144, 24  # pixels: a column that nobody has drawn yet, and one press of a button
Facts = dict[str, Any]
Counted = Callable[[], Matching | None]


def reader_of(request: AudienceRequest) -> Reader:
    """Return who reads."""
    return Reader(request.actor, request.workspace, clock.now())


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list as one request asks for it."""

    request: AudienceRequest
    listing: Listing
    reader: Reader
    asked: Asked
    base: str

    @classmethod
    def of(cls, request: AudienceRequest, listing: Listing) -> "ListPage":
        """Read what the address asks for."""
        base = here(request, listing.name)
        return cls(request, listing, reader_of(request), listing.asked(request.GET), base)

    def panel(self) -> HttpResponse | None:
        """Return the part that the address asks for alone: the panel of a filter, the columns, the views."""
        name = self.request.GET.get("panel", "")
        if not name:
            return None
        if name in PANELS:
            return page(self.request, f"lists/panel_{name}", {**self.common(), **PANELS[name](self)})
        for one in self.listing.filters:
            if one.name == name:
                facts: Facts = {"panel": panel_of(one, self.base, self.asked, self.reader)}
                return page(self.request, "lists/panel_filter", {**self.common(), **facts})
        raise NotFound

    def common(self) -> Facts:
        """Return what the bar and the panels show."""
        views = views_for(self.request, self.request.actor)
        return {
            "listing": self.listing,
            "asked": self.asked,
            "base": self.base,
            "query": self.asked.query(),
            "panels": f"{self.asked.query()}&" if self.asked.values else "?",
            "views": view_state(views, self.request.actor, self.listing.name, self.asked),
        }

    def bar(self) -> Facts:
        """Return what the bar above every layout shows."""
        chips = chips_of(self.listing.filters, self.base, self.asked, self.reader)
        without = self.asked.but(**{name: "" for name, _value in self.asked.filters()})
        kept = self.asked.but(q="")
        return {
            **self.common(),
            "chips": chips,
            "clear_url": self.base + without.query(),
            "kept": kept.told(),
            "zone": self.reader.workspace.zone,
            "cols": ",".join(chosen_columns(self.listing.columns, self.asked)),
            "layouts": self._layouts(),
        }

    def _layouts(self) -> list[tuple[str, str]]:
        return [
            (name, self.base + self.asked.but(layout="" if name == "table" else name, month="").query())
            for name in self.listing.layouts
        ]

    def table(self, counted: Counted) -> Facts:
        """Return the rows, the headings and the foot; `counted` says how many fit where that is known already."""
        place = Place(self.request.GET.get("after", ""), self.request.GET.get("before", ""))
        found = self.listing.narrowed(self.reader, self.asked)
        if self.asked.group:
            return self._in_groups(found, place)
        piece = page_of(self.listing, found, self.asked, place, self.asked.size)
        whole = not (place.after or place.before or piece.after)  # nothing is left to count
        known = Matching.of(len(piece.rows)) if whole else counted()
        kept = None if known else COUNTS.of(self._key(), lambda: count_of(found), self.reader.now)
        matching = kept.value if kept else known or Matching.of(0)
        facts = self._drawn(piece, matching, kept.at if kept else self.reader.now)
        return facts | {"bodies": [(None, facts["rows"])]}

    def _in_groups(self, found: "QuerySet[Any, Any]", place: Place) -> Facts:
        """Return the same of a list in groups, whose counts tell how many rows fit."""
        by = self.listing.groups[self.asked.group]
        workspace, name, filters = self._key()
        key = (workspace, name, (*filters, ("group", self.asked.group)))
        kept = GROUPS.of(key, lambda: counts_of(self.reader, found, by), self.reader.now)
        groups = groups_of(self.reader, by, kept.value)
        read = grouped_page_of(self.listing, self.reader, found, self.asked, groups, place)
        facts = self._drawn(read.piece, Matching.of(sum(kept.value.values())), kept.at)
        told = groupby(zip(read.groups, facts["rows"], strict=True), key=itemgetter(0))
        bodies = [(group, [row for _group, row in rows]) for group, rows in told]
        return facts | {"bodies": bodies, "span": len(facts["columns"]) + 1}

    def _drawn(self, piece: Piece, matching: Matching, counted_at: datetime) -> Facts:
        keys = chosen_columns(self.listing.columns, self.asked)
        shown = self.listing.shown(self.reader, piece.rows, keys)
        return {
            "stamps_by_script": True,  # lists.js
            "rows": [(one.row, one) for one in shown],
            "drawn": rows_template(self.listing.name, keys),
            "columns": headings(self.listing.columns, keys, self.base, self.asked),
            "total": matching.count,
            "paging": self._paging(piece, matching, counted_at),
        }

    def _key(self) -> Key:
        return self.request.workspace.id, self.listing.name, tuple(self.asked.filters())

    def _paging(self, piece: Piece, matching: Matching, counted_at: datetime) -> Paging:
        seconds = int((self.reader.now - counted_at).total_seconds())
        return Paging(
            len(piece.rows),
            matching.count,
            capped=matching.capped,
            next_url=self.base + self.asked.query(after=piece.after) if piece.after else "",
            previous_url=self.base + self.asked.query(before=piece.before) if piece.before else "",
            counted_seconds_ago=seconds or None,
        )


def _display(here: ListPage) -> Facts:
    columns = here.listing.columns
    keys = list(chosen_columns(columns, here.asked))
    first = next(iter(columns))

    def at(chosen: list[str]) -> str:
        return here.asked.but(cols=",".join(chosen)).query(panel="display")

    def moved(place: int, step: int) -> str:
        order = keys.copy()
        order[place], order[place + step] = order[place + step], order[place]
        return at(order)

    def drawn(key: str, step: int) -> str:
        widths = {**here.asked.widths, key: max(reads.NARROWEST, here.asked.widths.get(key, FIRST) + step)}
        told = ",".join(f"{one}:{pixels}" for one, pixels in widths.items())
        return here.asked.but(widths=told).query(panel="display")

    shown = [
        {
            "key": key,
            "title": columns[key].title,
            "up": moved(place, -1) if place > 0 else "",
            "down": moved(place, 1) if place < len(keys) - 1 else "",
            "off": at([one for one in keys if one != key]) if key != first else "",
            "narrower": drawn(key, -STEP),
            "wider": drawn(key, STEP),
        }
        for place, key in enumerate(keys)
    ]
    hidden = [
        {"key": key, "title": column.title, "on": at([*keys, key])}
        for key, column in columns.items()
        if key not in keys
    ]
    sizes = [(size, here.asked.but(size=size).query(panel="display")) for size in ("50", "100", "200")]
    groups = [("", _("Nothing")), *((key, by.title) for key, by in here.listing.groups.items())]
    return {
        "groups": [(key, words, here.asked.but(group=key).query(panel="display")) for key, words in groups],
        "shown": shown,
        "hidden": hidden,
        "sizes": sizes,
        "size": str(here.asked.size),
        "usual": here.asked.but(cols="", size="", group="", widths="").query(panel="display"),
        "go": here.base + here.asked.query(),
    }


def _menu(here: ListPage) -> Facts:
    return {"menu": [one for one in here.listing.filters if not one.is_on(here.asked) and one.kind != "text"]}


def _views(here: ListPage) -> Facts:
    state: ViewState = here.common()["views"]
    return {"saved": [(view, address_of(here.base, view)) for view in state.all]}


def _save(here: ListPage) -> Facts:
    return {}


PANELS: dict[str, Callable[[ListPage], Facts]] = {
    "filters": _menu,
    "display": _display,
    "views": _views,
    "save": _save,
}
