"""Settings: the working days, from which due days are counted."""

from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from django import forms
from django.forms import formset_factory
from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.identity.calendars import CalendarInput, OwnDay
from orderloom.identity.commands.workspaces import change_calendar
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.models import Workspace
from orderloom.identity.permissions import SETTINGS
from orderloom.identity.queries import work_calendar
from orderloom.kernel import clock
from orderloom.kernel.workdays import WorkCalendar, countries, public_holidays
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.portals.supplier.forms import DayInput
from orderloom.ui.toast import toast

WEEKDAYS = (
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)
COMING = 8  # holidays that the page lists


def country_choices() -> list[tuple[str, str]]:
    """Return the countries whose public holidays are known, by their names in the reader's language."""
    language = "zh_Hans" if (get_language() or "en").startswith("zh") else "en"
    names = Locale.parse(language).territories
    known = sorted((str(names.get(code, code)), code) for code in countries())
    return [("", _("None")), *((code, name) for name, code in known)]


class DaysForm(forms.Form):
    """When the workspace works."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Working weekdays"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    cut_off = forms.TimeField(
        label=gettext_lazy("Daily cut-off"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("What comes in later counts from the next working day."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"), choices=country_choices, required=False
    )
    make_days = forms.IntegerField(
        label=gettext_lazy("Working days to make"),
        min_value=0,
        max_value=90,
        help_text=gettext_lazy("Sets the due day of orders whose shop names none; 0 sets no day."),
    )


class OwnDayForm(forms.Form):
    """One exception; without a day it is left out."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput, required=False)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60, required=False)
    is_worked = forms.BooleanField(label=gettext_lazy("is worked"), required=False)


OwnDays = formset_factory(OwnDayForm, extra=2, max_num=368, absolute_max=400)


@dataclass(frozen=True, slots=True)
class Examples:
    """What the calendar as it is makes of an order and an offer that come in now."""

    due: date | None
    answer_by: datetime
    holidays: list[tuple[date, str]]


def _examples(work: WorkCalendar, now: datetime) -> Examples:
    today, language = work.counted_from(now), get_language() or "en"
    coming: list[tuple[date, str]] = []
    for year in (today.year, today.year + 1) if work.country else ():
        free = public_holidays(work.country, year, language).free
        coming += sorted((day, name) for day, name in free.items() if day >= today)
    return Examples(work.default_due(now), work.answer_by(now), coming[:COMING])


@require_http_methods(["GET", "POST"])
def days(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and change the working days."""
    row = Workspace.objects.get(id=request.workspace.id)
    initial = {
        "weekdays": list(row.weekdays), "cut_off": row.cut_off, "country": row.holidays_of, "make_days": row.make_days,
    }  # fmt: skip
    own = [{"day": day, "name": name, "is_worked": worked} for day, name, worked in row.days]
    told = request.POST if request.method == "POST" else None
    form, exceptions = DaysForm(told, initial=initial), OwnDays(told, initial=own, prefix="own")
    if (
        told is not None
        and form.is_valid()
        and exceptions.is_valid()
        and carry_out(form, lambda: _change(request, form, exceptions))
    ):
        toast(request, _("Saved. It counts for what comes in from now on."))
        return go(request, "settings-days")
    facts: dict[str, object] = {
        "form": form, "own": exceptions, "pages": tabs(request, "settings-days"), "may": request.actor.can(SETTINGS),
        "examples": _examples(work_calendar(row.id), clock.now()),
    }  # fmt: skip
    return page(request, "settings_days", facts) if told is None else redraw(request, "settings_days", facts)


def _change(request: AudienceRequest, form: DaysForm, own: "forms.BaseFormSet[OwnDayForm]") -> bool:
    told = form.cleaned_data
    days = [
        OwnDay(one["day"], one["name"], one["is_worked"])
        for one in (part.cleaned_data for part in own.forms)
        if one.get("day")
    ]
    calendar = CalendarInput(
        tuple(map(int, told["weekdays"])), told["cut_off"], told["country"], days, told["make_days"]
    )
    change_calendar(actor=request.actor, told=calendar, now=clock.now())
    return True
