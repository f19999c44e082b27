"""Today's charts: what leaves on time, how long it takes, and how fair the rotation is; each with its sentence."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from orderloom.identity.middleware import AudienceRequest
from orderloom.portals.merchant.setup_pages import here
from orderloom.portals.queries.performance import Left
from orderloom.routing.queries.pool_list import PoolCard
from orderloom.ui.charts import Bar, bars, percents
from orderloom.ui.money import count_words

A_DAY = timedelta(days=1)
POINTS_DOWN = 5  # percent points by which a week is worse than the one before, for that to be said
EXACT = 0.05
UNFAIR = 1.0  # tasks by which a supplier may be off its share: the rotation itself never is by more


@dataclass(frozen=True, slots=True)
class Told:
    """A number with the list behind it, a chart, and a sentence when something is off."""

    value: str
    label: str
    url: str
    more: str
    more_url: str
    lead: str
    chart: SafeString
    off: str


@dataclass(frozen=True, slots=True)
class Fair:
    """One category's rotation: its chart, the list behind it, and a sentence when somebody is off its share."""

    path: str
    url: str
    chart: SafeString
    words: str
    off: bool


def on_time(request: AudienceRequest, gone: Left) -> Told:
    """Return what left in two weeks, by the first promise."""
    tasks, total = here(request, "tasks"), gone.total
    share = total.on_time
    late = ngettext("%(n)s left too late", "%(n)s left too late", total.late) % {"n": count_words(total.late)}
    return Told(
        value="–" if share is None else f"{share:.0f}%",
        label=_("left on time"),
        url=f"{tasks}?left=fortnight",
        more=late if total.late else "",
        more_url=f"{tasks}?left=late",
        lead=_lead(gone.lead),
        chart=percents(
            _("Left on time per day"), [(_short(one.day), one.on_time, one.promised) for one in gone.days]
        ),
        off=_off(gone),
    )


def _lead(lead: timedelta | None) -> str:
    if lead is None:
        return "–"
    days = lead / A_DAY
    return (
        _("%(n)s days") % {"n": f"{days:.1f}"}
        if days >= 2
        else _("%(n)s h") % {"n": f"{lead.total_seconds() / 3600:.0f}"}
    )


def _off(gone: Left) -> str:
    before, now = gone.half(first=True), gone.half(first=False)
    if before is None or now is None or before - now < POINTS_DOWN:
        return ""
    return _("This week %(now)s%% left on time, the week before %(before)s%%.") % {
        "now": f"{now:.0f}", "before": f"{before:.0f}",
    }  # fmt: skip


def _short(day: date) -> str:
    return date_format(day, pgettext("date format", "j M"))


def fairness(request: AudienceRequest, card: PoolCard) -> Fair:
    """Return what each supplier had and its share, with a mark at the share that its weight asks for."""
    had = sum(turn.had for turn in card.turns)
    # Who was paused for a while has had less than its weight asks for: then there is no share to compare with.
    weights = sum(turn.weight for turn in card.turns) if all(turn.is_active for turn in card.turns) else 0
    rows, spread = [], 0.0
    for turn in card.turns:
        target = 100 * turn.weight / weights if weights else None
        note = f"{100 * turn.had / had:.1f}%" if turn.is_active else _("paused")
        rows.append(Bar(turn.name, str(turn.had), 100 * turn.had / had, target, note=note))
        if weights:
            spread = max(spread, abs(turn.had - had * turn.weight / weights))
    off = spread > UNFAIR
    facts = {"n": f"{spread:.1f}"}
    if not weights:
        words = _("Somebody is paused: shares are compared again when all take part.")
    elif off:
        words = (
            _("Off by up to %(n)s tasks: somebody joined later, was paused, or was chosen by hand.") % facts
        )
    elif spread < EXACT:
        words = _("Everybody has had exactly its share.")
    else:
        words = _("No supplier is off its share by more than %(n)s tasks.") % facts
    url = f"{here(request, 'tasks')}?category={card.category_id}"
    return Fair(card.path, url, bars(card.path, rows), words, off)
