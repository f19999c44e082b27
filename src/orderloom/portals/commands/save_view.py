"""Save what a list shows under a name, for oneself or for the team; rename, pin, make default, delete."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.events import record
from orderloom.portals.events import TeamViewChanged, TeamViewDeleted, TeamViewSaved
from orderloom.portals.models import SavedView
from orderloom.portals.models.views import LISTS
from orderloom.portals.permissions import TEAM_VIEWS

MOST_NAME = 60
MOST_VIEWS = 50
MOST_PINNED = 3


@dataclass(frozen=True, slots=True)
class ViewCard:
    """A saved view; `is_team` when all members see it."""

    id: UUID
    list: str
    name: str
    query: str
    is_team: bool
    pinned: bool
    is_default: bool


def visible_views(actor: Actor) -> "QuerySet[SavedView]":
    """Return the team's views and the actor's own."""
    own = Q(user_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    return SavedView.objects.filter(Q(user=None) | own, workspace_id=actor.workspace_id)


@command
def save_view(
    *,
    actor: Actor,
    list_name: str,
    name: str,
    query: str,
    team: bool,
    now: datetime,
    view_id: UUID | None = None,
) -> ViewCard:
    """Save a new view, or with `view_id` let that one show this instead. Raises Invalid, NotAllowed, NotFound."""
    if list_name not in LISTS:
        raise NotFound
    if view_id is not None:
        view = _locked(actor, view_id)
        view.query = query
        view.save(update_fields=["query"])
    else:
        view = _new(actor, list_name, _clean(name), query, team=team, now=now)
    if view.user_id is None:
        event = TeamViewSaved(subject_id=view.id, list=view.list, name=view.name, query=view.query)
        record(actor, event, at=now)
    return card(view)


def _new(actor: Actor, list_name: str, name: str, query: str, *, team: bool, now: datetime) -> SavedView:
    _may(actor, team=team)
    beside = _beside(actor, list_name, team=team)
    if beside.count() >= MOST_VIEWS:
        raise Invalid(_("There are %(n)d views already. Delete one first.") % {"n": MOST_VIEWS})
    _free(beside, name)
    last = beside.order_by("-position").values_list("position", flat=True).first()
    return SavedView.objects.create(
        workspace_id=actor.workspace_id,
        user_id=None if team else actor.user_id,
        list=list_name,
        name=name,
        query=query,
        position=0 if last is None else last + 1,
        created_at=now,
    )


@command
def change_view(
    *,
    actor: Actor,
    view_id: UUID,
    now: datetime,
    name: str | None = None,
    pinned: bool | None = None,
    is_default: bool | None = None,
) -> ViewCard:
    """Rename a view, pin it to the side bar, or make it what its list opens with.

    Raises Invalid (the name is taken, three are pinned already), NotAllowed, NotFound.
    """
    view = _locked(actor, view_id)
    wanted = {"name": None if name is None else _clean(name), "pinned": pinned, "is_default": is_default}
    changes: dict[str, tuple[object, object]] = {
        field: (getattr(view, field), value)
        for field, value in wanted.items()
        if value is not None and value != getattr(view, field)
    }
    if not changes:
        return card(view)
    beside = _beside(actor, view.list, team=view.user_id is None)
    if "name" in changes:
        _free(beside.exclude(id=view.id), str(changes["name"][1]))
    if pinned and "pinned" in changes and visible_views(actor).filter(pinned=True).count() >= MOST_PINNED:
        raise Invalid(_("Three views are pinned already. Unpin one first."))
    if is_default:
        beside.filter(is_default=True).exclude(id=view.id).update(is_default=False)
    for field, (_old, value) in changes.items():
        setattr(view, field, value)
    view.save(update_fields=list(changes))
    if view.user_id is None:
        event = TeamViewChanged(subject_id=view.id, list=view.list, name=view.name, changes=changes)
        record(actor, event, at=now)
    return card(view)


@command
def delete_view(*, actor: Actor, view_id: UUID, now: datetime) -> ViewCard:
    """Delete a view and return what it was. Raises NotAllowed, NotFound."""
    view = _locked(actor, view_id)
    gone = card(view)
    view.delete()
    if gone.is_team:
        event = TeamViewDeleted(subject_id=gone.id, list=gone.list, name=gone.name, query=gone.query)
        record(actor, event, at=now)
    return gone


def card(view: SavedView) -> ViewCard:
    """Return the view as pages show it."""
    return ViewCard(
        view.id, view.list, view.name, view.query, view.user_id is None, view.pinned, view.is_default
    )


def _locked(actor: Actor, view_id: UUID) -> SavedView:
    view = visible_views(actor).select_for_update().filter(id=view_id).first()
    if view is None:
        raise NotFound
    _may(actor, team=view.user_id is None)
    return view


def _may(actor: Actor, *, team: bool) -> None:
    if team:
        actor.require(TEAM_VIEWS)
    elif actor.user_id is None:
        raise NotAllowed


def _beside(actor: Actor, list_name: str, *, team: bool) -> "QuerySet[SavedView]":
    rows = SavedView.objects.filter(workspace_id=actor.workspace_id, list=list_name)
    return rows.filter(user_id=actor.user_id) if actor.user_id and not team else rows.filter(user=None)


def _clean(name: str) -> str:
    found = " ".join("".join(one for one in name if one.isprintable()).split())
    if not found or len(found) > MOST_NAME:
        raise Invalid(fields={"name": _("A name has 1 to %(n)d characters.") % {"n": MOST_NAME}})
    return found


def _free(beside: "QuerySet[SavedView]", name: str) -> None:
    if beside.annotate(low=Lower("name")).filter(low=name.lower()).exists():
        raise Invalid(fields={"name": _("There is a view with this name.")})
