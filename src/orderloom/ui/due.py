"""The words for moments: due, age and stamp, in the reader's language and zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from django.utils.translation import get_language as active_language
from django.utils.translation import gettext, pgettext

DAY = timedelta(days=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _chinese() -> bool:
    return (active_language() or "en").lower().startswith("zh")


def day_words(day: date, today: date) -> str:
    """Return "23 Nov" or "11月23日", with the year only when it is not this one."""
    year = "" if day.year == today.year else str(day.year)
    if _chinese():
        return f"{year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}{' ' + year if year else ''}"


def stamp_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return the day and the 24-hour time of a moment in `zone`: "23 Nov 18:00"."""
    local = at.astimezone(zone)
    return f"{day_words(local.date(), now.astimezone(zone).date())} {local:%H:%M}"


def full_words(at: datetime, zone: tzinfo) -> str:
    """Return the unambiguous stamp with its zone, for a title: "2026-11-23 18:00 CST (UTC+08:00)"."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()} (UTC{offset[:3]}:{offset[3:]})"


def _late_words(elapsed: timedelta) -> str:
    if elapsed >= DAY:
        return gettext("%(n)d d late") % {"n": elapsed.days}
    hours = int(elapsed.total_seconds() // 3600)
    if hours:
        return gettext("%(n)d h late") % {"n": hours}
    minutes = max(1, int(elapsed.total_seconds() // 60))
    return gettext("%(n)d min late") % {"n": minutes}


def due_words(due: datetime | date, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """Return the words for a due date and their class: "late", "soon" or "".

    A moment is late as soon as it has passed; a plain date when its day has ended in `zone`.
    """
    today = now.astimezone(zone).date()
    if not isinstance(due, datetime):
        return _due_day_words(due, today)
    if due < now:
        return _late_words(now - due), "late"
    local = due.astimezone(zone)
    if local.date() == today:
        return gettext("Today %(time)s") % {"time": f"{local:%H:%M}"}, "soon"
    return _due_day_words(local.date(), today)


def _due_day_words(day: date, today: date) -> tuple[str, str]:
    if day < today:
        return _late_words(today - day), "late"
    if day == today:
        return pgettext("due", "Today"), "soon"
    if day == today + DAY:
        return gettext("Tomorrow"), "soon"
    return day_words(day, today), ""


def age_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago it was when under 24 hours ("27 min", "3 h"), else the day."""
    elapsed = now - at
    if elapsed >= DAY or elapsed < -timedelta(minutes=1):
        return day_words(at.astimezone(zone).date(), now.astimezone(zone).date())
    minutes = int(elapsed.total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return gettext("%(n)d min") % {"n": minutes}
    return gettext("%(n)d h") % {"n": minutes // 60}
