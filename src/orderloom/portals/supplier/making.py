"""What a supplier reports while it makes a task: begun, so many made, another day, finished, done."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Invalid
from orderloom.messages.commands.post import tell_other_side
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.cards import LATER
from orderloom.portals.supplier.forms import DateForm, ProgressForm
from orderloom.portals.supplier.frame import WRONG_INPUT, tapped, today_of, words_of
from orderloom.portals.supplier.sheets import answered, seen_card, show_sheet
from orderloom.production.commands.make import (
    change_date,
    complete_task,
    finish_task,
    report_progress,
    start_task,
)
from orderloom.production.queries.tasks import TaskCard, visible_task
from orderloom.ui.due import day_words
from orderloom.ui.toast import toast


@require_POST
def start(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Report that production has begun. Raises NotFound."""

    def said(done: TaskCard) -> str:
        return _("T-%(number)s is being made.") % {"number": done.number}

    return tapped(
        request, task_id, lambda: start_task(actor=request.actor, task_id=task_id, now=clock.now()), said
    )


@require_POST
def finish(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Report that all pieces are made. Raises NotFound."""

    def said(done: TaskCard) -> str:
        return _("T-%(number)s is finished and waits to be shipped.") % {"number": done.number}

    def act() -> TaskCard:
        made = finish_task(actor=request.actor, task_id=task_id, now=clock.now())
        _show(request, task_id)
        return made

    return tapped(request, task_id, act, said)


def _show(request: AudienceRequest, task_id: UUID) -> None:
    """Send the photos that came with a report to the merchant; one that cannot be read does not undo the report."""
    if not (photos := request.FILES.getlist("photo")):
        return
    try:
        tell_other_side(actor=request.actor, task_id=task_id, text="", files=photos, now=clock.now())
    except Invalid as refusal:
        toast(request, words_of(refusal), failed=True)


@require_POST
def done(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Mark a shipped task done; the people in charge are told. Raises NotFound."""
    merchant = seen_card(request, task_id).merchant

    def said(card: TaskCard) -> str:
        return _("T-%(number)s is done. %(merchant)s is told.") % {
            "number": card.number,
            "merchant": merchant,
        }

    return tapped(
        request, task_id, lambda: complete_task(actor=request.actor, task_id=task_id, now=clock.now()), said
    )


@require_http_methods(["GET", "POST"])
def progress(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask how many pieces are made, and report it. Raises NotFound."""
    task = seen_card(request, task_id)
    form = ProgressForm(request.POST or None, initial={"attempt": task.attempt, "produced": task.produced})

    def again() -> HttpResponse:
        return show_sheet(
            request, task, "progress", {"form": form}, status=WRONG_INPUT if form.is_bound else 200
        )

    def act(told: ProgressForm) -> TaskCard:
        made = told.cleaned_data["produced"]
        done = report_progress(actor=request.actor, task_id=task_id, produced=made, now=clock.now())
        _show(request, task_id)
        return done

    def said(card: TaskCard) -> str:
        facts = {"task": task.number, "made": card.produced, "total": card.quantity}
        return _("%(task)s: %(made)d of %(total)d made.") % facts

    return again() if request.method == "GET" else answered(request, task, form, act, said, again)


@require_http_methods(["GET", "POST"])
def new_date(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Ask for another day and the reason, and promise it. Raises NotFound."""
    task = seen_card(request, task_id)
    merchants = queries.merchants_of(request.actor)
    today = today_of(request, merchants)
    form = DateForm(request.POST or None, initial={"attempt": task.attempt, "promised": task.promised})
    language = merchants[visible_task(request.actor, task_id).workspace_id].language

    def again() -> HttpResponse:
        facts: dict[str, object] = {"form": form, "today": today}
        return show_sheet(request, task, "date", facts, status=WRONG_INPUT if form.is_bound else 200)

    def act(told: DateForm) -> TaskCard:
        day, because, text = told.chosen()
        with override(language):  # the merchant reads it, in the merchant's language
            reason = ": ".join(part for part in (str(LATER[because]) if because else "", text) if part)
        return change_date(actor=request.actor, task_id=task_id, promised=day, reason=reason, now=clock.now())

    def said(card: TaskCard) -> str:
        day = day_words(card.promised_date, today) if card.promised_date else ""
        return _("%(task)s now leaves by %(day)s. %(merchant)s is told.") % {
            "task": task.number, "day": day, "merchant": task.merchant,
        }  # fmt: skip

    return again() if request.method == "GET" else answered(request, task, form, act, said, again)
