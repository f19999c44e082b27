"""Today: what waits on the merchant with the button that solves it, then what flows, and how fair it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from orderloom.cases.queries.cases import case_rows
from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.queries.orders import OrderCounts, order_counts
from orderloom.kernel import clock
from orderloom.portals.merchant.case_ways import Way, way_of
from orderloom.portals.merchant.order_words import shown_status
from orderloom.portals.merchant.setup_pages import here, page
from orderloom.portals.merchant.start import demo_note, start_list
from orderloom.portals.merchant.today_charts import fairness, on_time
from orderloom.portals.merchant.told_counts import told_count
from orderloom.portals.merchant.waits import waits_of
from orderloom.portals.queries.desk import Late, Waiting, late
from orderloom.portals.queries.performance import LateSupplier, fortnight, late_suppliers
from orderloom.production.permissions import ANSWER
from orderloom.routing.queries.pool_list import PoolCard, pools
from orderloom.ui.charts import Day
from orderloom.ui.charts import flow as flow_chart
from orderloom.ui.money import count_words
from orderloom.ui.status import look

MOST_CASES, MOST_POOLS = 6, 4
OPEN = ("review", "confirmed", "purchasing", "production", "ready", "shipped")


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits on the reader: what, since when, and the button that solves it."""

    tone: str
    glyph: str
    head: str
    text: str
    due: datetime | date | None
    way: Way
    url: str = ""  # the list behind it


@dataclass(frozen=True, slots=True)
class Stage:
    """How many orders are in one stage, beside the fullest one."""

    tone: str
    glyph: str
    label: str
    url: str
    count: int | str
    share: float


@require_GET
def today(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show the merchant's day."""
    actor, now, zone = request.actor, clock.now(), request.workspace.zone
    day = now.astimezone(ZoneInfo(zone)).date()
    waits, lateness, counts = waits_of(request, actor), late(actor, now, zone), order_counts(actor)
    slow, known = late_suppliers(actor, now, zone), fortnight(actor, now, zone)
    came, gone = known.value
    facts: dict[str, object] = {
        "day": date_format(day, pgettext("date format", "l, j F")),
        "numbers": _numbers(request, waits, lateness),
        "todo": _todo(request, waits, lateness, slow),
        "start": start_list(request),
        "demo": demo_note(request),
        "cases": waits.cases,
        "stages": _stages(request, counts),
        "open_orders": _sum(counts),
        "counted_seconds_ago": int((now - known.at).total_seconds()),
        "flow": flow_chart(
            [
                Day(_short(one.day), received, one.shipped)
                for received, one in zip(came, gone.days, strict=True)
            ]
        ),
        "flow_words": _flow_words(sum(came), gone.total.shipped),
        "on_time": on_time(request, gone),
        "pools": [fairness(request, card) for card in _used(pools(actor).cards)],
    }
    return page(request, "today", facts)


def _sum(counts: OrderCounts) -> int | str:
    found = [counts.by_stage.get(stage, 0) for stage in OPEN]
    return f"{sum(found):,}+" if any(isinstance(told_count(count), str) for count in found) else sum(found)


def _short(day: date) -> str:
    return date_format(day, pgettext("date format", "j M"))


def _numbers(
    request: AudienceRequest, waits: Waiting, lateness: Late
) -> list[tuple[str, int | str, str, str]]:
    """Return label, number, address of the list behind it, and tone."""
    orders, tasks = here(request, "orders"), here(request, "tasks")

    def at(base: str, **narrowed: str) -> str:
        return f"{base}?{urlencode(narrowed)}"

    return [
        (_("To review"), told_count(waits.review), at(orders, stage="review"), ""),
        (_("Exceptions"), told_count(waits.exceptions), at(orders, exception="1"), "late"),
        (_("No supplier yet"), told_count(waits.queued), at(tasks, status="queued"), "late"),
        (_("Answer overdue"), told_count(lateness.offers), at(tasks, due="answer"), "late"),
        (_("Tasks late"), told_count(lateness.tasks), at(tasks, due="late"), "late"),
        (_("Due by tomorrow"), told_count(lateness.soon), at(tasks, due="soon"), "soon"),
    ]


def _todo(
    request: AudienceRequest, waits: Waiting, lateness: Late, slow: Sequence[LateSupplier]
) -> list[Todo]:
    found = [
        Todo("risk", "exc", case.label, case.sentence, case.due_at, way_of(request, case))
        for case in case_rows(request.actor, limit=MOST_CASES)
    ]
    orders = here(request, "orders")
    if count := waits.review:
        head = ngettext("%(n)s order to review", "%(n)s orders to review", count) % {"n": _words(count)}
        text = _("Confirm them, and their lines go to suppliers.")
        found.append(Todo("wait", "review", head, text, None, Way(_("Review"), f"{orders}?stage=review")))
    if count := waits.queued:
        head = ngettext("%(n)s task without a supplier", "%(n)s tasks without a supplier", count) % {
            "n": count
        }
        again = Way(_("Route again"), here(request, "route-again"), post=True)
        found.append(Todo("wait", "review", head, _("Try once more to find somebody."), None, again))
    return found + [_slow(request, one) for one in slow]


def _slow(request: AudienceRequest, one: LateSupplier) -> Todo:
    """Return what a supplier owes, with a reminder where the reader may send one, else the list."""
    at = f"supplier={one.supplier_id}&due={one.what}"
    facts = {"supplier": one.name, "n": _words(one.count)}
    if one.what == "late":
        head = (
            ngettext("%(supplier)s: %(n)s task is late", "%(supplier)s: %(n)s tasks are late", one.count)
            % facts
        )
        text = _("The promised day has passed.")
    else:
        head = (
            ngettext("%(supplier)s: %(n)s offer open", "%(supplier)s: %(n)s offers open", one.count) % facts
        )
        text = _("The time to answer has passed.")
    listed = f"{here(request, 'tasks')}?{at}"
    if request.actor.can(ANSWER):
        way = Way(_("Remind"), f"{here(request, 'tasks-remind')}?{at}", post=True)
        return Todo("wait", "review", head, text, one.since, way, listed)
    return Todo("wait", "review", head, text, one.since, Way(_("See who"), listed))


def _words(count: int) -> str:
    told = told_count(count)
    return told if isinstance(told, str) else count_words(told)


def _stages(request: AudienceRequest, counts: OrderCounts) -> list[Stage]:
    at = here(request, "orders")
    most = max([counts.by_stage.get(stage, 0) for stage in OPEN] + [counts.exceptions, 1])
    found = []
    for stage in OPEN:
        shown, count = look("order", shown_status(stage, held=False)), counts.by_stage.get(stage, 0)
        url = f"{at}?stage={stage}"
        found.append(
            Stage(shown.tone, shown.glyph, str(shown.label), url, told_count(count), 100 * count / most)
        )
    share = 100 * counts.exceptions / most
    return [
        *found,
        Stage("risk", "exc", _("Exceptions"), f"{at}?exception=1", told_count(counts.exceptions), share),
    ]


def _flow_words(received: int, shipped: int) -> str:
    facts = {"received": count_words(received), "shipped": count_words(shipped)}
    return _("%(received)s orders received, %(shipped)s tasks shipped in 14 days.") % facts


def _used(cards: tuple[PoolCard, ...]) -> list[PoolCard]:
    used = [card for card in cards if any(turn.had for turn in card.turns)]
    return sorted(used, key=lambda card: -sum(turn.had for turn in card.turns))[:MOST_POOLS]
