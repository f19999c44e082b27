"""One endpoint for all fields of an order that are changed where they are read."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.catalog.queries import tree
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import people_of
from orderloom.intake.commands.undo import undo_change
from orderloom.intake.field_merge import joined_seen, read_seen
from orderloom.intake.permissions import EDIT
from orderloom.intake.queries.order_detail import LineCard, OrderDetail, order_detail
from orderloom.kernel import clock
from orderloom.kernel.errors import Conflict, NotFound, Refusal
from orderloom.portals.merchant.category_fields import category_choices
from orderloom.portals.merchant.cell_kinds import KINDS, Kind, Save
from orderloom.portals.merchant.cell_values import HELD, address_values
from orderloom.portals.merchant.cell_words import Known, disputes
from orderloom.portals.merchant.order_words import address_words
from orderloom.portals.merchant.setup_pages import go, page
from orderloom.portals.merchant.undo_links import undo_what_was_done
from orderloom.portals.once import once
from orderloom.portals.queries.in_charge import in_charge_of
from orderloom.ui.toast import toast


@dataclass(frozen=True, slots=True)
class Place:
    """The cell that a request is about."""

    request: AudienceRequest
    kind: Kind
    order_id: UUID
    line_id: UUID | None


@require_http_methods(["GET", "POST"])
def cell(
    request: AudienceRequest, slug: str, order_id: UUID, name: str, line_id: UUID | None = None
) -> HttpResponse:
    """Show the editor of one field, or save what was typed into it. Raises NotAllowed, NotFound.

    A script gets the cell anew and what there is to say of it; without one the order's page follows.
    """
    request.actor.require(EDIT)
    kind = KINDS.get(name)
    if kind is None or kind.of_line != (line_id is not None):
        raise NotFound
    place = Place(request, kind, order_id, line_id)
    if request.method != "POST":
        return _draw(place, {})
    return once(request, lambda: _save(place), lambda: _draw(place, {"is_saved": True}))


def _save(place: Place) -> HttpResponse:
    request = place.request
    one = order_detail(request.actor, place.order_id)
    told = {name: str(value) for name, value in request.POST.items()}
    country, zone = (one.ship_country, one.ship_country_code), request.workspace.zone
    save = Save(request.actor, one.id, place.line_id, told, zone, country, clock.now())
    try:
        with transaction.atomic():  # what it did before a refusal is undone
            place.kind.save(save)
    except Conflict as conflict:
        return _draw(place, {"disputes": _disputes(place, conflict)}, conflict.status)
    except NotFound:
        raise
    except Refusal as refusal:
        said = [str(refusal), *(str(text) for text in refusal.fields.values() if str(text) != str(refusal))]
        return _draw(place, {"refusal": " ".join(said)}, refusal.status)
    undo_url = undo_what_was_done(request, one.id, save.now)
    if undo_url:
        toast(request, _("Saved: %(what)s.") % {"what": place.kind.label}, undo=undo_url)
    if request.headers.get("HX-Request"):
        return _draw(place, {"is_saved": True})
    return go(request, "order", one.id)


def _disputes(place: Place, conflict: Conflict) -> Any:
    request = place.request
    categories = dict(category_choices(list(tree(request.workspace.id).nodes.values())))
    known = Known(request.workspace.zone, people_of(request.workspace.id), categories)
    return disputes(conflict.facts.get("clashes", ()), known)


def _draw(place: Place, facts: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
    """Answer with the cell as it is now: alone for a script, else on a page of its own."""
    request = place.request
    one = order_detail(request.actor, place.order_id)
    line = _line(one, place.line_id)
    known, people = tree(request.workspace.id), people_of(request.workspace.id)
    path = known.shown_path(line.category_id, get_language() or "en") if line and line.category_id else ""
    shown = {
        **facts,
        "kind": place.kind.name,
        "label": place.kind.label,
        "one": one,
        "line": line,
        "shown": address_words(one) if place.kind.name == "address" else path,
        "in_charge": in_charge_of(request.actor, one, people, known),
        "people": people,
        "categories": category_choices(list(known.nodes.values())),
        "may_edit": True,
        **_form(place, one, line, facts),
    }
    template = "parts/cell_answer" if request.headers.get("HX-Request") else "cell"
    return page(request, template, shown, status=status)


def _form(place: Place, one: OrderDetail, line: LineCard | None, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what the editor holds: what was typed and not saved yet, else what is stored."""
    request, name = place.request, place.kind.name
    value, seen = HELD[name](one, line, request.workspace.zone)
    typed = request.POST.dict()
    if not facts or "is_saved" in facts:
        return {"value": address_values(one) if name == "address" else value, "seen": seen}
    decided = [dispute.marks for dispute in facts.get("disputes", ())]
    marks = read_seen(str(typed.get("seen", ""))) | read_seen(",".join(decided))
    return {"value": typed if name == "address" else typed.get("value", ""), "seen": joined_seen(marks)}


def _line(one: OrderDetail, line_id: UUID | None) -> LineCard | None:
    if line_id is None:
        return None
    found = next((line for line in one.lines if line.id == line_id), None)
    if found is None:
        raise NotFound
    return found


@require_POST
def undo(request: AudienceRequest, slug: str, order_id: UUID, event_id: UUID) -> HttpResponse:
    """Take one change of the order back. Raises NotAllowed, NotFound; says why when it cannot be taken back."""
    try:
        with transaction.atomic():
            undo_change(actor=request.actor, order_id=order_id, event_id=event_id, now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.status == HTTPStatus.FORBIDDEN:
            raise
        toast(request, refusal.text, failed=True)
    else:
        toast(request, _("Taken back."))
    if request.headers.get("HX-Request"):
        return page(request, "parts/undone", {})
    return go(request, "order", order_id)
