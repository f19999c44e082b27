"""The list of a supplier's tasks, and one task."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.messages.queries.unread import unread_in, unread_of_tasks
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.by_link import link_facts
from orderloom.portals.supplier.cards import NO_NUMBER, Card, answer_words, card_of, cards_of, sale_price
from orderloom.portals.supplier.frame import at, draw, today_of, zone_of
from orderloom.portals.supplier.own_links import own_links
from orderloom.portals.supplier.talk import FileAddress, talk_of
from orderloom.portals.supplier.talks import talks_on, with_talks
from orderloom.portals.timeline import entries
from orderloom.production.queries.shown import shown_of
from orderloom.production.queries.tasks import visible_task
from orderloom.production.states import TaskStatus
from orderloom.shipping.queries.parcels import may_void, parcels_of
from orderloom.ui.due import day_words
from orderloom.ui.shapes import Tab

TABS = ("todo", "making", "ship", "shipped")
STATES: dict[str, tuple[TaskStatus, ...]] = {
    "todo": (TaskStatus.OFFERED,),
    "making": queries.MAKING,
    "ship": (TaskStatus.READY_TO_SHIP,),
    "shipped": (TaskStatus.SHIPPED, TaskStatus.DELIVERED, TaskStatus.DONE),
}
"""The states of the tasks that are found on a tab, each on one of them."""


@require_GET
def tasks(request: AudienceRequest) -> HttpResponse:
    """List the tasks of one tab, from all merchants; an unknown tab is the first. Raises Invalid (no such page)."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else TABS[0]
    merchants = queries.merchants_of(request.actor)
    today = today_of(request, merchants)
    counts = queries.counts(request.actor, today)
    found = queries.task_page(request.actor, queries.runs_of(tab, today), request.GET.get("after", ""))
    unread, zone = unread_of_tasks(request.actor), zone_of(request, merchants)
    facts = {
        "place": queries.company_name(request.actor),
        "merchants": len(merchants),
        "open_tasks": counts["open"],
        "tabs": _tabs(tab, counts, unread),
        "tab": tab,
        "tasks": [
            (card, *answer_words(card.respond_by, clock.now(), zone), unread.get(card.id, ("", 0))[1])
            for card in with_talks(request.actor, cards_of(found.tasks, merchants), today)
        ],
        "next_url": f"?tab={tab}&after={found.next_cursor}" if found.next_cursor else "",
        "next_day": queries.next_day(request.actor) if tab == "todo" and not found.tasks else None,
    }
    return draw(request, "tasks", facts, here="tasks", merchants=merchants, unread=unread)


def _tabs(tab: str, counts: dict[str, int], unread: dict[UUID, tuple[str, int]]) -> list[Tab]:
    words = {"todo": _("To do"), "making": _("Making"), "ship": _("To ship"), "shipped": _("Shipped")}
    at = reverse("supplier:tasks")
    return [
        Tab(
            words[code],
            f"{at}?tab={code}",
            counts[code] or None,
            heat="hot" if code == "todo" else "",
            current=code == tab,
            unread=unread_in(unread, STATES[code]),
        )
        for code in TABS
    ]


@require_GET
def task(request: AudienceRequest, task_id: UUID) -> HttpResponse:
    """Show one task with everything that its supplier may know. Raises NotFound."""
    return task_page(request, task_id, {})


def task_page(
    request: AudienceRequest, task_id: UUID, sheet: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Draw a task; `sheet` is what a sheet over it shows. Raises NotFound."""
    merchants = queries.merchants_of(request.actor)
    today = today_of(request, merchants)
    with timezone.override(zone_of(request, merchants)):
        facts = task_facts(request.actor, task_id, merchants, today, _file_address(request, task_id))
    card = facts["task"]
    assert isinstance(card, Card)
    facts |= link_facts(request, card, today) | sheet
    facts["may_take_back"] = request.actor.link_id is None  # who came by a link has used it up
    return draw(request, "task", facts, here="tasks", status=status, merchants=merchants)


def _file_address(request: AudienceRequest, task_id: UUID) -> FileAddress:
    return lambda file_id: at(request, "file", task_id, file_id)


def task_facts(
    actor: Actor,
    task_id: UUID,
    merchants: dict[UUID, queries.Merchant],
    today: date,
    address: FileAddress | None = None,
) -> dict[str, object]:
    """Return all that the supplier may know of a task, read in its hat. Raises NotFound.

    `address` makes the address of a file, for a reader who is not the supplier itself.
    """
    row = visible_task(actor, task_id)
    card = card_of(row, merchants)
    talks = talks_on(actor, [card], today).get(task_id, [])
    card = replace(card, talk=next((one for one in talks if one.is_open), None))
    shown = shown_of([task_id])[task_id]
    now = clock.now()
    words, tone = answer_words(card.respond_by, now)
    return {
        "task": card,
        "talks": talks,
        "answer": words,
        "answer_tone": tone,
        "requested": day_words(card.requested, today) if card.requested else "",
        "promised": day_words(card.promised, today) if card.promised else "",
        "first_promised": day_words(card.first_promised, today) if card.first_promised else "",
        "shown": shown,
        "sale_price": sale_price(shown),
        "address": shown.ship_to,
        "mates": queries.parcel_mates(actor, row),
        "parcels": [
            (
                parcel,
                NO_NUMBER.get(parcel.no_tracking_reason, ""),
                may_void(parcel, row.status, now),
            )
            for parcel in parcels_of(actor, [task_id])
        ],
        "entries": entries(actor, queries.events_of(actor, task_id), merchant=card.merchant),
        "back_url": f"{reverse('supplier:tasks')}?tab={tab_of(card)}",
        **talk_of(actor, task_id, card.merchant, address),
    }


def tab_of(card: Card) -> str:
    """Return the tab on which the task is found."""
    if card.is_new:
        return "todo"
    if card.is_making:
        return "making"
    return "ship" if card.may_ship else "shipped"


@require_GET
def me(request: AudienceRequest) -> HttpResponse:
    """Show who is signed in, for which company, and how they like to see things."""
    merchants = queries.merchants_of(request.actor)
    facts = {
        "place": queries.company_name(request.actor),
        "email": request.user.email,
        "merchant_list": list(merchants.values()),
        **own_links(request.actor),
    }
    return draw(request, "me", facts, here="me", merchants=merchants)
