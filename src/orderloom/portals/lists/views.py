"""The saved views of a reader: which there are, and whether a list differs from the one that it shows."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import HttpRequest

from orderloom.kernel.actor import Actor
from orderloom.portals.commands.save_view import ViewCard, card, visible_views
from orderloom.portals.lists.asked import Asked
from orderloom.portals.permissions import TEAM_VIEWS
from orderloom.ui.shapes import NavItem

KEPT = "_saved_views"


def views_for(request: HttpRequest, actor: Actor) -> list[ViewCard]:
    """Return the team's views and the reader's own, read once for each request."""
    found: list[ViewCard] | None = getattr(request, KEPT, None)
    if found is None:
        rows = visible_views(actor).order_by("list", "user_id", "position", "id")
        found = [card(view) for view in rows]
        setattr(request, KEPT, found)
    return found


def address_of(base: str, view: ViewCard) -> str:
    """Return the address that shows what the view shows."""
    return f"{base}?{view.query}&view={view.id}" if view.query else f"{base}?view={view.id}"


@dataclass(frozen=True, slots=True)
class ViewState:
    """The views of one list: all of them, the one that is shown, and whether the list shows something else by now."""

    all: list[ViewCard]
    current: ViewCard | None
    differs: bool
    may_change: bool
    may_team: bool


def view_state(views: list[ViewCard], actor: Actor, name: str, asked: Asked) -> ViewState:
    """Return where the reader stands among the views of a list."""
    mine = [view for view in views if view.list == name]
    current = next((view for view in mine if str(view.id) == asked.get("view")), None)
    told = kept_of(asked).values
    kept = read_again(asked, current.query) if current else ()
    may_team = actor.can(TEAM_VIEWS)
    may_change = current is not None and (may_team if current.is_team else actor.user_id is not None)
    return ViewState(mine, current, told != kept and actor.user_id is not None, may_change, may_team)


def kept_of(asked: Asked) -> Asked:
    """Return what a view keeps of what is asked for: all but its own name, and the month that somebody looks at."""
    return asked.but(view="", month="")


def read_again(asked: Asked, query: str) -> tuple[tuple[str, str], ...]:
    """Return what a saved view asks for, as the list reads it today."""
    said = dict(parse_qsl(query))
    return (
        asked.but(**{name: "" for name, _value in asked.values})
        .but(**{name: read(said[name]) for name, read in asked.shape.reads.items() if name in said})
        .values
    )


def pinned_items(views: list[ViewCard], name: str, base: str, shown: str) -> list[NavItem]:
    """Return the links of the side bar to the pinned views of a list."""
    return [
        NavItem(view.name, address_of(base, view), sub=True, current=shown == str(view.id))
        for view in views
        if view.list == name and view.pinned
    ]


def default_address(views: list[ViewCard], name: str, base: str) -> str:
    """Return where a list opens: with the reader's own default view, else the team's, else with everything."""
    defaults = [view for view in views if view.list == name and view.is_default]
    chosen = next((view for view in defaults if not view.is_team), defaults[0] if defaults else None)
    return address_of(base, chosen) if chosen else base
