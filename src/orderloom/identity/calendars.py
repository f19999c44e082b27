"""What a workspace may say about its working days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid, Text
from orderloom.kernel.workdays import countries

MOST_DAYS = 366
LONGEST_MAKING = 90


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One exception: a day off, or with `is_worked` a day that is worked although it would be free."""

    day: date
    name: str = ""
    is_worked: bool = False


@dataclass(frozen=True, slots=True)
class CalendarInput:
    """When a workspace works; 1 is Monday. A blank country has no public holidays."""

    weekdays: Sequence[int] = (1, 2, 3, 4, 5, 6, 7)
    cut_off: time | None = None
    country: str = ""
    days: Sequence[OwnDay] = field(default=())
    make_days: int = 0


def checked_calendar(told: CalendarInput) -> Mapping[str, Any]:
    """Return the calendar as a workspace's row holds it. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {}
    weekdays = sorted(set(told.weekdays))
    if not weekdays or not set(weekdays) <= set(range(1, 8)):
        wrong["weekdays"] = _("Choose at least one working day.")
    if told.country and told.country not in countries():
        wrong["country"] = _("The public holidays of this country are not known.")
    if not 0 <= told.make_days <= LONGEST_MAKING:
        wrong["make_days"] = _("Give 0 to 90 working days.")
    by_day = {one.day: one for one in told.days}
    if len(told.days) > MOST_DAYS or len(by_day) < len(told.days):
        wrong["days"] = _("Give each day once, at most 366 of them.")
    if wrong:
        raise Invalid(fields=wrong)
    return {
        "weekdays": "".join(map(str, weekdays)),
        "cut_off": told.cut_off,
        "holidays_of": told.country,
        "make_days": told.make_days,
        "days": [
            [day.isoformat(), one.name.strip()[:60], one.is_worked] for day, one in sorted(by_day.items())
        ],
    }
