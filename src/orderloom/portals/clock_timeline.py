"""What the clock did, told on the timelines of a task and its order."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.kernel import clock
from orderloom.portals.order_timeline import Said
from orderloom.ui.due import day_words, stamp_words

Data = Mapping[str, Any]
MILESTONES = {
    "accept": gettext_lazy("answer"),
    "start": gettext_lazy("start of production"),
    "produced": gettext_lazy("finished goods"),
    "shipped": gettext_lazy("parcel"),
}
STAGES = {
    "before": gettext_lazy("reminded the supplier: due soon"),
    "after": gettext_lazy("reminded the supplier: overdue"),
    "second": gettext_lazy("told the supplier's second person"),
    "merchant": gettext_lazy("told the person in charge"),
}


def _at(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return stamp_words(moment, clock.now(), timezone.get_current_timezone())


def _expired(data: Data) -> Said:
    told = {"supplier": data["supplier"], "at": _at(data["due"])}
    if data.get("passed_to"):
        what = _("No answer from %(supplier)s until %(at)s, passed on to %(next)s") % {
            **told, "next": data["passed_to"]
        }  # fmt: skip
    else:
        what = _("No answer from %(supplier)s until %(at)s, the offer is over") % told
    return Said(what, "clock")


def _unanswered(data: Data) -> Said:
    told = {"supplier": data["supplier"], "at": _at(data["due"])}
    return Said(_("No answer from %(supplier)s until %(at)s, a person decides") % told, "clock")


def _chased(data: Data) -> Said:
    milestone = str(MILESTONES.get(data["milestone"], data["milestone"]))
    return Said(str(STAGES[data["stage"]]), "bell", detail=f"{milestone} \N{MIDDLE DOT} {_at(data['due'])}")


def _late(data: Data) -> Said:
    today = clock.now().date()
    days = [day_words(datetime.fromisoformat(data[name]).date(), today) for name in ("promised", "forecast")]
    return Said(_("expects it to be late"), "alert-circle", *days)


def _paused(_data: Data) -> Said:
    return Said(_("stopped the clock: the order is on hold"), "player-pause")


def _resumed(_data: Data) -> Said:
    return Said(_("let the clock run on with the time that was left"), "player-play")


CLOCK_WORDS: dict[str, Callable[[Data], Said]] = {
    "TaskExpired": _expired,
    "OfferUnanswered": _unanswered,
    "MilestoneChased": _chased,
    "LatePredicted": _late,
    "ClockPaused": _paused,
    "ClockResumed": _resumed,
}
