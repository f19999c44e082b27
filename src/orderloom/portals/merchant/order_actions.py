"""What staff do with orders: with one on its page, with many from the list."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.edit_order import categorise_lines, set_order_owners
from orderloom.intake.commands.orders import cancel_orders, hold_orders, release_orders, settle_exceptions
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.portals.merchant.order import facts_of
from orderloom.portals.merchant.order_filters import asked_of
from orderloom.portals.merchant.order_questions import AssignForm, OrderOwnersForm
from orderloom.portals.merchant.order_words import why_left
from orderloom.portals.merchant.setup_pages import carry_out, go, here, redraw
from orderloom.portals.queries.order_page import order_page
from orderloom.portals.queries.orders_list import matching_ids
from orderloom.routing.commands.reroute import assign_task
from orderloom.ui.toast import toast

Outcome = tuple[Sequence[UUID], dict[UUID, str]]
"""The orders for which it was done, and why the others were left."""
Move = Callable[[Actor, Sequence[UUID], str, datetime], Outcome]


def _confirm(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = confirm_orders(actor=actor, order_ids=ids, now=now)
    return done.confirmed, done.refused


def _purchase(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = start_purchasing(actor=actor, order_ids=ids, now=now)
    return done.started, done.refused | dict.fromkeys(done.unchanged, "already_purchasing")


def _hold(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = hold_orders(actor=actor, order_ids=ids, reason=reason, now=now)
    return moved.done, moved.refused


def _release(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = release_orders(actor=actor, order_ids=ids, now=now)
    return moved.done, moved.refused


def _settle(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = settle_exceptions(actor=actor, order_ids=ids, now=now)
    return moved.done, moved.refused


def _cancel(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = cancel_orders(actor=actor, order_ids=ids, reason=reason, now=now)
    return moved.done, moved.refused


MOVES: dict[str, Move] = {
    "confirm": _confirm,
    "purchase": _purchase,
    "hold": _hold,
    "release": _release,
    "settle": _settle,
    "cancel": _cancel,
}
IN_BULK = ("confirm", "purchase", "hold", "release")
UNDO = {"hold": "release", "release": "hold"}


def _said(name: str, count: int) -> str:
    """Return what was done to how many orders."""
    words = {
        "confirm": ngettext("%(n)d order confirmed.", "%(n)d orders confirmed.", count),
        "purchase": ngettext(
            "Purchasing started for %(n)d order.", "Purchasing started for %(n)d orders.", count
        ),
        "hold": ngettext("%(n)d order on hold.", "%(n)d orders on hold.", count),
        "release": ngettext("%(n)d order released.", "%(n)d orders released.", count),
        "settle": ngettext("%(n)d order settled.", "%(n)d orders settled.", count),
        "cancel": ngettext("%(n)d order cancelled.", "%(n)d orders cancelled.", count),
    }
    return words[name] % {"n": count}


def _tell(request: AudienceRequest, name: str, done: int, left: Sequence[str], undo: str = "") -> None:
    text = _said(name, done) if done or not left else ""
    if left:
        rest = ngettext("%(n)d order stays: %(why)s.", "%(n)d orders stay: %(why)s.", len(left))
        text = f"{text} {rest % {'n': len(left), 'why': why_left(left)}}".strip()
    toast(request, text, undo=undo if done else "", failed=not done and bool(left))


@require_POST
def move(request: AudienceRequest, slug: str, order_id: UUID, name: str) -> HttpResponse:
    """Make one move with one order. Raises NotFound, NotAllowed."""
    if name not in MOVES:
        raise NotFound
    reason = request.POST.get("reason", "").strip()
    done, refused = MOVES[name](request.actor, [order_id], reason, clock.now())
    if "not_found" in refused.values():
        raise NotFound
    undo = here(request, "order-move", order_id, UNDO[name]) if name in UNDO else ""
    _tell(request, name, len(done), list(refused.values()), undo)
    return go(request, "order", order_id)


@require_POST
@transaction.non_atomic_requests
def bulk(request: AudienceRequest, slug: str) -> HttpResponse:
    """Make one move with the chosen orders, or with all that fit; each piece is a transaction of its own.

    Raises NotAllowed, Invalid.
    """
    name = request.POST.get("move", "")
    if name not in IN_BULK:
        raise Invalid(_("There is no such move."))
    asked = asked_of(request.POST)
    now, done, left = clock.now(), 0, list[str]()
    for ids in _chosen(request):
        moved, refused = MOVES[name](request.actor, ids, "", now)
        done, left = done + len(moved), [*left, *refused.values()]
    if not done and not left:
        toast(request, _("Choose orders first."), failed=True)
    else:
        _tell(request, name, done, left)
    return HttpResponseRedirect(here(request, "orders") + asked.query())


def _chosen(request: AudienceRequest) -> Iterator[list[UUID]]:
    if request.POST.get("all_matching"):
        asked = asked_of(request.POST)
        yield from matching_ids(request.actor, asked.stage, asked.filters())
        return
    try:
        ids = [UUID(value) for value in request.POST.getlist("order")]
    except ValueError as wrong:
        raise Invalid(_("There is no such order.")) from wrong
    if ids:
        yield ids


@require_POST
def assign(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Give a task that no supplier has accepted to one chosen by hand."""
    found = order_page(request.actor, order_id)
    task = next((one for one in found.tasks if one.id == task_id), None)
    if task is None:
        raise NotFound
    form = AssignForm(
        request.POST, tree=found.tree, category_id=task.category_id, auto_id=f"assign_{task.number}_%s"
    )
    if form.is_valid():
        told = form.cleaned_data
        given = carry_out(
            form,
            lambda: assign_task(
                actor=request.actor,
                task_id=task_id,
                supplier_id=UUID(told["supplier"]),
                reason=told["reason"],
                now=clock.now(),
            ),
        )
        if given is not None:
            names = dict(option for _group, options in form.fields["supplier"].choices for option in options)  # type: ignore[attr-defined]
            toast(
                request,
                _("Task T-%(n)d is offered to %(name)s.")
                % {"n": task.number, "name": names[told["supplier"]]},
            )
            return go(request, "order", order_id)
    return redraw(request, "order", facts_of(request, order_id, assign_form=form, task_id=task_id))


@require_POST
def owners(request: AudienceRequest, slug: str, order_id: UUID) -> HttpResponse:
    """Choose who is in charge of the order. Raises NotAllowed, NotFound, Invalid."""
    form = OrderOwnersForm(request.POST, people=order_page(request.actor, order_id).people)
    if not form.is_valid():
        raise Invalid(_("Choose people who are members of this workspace."))
    people = [UUID(value) for value in form.cleaned_data["people"]]
    set_order_owners(actor=request.actor, order_id=order_id, owners=people, now=clock.now())
    toast(request, _("Saved."))
    return go(request, "order", order_id)


@require_POST
def line_category(request: AudienceRequest, slug: str, order_id: UUID, line_id: UUID) -> HttpResponse:
    """Give a line its category; a task that waited for it goes out by itself. Raises NotAllowed, NotFound."""
    try:
        category_id = UUID(request.POST.get("category", ""))
    except ValueError as wrong:
        raise Invalid(fields={"category": _("Choose one.")}) from wrong
    found = order_page(request.actor, order_id)
    if line_id not in {line.id for line in found.order.lines}:
        raise NotFound
    categorise_lines(actor=request.actor, line_ids=[line_id], category_id=category_id, now=clock.now())
    toast(request, _("The line has its category."))
    return go(request, "order", order_id)
