"""The days that a supplier may promise with one tap."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.portals.supplier.cards import Card
from orderloom.ui.due import day_words

AHEAD = (3, 5, 7)
Preset = tuple[date, str, str]


def presets(task: Card, today: date) -> list[Preset]:
    """Return the days to choose from, soonest first, each with its words and why it is there."""
    days: list[Preset] = []
    if task.requested and task.requested >= today:
        days.append((task.requested, day_words(task.requested, today), _("asked for")))
    for count in AHEAD:
        day = today + timedelta(days=count)
        if all(day != other for other, _words, _why in days):
            days.append(
                (day, day_words(day, today), ngettext("in %(n)d day", "in %(n)d days", count) % {"n": count})
            )
    return sorted(days)


def best_of(task: Card, today: date, days: list[Preset]) -> date:
    """Return the day that is put first: the one that was asked for, else the soonest."""
    return task.requested if task.requested and task.requested >= today else days[0][0]
