"""What a supplier and its merchant propose to each other about a task: the sheet, and one tap to answer."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.negotiation.commands.talks import LONGEST_REASON
from orderloom.negotiation.rules import NegotiationOver, NotYourTurn, StaleVersion
from orderloom.negotiation.states import Deed
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.cards import Card
from orderloom.portals.supplier.days import best_of, presets
from orderloom.portals.supplier.frame import PASSED, WRONG_INPUT, back, today_of, words_of
from orderloom.portals.supplier.proposal_forms import ProposeForm, initial
from orderloom.portals.supplier.sheets import answered, seen_card, show_sheet
from orderloom.portals.supplier.talks import talks_on
from orderloom.production.commands.agree import standing_of
from orderloom.production.commands.propose import Reply, answer_change, propose_change
from orderloom.production.queries.tasks import visible_task
from orderloom.ui.due import day_words
from orderloom.ui.toast import toast

OVER = (*PASSED, NegotiationOver, NotYourTurn, StaleVersion)


@require_http_methods(["GET", "POST"])
def propose(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask what should be different, and propose it, or answer the merchant with it. Raises NotFound."""
    task = seen_card(request, task_id)
    today = today_of(request, queries.merchants_of(request.actor))
    days = presets(task, today)
    talk = next((one for one in talks_on(request.actor, [task], today).get(task.id, []) if one.is_mine), None)
    standing = standing_of(visible_task(request.actor, task_id))
    begun = talk.head if talk else standing
    best = best_of(task, today, days)
    if begun.day and all(begun.day != day for day, _words, _why in days):
        days = sorted([(begun.day, day_words(begun.day, today), _("as it stands")), *days])
    form = ProposeForm(
        request.POST or None,
        initial=initial(begun, best)
        | {"attempt": task.attempt, "version": talk.version_id if talk else None},
    )

    def again() -> HttpResponse:
        facts: dict[str, object] = {
            "form": form,
            "presets": days,
            "today": today,
            "talk": talk,
            "chosen": chosen_of(form),
        }
        return show_sheet(request, task, "propose", facts, status=WRONG_INPUT if form.is_bound else 200)

    def act(told: ProposeForm) -> None:
        terms, version = told.terms(begun), told.cleaned_data["version"]
        if version is None:
            propose_change(
                actor=request.actor, task_id=task_id, terms=terms, attempt=told.attempt_of(), now=clock.now()
            )
            return
        reply = Reply(task_id, version, Deed.COUNTER, terms)
        answer_change(actor=request.actor, reply=reply, now=clock.now())

    def said(_none: None) -> str:
        return _after(request, task, today)

    return again() if request.method == "GET" else answered(request, task, form, act, said, again)


def chosen_of(form: ProposeForm) -> date | None:
    """Return the day whose chip is chosen: that of the refused form, else the one that stands."""
    told = form["preset"].value()
    if not isinstance(told, str):
        return told if isinstance(told, date) else None
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _after(request: AudienceRequest, task: Card, today: date) -> str:
    """Say whether the merchant has to answer, or the proposal was within what it tolerates."""
    (newest, *_older) = talks_on(request.actor, [task], today)[task.id]
    if newest.is_open:
        return _("%(merchant)s is asked and answers you here.") % {"merchant": task.merchant}
    return _("%(task)s: agreed at once, %(what)s.") % {"task": task.number, "what": newest.sentence}


@require_POST
def answer(request: AudienceRequest, task_id: UUID, deed: str) -> HttpResponse:
    """Accept, reject or take back the version that was seen. Raises NotFound, NotAllowed."""
    task = seen_card(request, task_id)
    try:
        version = UUID(request.POST.get("version", ""))
    except ValueError:
        version = UUID(int=0)
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    reply = Reply(task_id, version, Deed(deed), reason=reason)
    try:
        answer_change(actor=request.actor, reply=reply, now=clock.now())
    except OVER as refusal:
        toast(request, str(refusal), failed=True)
    except Invalid as refusal:
        toast(request, words_of(refusal), failed=True)
    else:
        toast(request, _said(Deed(deed)) % {"task": task.number, "merchant": task.merchant})
    return back(request, task_id)


def _said(deed: Deed) -> str:
    return {
        Deed.ACCEPT: _("%(task)s: agreed. %(merchant)s is told."),
        Deed.REJECT: _("%(task)s: rejected. What stood stands on."),
        Deed.WITHDRAW: _("%(task)s: your proposal is taken back."),
    }[deed]
