"""What whoever came by a link may open, and what the task's page shows them besides."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from orderloom.kernel.actor import link_name
from orderloom.links.queries import Visit
from orderloom.links.states import Purpose, Standing
from orderloom.portals.supplier.cards import Card
from orderloom.portals.supplier.days import best_of, presets

ALWAYS = frozenset({"task", "file", "write", "read"})
OPENS: dict[Purpose, frozenset[str]] = {
    Purpose.ANSWER: frozenset({"accept", "refuse"}),
    Purpose.MAKE: frozenset({"start", "progress", "date", "finish", "ship", "carrier", "scan"}),
    Purpose.SHIP: frozenset({"date", "ship", "carrier", "scan", "done"}),
    Purpose.READ: frozenset(),
}
"""The supplier's pages that a link of each purpose opens; every page that is not named asks to sign in."""


def visit_in(request: HttpRequest) -> Visit | None:
    """Return the link by which the request came, if it did."""
    found: Visit | None = getattr(request, "visit", None)
    return found


def may_open(visit: Visit, name: str) -> bool:
    """Tell whether the link opens the page: what can be done only while it lives, the task and its messages longer."""
    if visit.standing not in (Standing.LIVE, Standing.PASSED):
        return False
    return name in ALWAYS or (visit.standing is Standing.LIVE and name in OPENS[visit.purpose])


def link_facts(request: HttpRequest, card: Card, today: date) -> dict[str, Any]:
    """Return what the page of a task shows to whoever came by a link; nothing for those who are signed in."""
    visit = visit_in(request)
    if visit is None:
        return {}
    is_live = visit.standing is Standing.LIVE
    days = presets(card, today) if is_live and visit.purpose is Purpose.ANSWER else []
    return {
        "visit": visit,
        "is_live": is_live,
        "is_writing": "write" in request.GET,
        "is_new_device": getattr(request, "is_new_device", False),
        "link_name": link_name(visit.id),
        "may_ask": not is_live and visit.next_purpose is not Purpose.READ,
        "link_days": days,
        "link_best": best_of(card, today, days) if days else None,
        "sign_in_url": f"{reverse('account_login')}?next={reverse('supplier:task', args=(card.id,))}",
        "back_url": "",
        "nav": [],
        "live_url": "",  # live updates are for those who are signed in
    }
