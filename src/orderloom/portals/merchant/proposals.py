"""Proposals about tasks on the merchant's desk: answered, made, or spoken in the supplier's place."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.negotiation.commands.talks import LONGEST_REASON
from orderloom.negotiation.queries.talks import talks_of
from orderloom.negotiation.states import Deed, Side
from orderloom.partners.queries import supplier_name
from orderloom.portals.merchant.proposal_forms import DeskProposeForm, desk_initial
from orderloom.portals.merchant.setup_pages import carry_out, go, here, page, redraw
from orderloom.portals.supplier.frame import words_of
from orderloom.portals.talk_words import ShownTalk, shown_talk
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.lapse import KIND
from orderloom.production.commands.propose import Reply, answer_change, propose_change
from orderloom.production.models import OrderTask
from orderloom.production.permissions import ANSWER
from orderloom.production.queries.tasks import visible_task
from orderloom.ui.toast import toast


def talks_on(
    request: AudienceRequest, task_ids: Sequence[UUID], suppliers: dict[UUID, str]
) -> dict[UUID, list[ShownTalk]]:
    """Return all proposals about the tasks, the newest first; `suppliers` names whom each is with."""
    today = clock.now().astimezone(ZoneInfo(request.workspace.zone)).date()
    found = talks_of(request.actor, KIND, task_ids)
    merchant = request.workspace.name
    return {
        task_id: [
            shown_talk(
                one,
                Side.MERCHANT,
                today,
                {Side.MERCHANT: merchant, Side.SUPPLIER: suppliers.get(task_id, "")},
            )
            for one in talks
        ]
        for task_id, talks in found.items()
    }


@require_POST
def accept(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Accept the version that was seen, or do so in the supplier's place. Raises NotFound."""
    return _answer(request, order_id, task_id, Deed.ACCEPT)


@require_POST
def reject(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Reject the version that was seen, or do so in the supplier's place. Raises NotFound."""
    return _answer(request, order_id, task_id, Deed.REJECT)


@require_POST
def withdraw(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Take the merchant's own version back. Raises NotFound."""
    return _answer(request, order_id, task_id, Deed.WITHDRAW)


def _answer(request: AudienceRequest, order_id: UUID, task_id: UUID, deed: Deed) -> HttpResponse:
    task = _task(request, order_id, task_id)
    try:
        version = UUID(request.POST.get("version", ""))
    except ValueError:
        version = UUID(int=0)
    reply = Reply(task_id, version, deed, reason=request.POST.get("reason", "")[:LONGEST_REASON])
    for_supplier = request.POST.get("for") == "supplier"
    try:
        answer_change(actor=request.actor, reply=reply, now=clock.now(), for_supplier=for_supplier)
    except NotFound:
        raise
    except Refusal as refusal:
        toast(request, words_of(refusal), failed=True)
    else:
        toast(request, _said(deed) % {"n": task.number})
    return go(request, "order", order_id)


def _said(deed: Deed) -> str:
    return {
        Deed.ACCEPT: _("T-%(n)d: agreed, the task is changed."),
        Deed.REJECT: _("T-%(n)d: rejected, the task stays as it is."),
        Deed.WITHDRAW: _("T-%(n)d: the proposal is taken back."),
    }[deed]


@require_http_methods(["GET", "POST"])
def propose(request: AudienceRequest, slug: str, order_id: UUID, task_id: UUID) -> HttpResponse:
    """Ask what should be different, and propose it or answer with it; `?for=supplier` speaks in its place.

    Raises NotFound, NotAllowed.
    """
    task = _task(request, order_id, task_id)
    request.actor.require(ANSWER)
    if task.supplier_id is None:
        raise NotFound
    name = supplier_name(task.workspace_id, task.supplier_id)
    for_supplier = request.GET.get("for") == "supplier"
    side = Side.SUPPLIER if for_supplier else Side.MERCHANT
    newest = next(iter(talks_of(request.actor, KIND, [task_id]).get(task_id, [])), None)
    open_one = newest if newest and newest.is_open and newest.turn is side else None
    begun = open_one.head.terms if open_one else standing_of(task)
    form = DeskProposeForm(
        request.POST or None,
        initial=desk_initial(begun, for_supplier=for_supplier)
        | {"attempt": task.attempt, "version": open_one.head.id if open_one else None},
    )

    def act() -> tuple[bool]:
        terms, version = form.terms(begun), form.cleaned_data["version"]
        told: dict[str, Any] = {"actor": request.actor, "now": clock.now(), "for_supplier": for_supplier}
        if version is None:
            propose_change(task_id=task_id, terms=terms, attempt=form.attempt_of(), **told)
        else:
            answer_change(reply=Reply(task_id, version, Deed.COUNTER, terms), **told)
        return (True,)

    if form.is_valid() and carry_out(form, act) is not None:
        toast(request, _("T-%(n)d: %(name)s is asked.") % {"n": task.number, "name": name})
        return go(request, "order", order_id)
    facts: dict[str, object] = {
        "form": form,
        "task": task,
        "name": name,
        "for_supplier": for_supplier,
        "counters": open_one is not None,
        "cancel_url": here(request, "order", order_id),
    }
    return redraw(request, "task_propose", facts) if form.is_bound else page(request, "task_propose", facts)


def _task(request: AudienceRequest, order_id: UUID, task_id: UUID) -> OrderTask:
    task = visible_task(request.actor, task_id)
    if task.order_id != order_id:
        raise NotFound
    return task
