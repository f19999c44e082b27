"""What a supplier says to an offer: when it will leave, or why it goes back."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.days import best_of, presets
from orderloom.portals.supplier.forms import AcceptForm, RefuseForm
from orderloom.portals.supplier.frame import WRONG_INPUT, today_of
from orderloom.portals.supplier.sheets import answered, seen_card, show_sheet
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.queries.tasks import TaskCard
from orderloom.production.states import DeclineReason
from orderloom.ui.due import day_words


@require_http_methods(["GET", "POST"])
def accept(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask on which day it will leave, and take the task. Raises NotFound."""
    task = seen_card(request, task_id)
    today = today_of(request, queries.merchants_of(request.actor))
    form = AcceptForm(
        request.POST or None, initial={"attempt": task.attempt, "quantity": task.quantity}, prefix=None
    )

    def again() -> HttpResponse:
        days = presets(task, today)
        best = best_of(task, today, days)
        facts: dict[str, object] = {"form": form, "presets": days, "best": best, "today": today}
        return show_sheet(request, task, "accept", facts, status=WRONG_INPUT if form.is_bound else 200)

    def act(told: AcceptForm) -> TaskCard:
        return accept_task(
            actor=request.actor,
            task_id=task_id,
            promised=told.cleaned_data["promised"],
            quantity=told.cleaned_data["quantity"],
            attempt=told.attempt_of(),
            now=clock.now(),
        )

    def said(done: TaskCard) -> str:
        day = day_words(done.promised_date, today) if done.promised_date else ""
        return _("%(task)s accepted: it leaves by %(day)s.") % {"task": task.number, "day": day}

    return again() if request.method == "GET" else answered(request, task, form, act, said, again)


@require_http_methods(["GET", "POST"])
def refuse(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask for the reason, and give the task back; the next supplier gets it. Raises NotFound."""
    task = seen_card(request, task_id)
    form = RefuseForm(request.POST or None, initial={"attempt": task.attempt})

    def again() -> HttpResponse:
        return show_sheet(
            request, task, "refuse", {"form": form}, status=WRONG_INPUT if form.is_bound else 200
        )

    def act(told: RefuseForm) -> None:
        decline_task(
            actor=request.actor,
            task_id=task_id,
            reason=DeclineReason(told.cleaned_data["reason"]),
            text=told.cleaned_data["text"],
            attempt=told.attempt_of(),
            now=clock.now(),
        )

    def said(_none: None) -> str:
        return _("%(task)s refused. %(merchant)s is told.") % {"task": task.number, "merchant": task.merchant}

    return again() if request.method == "GET" else answered(request, task, form, act, said, again)
