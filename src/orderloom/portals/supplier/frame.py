"""What all pages of the supplier share: the frame, the sheets that rise over it, and what a tap leads to."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import Conflict, IllegalMove, Refusal
from orderloom.messages.queries.unread import unread_of_tasks
from orderloom.portals.supplier.by_link import visit_in
from orderloom.portals.supplier.queries import Merchant, merchants_of
from orderloom.production.commands.answer import AttemptOver
from orderloom.production.queries.tasks import visible_tasks
from orderloom.ui.shapes import NavGroup, NavItem
from orderloom.ui.toast import toast

T = TypeVar("T")
WRONG_INPUT = 422
PASSED = (IllegalMove, AttemptOver, Conflict)  # the task went on in the meantime: say so and show where it is
ZONES = frozenset(available_timezones())


def zone_of(request: AudienceRequest, merchants: dict[UUID, Merchant]) -> ZoneInfo:
    """Return the time zone of the phone, which it tells by a cookie; until then that of the first merchant."""
    told = request.COOKIES.get("zone", "")
    if told not in ZONES:
        told = next((merchant.zone for merchant in merchants.values()), "UTC")
    return ZoneInfo(told)


def today_of(request: AudienceRequest, merchants: dict[UUID, Merchant]) -> date:
    """Return the day that it is where the phone is."""
    return clock.now().astimezone(zone_of(request, merchants)).date()


def at(request: HttpRequest, name: str, *args: object) -> str:
    """Return the address of a page of the supplier's: below the link, where somebody came by one."""
    here = request.resolver_match
    return reverse(f"supplier:{name}", args=args, current_app=here.namespace if here else None)


def draw(
    request: AudienceRequest,
    template: str,
    context: Mapping[str, object],
    *,
    here: str = "",
    status: int = 200,
    merchants: dict[UUID, Merchant] | None = None,
    unread: dict[UUID, tuple[str, int]] | None = None,
) -> HttpResponse:
    """Draw a template in the frame, in the phone's time zone; `here` names the tab of the bar below.

    `unread` holds the new messages of each task, where they are known already; the bar tells how many there are.
    """
    known = merchants if merchants is not None else merchants_of(request.actor)
    new = sum(
        count
        for _status, count in (unread if unread is not None else unread_of_tasks(request.actor)).values()
    )
    items = [
        NavItem(_("Tasks"), at(request, "tasks"), "clipboard-list", new or None, current=here == "tasks"),
        NavItem(_("Me"), at(request, "me"), "user", current=here == "me"),
    ]
    facts = {"nav": [NavGroup(items)], "phone": True, **context}
    with timezone.override(zone_of(request, known)):
        return render(request, f"portals/supplier/{template}.html", facts, status=status)


def to_task(request: HttpRequest, task_id: UUID) -> HttpResponseRedirect:
    """Send the browser to a task."""
    return HttpResponseRedirect(at(request, "task", task_id))


def back(request: AudienceRequest, task_id: UUID) -> HttpResponseRedirect:
    """Send the browser to where the tap was made: the tab of the list, else the task while it is still to be seen."""
    if visit_in(request):
        return to_task(request, task_id)
    tab = request.POST.get("tab", "")
    if tab in ("todo", "making", "ship", "shipped"):
        return HttpResponseRedirect(f"{reverse('supplier:tasks')}?tab={tab}")
    if visible_tasks(request.actor).filter(id=task_id).exists():
        return to_task(request, task_id)
    return HttpResponseRedirect(reverse("supplier:tasks"))


def tapped(
    request: AudienceRequest, task_id: UUID, act: Callable[[], T], said: Callable[[T], str]
) -> HttpResponse:
    """Carry out what one tap asks for and say what came of it; a refusal is a sentence on the next page.

    Raises NotFound, NotAllowed.
    """
    try:
        done = act()
    except PASSED as refusal:
        toast(request, str(refusal), failed=True)
    else:
        toast(request, said(done))
    return back(request, task_id)


def is_swap(request: AudienceRequest) -> bool:
    """Tell whether only a part of a page is asked for."""
    return bool(request.headers.get("HX-Request"))


def words_of(refusal: Refusal) -> str:
    """Return the refusal in words: what is said of its fields, else its own sentence."""
    return " ".join(str(text) for text in refusal.fields.values()) or str(refusal)
