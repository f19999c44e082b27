"""What staff do with one order on its page."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.commands.edit_order import categorise_lines, set_order_owners
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.portals.bulk.moves import LISTS, ORDERS
from orderloom.portals.merchant.order import facts_of
from orderloom.portals.merchant.order_questions import AssignForm, OrderOwnersForm
from orderloom.portals.merchant.setup_pages import carry_out, go, here, redraw
from orderloom.portals.merchant.undo_links import undo_what_was_done
from orderloom.portals.order_moves import ALONE, MOVES, said
from orderloom.portals.queries.order_page import order_page
from orderloom.routing.commands.assign import assign_task
from orderloom.ui.toast import toast


@require_POST
def move(request: AudienceRequest, slug: str, order_id: UUID, name: str) -> HttpResponse:
    """Make one move with one order. Raises NotFound, NotAllowed."""
    if name not in ALONE:
        raise NotFound
    reason = request.POST.get("reason", "").strip()
    done, refused = MOVES[name](request.actor, [order_id], reason, clock.now())
    if "not_found" in refused.values():
        raise NotFound
    inverse = LISTS[ORDERS][name].inverse if name in LISTS[ORDERS] else ""
    undo = here(request, "order-move", order_id, inverse) if inverse else ""
    codes = list(refused.values())
    toast(request, said(name, len(done), codes), undo=undo if done else "", failed=not done and bool(codes))
    return go(request, "order", order_id)


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
    now = clock.now()
    set_order_owners(actor=request.actor, order_id=order_id, owners=people, now=now)
    toast(request, _("Saved."), undo=undo_what_was_done(request, order_id, now))
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
    now = clock.now()
    categorise_lines(actor=request.actor, line_ids=[line_id], category_id=category_id, now=now)
    toast(request, _("The line has its category."), undo=undo_what_was_done(request, order_id, now))
    return go(request, "order", order_id)
