"""Remind suppliers of their tasks: one, those that are chosen, or all of one supplier that are late."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.merchant.task_filters import asked_of_tasks
from orderloom.portals.queries.task_list import Clock, filtered_tasks
from orderloom.production.commands.remind import Reminded, RemindedAlready, remind_task, remind_tasks
from orderloom.ui.toast import toast

MOST = 500  # tasks that one press of a button reminds of


@require_POST
def remind_them(request: AudienceRequest, slug: str) -> HttpResponse:
    """Remind of the chosen tasks, or of those that fit the address, the oldest first."""
    now = clock.now()
    chosen = [found for text in request.POST.getlist("task")[:MOST] if (found := _uuid(text))]
    ids = chosen or _fitting(request, now)
    _tell(request, remind_tasks(actor=request.actor, task_ids=ids, now=now))
    return _back(request)


def _fitting(request: AudienceRequest, now: datetime) -> list[UUID]:
    """Return the tasks that the address asks for; one that narrows by nothing asks for none."""
    asked = asked_of_tasks(request.GET)
    if not asked.get("due"):
        return []
    zone = request.workspace.zone
    at = Clock(now, now.astimezone(ZoneInfo(zone)).date(), zone)
    return list(filtered_tasks(request.actor, asked, at).order_by("id").values_list("id", flat=True)[:MOST])


def _tell(request: AudienceRequest, done: Reminded) -> None:
    told = ngettext("Reminded of %(n)d task.", "Reminded of %(n)d tasks.", done.told) % {"n": done.told}
    if done.too_early:
        told += " " + ngettext(
            "%(n)d was told less than 30 minutes ago.",
            "%(n)d were told less than 30 minutes ago.",
            done.too_early,
        ) % {"n": done.too_early}
    toast(request, told, failed=not done.told)


@require_POST
def remind_one(request: AudienceRequest, slug: str, task_id: UUID) -> HttpResponse:
    """Remind of one task."""
    try:
        card = remind_task(actor=request.actor, task_id=task_id, now=clock.now())
        toast(request, _("The supplier is reminded of T-%(number)s.") % {"number": card.number})
    except RemindedAlready as refused:
        toast(request, str(refused), failed=True)
    return _back(request)


def _back(request: AudienceRequest) -> HttpResponseRedirect:
    """Return to the page on which the button stands."""
    before = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(before if own else here(request, "tasks"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
