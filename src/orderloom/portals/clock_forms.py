"""What is filled in about working hours, days off and the clock's policy, by suppliers and by their merchants."""

from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from orderloom.kernel.workdays import WorkCalendar, countries
from orderloom.partners.clock_rules import RULE_NAMES, ClockRules
from orderloom.partners.clocks import WorkingTime
from orderloom.partners.states import FailOver
from orderloom.partners.working_time import LONGEST_REASON, HoursInput

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # the stubs' name of a lazy text

Words: TypeAlias = "str | _StrPromise"
LONGEST_ZONE = 64
WEEKDAYS = (
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
)


def country_choices() -> list[tuple[str, str]]:
    """Return the countries whose public holidays are known, by their names in the reader's language."""
    language = "zh_Hans" if (get_language() or "en").startswith("zh") else "en"
    names = Locale.parse(language).territories
    known = sorted((str(names.get(code, code)), code) for code in countries())
    return [("", _("None")), *((code, name) for name, code in known)]


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones."""
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


def near_zones(country: str, *known: str) -> list[tuple[str, str]]:
    """Return the time zones that make sense: those that are known already, then those of the country."""
    theirs = sorted(zone for zone, place in get_global("zone_territories").items() if place == country)
    found = dict.fromkeys(zone for zone in (*known, *theirs) if zone in available_timezones())
    return [*((zone, zone) for zone in found), ("", _("Another one"))]


def _time(label: Words, help_text: Words = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


def _day(label: Words) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class HoursForm(forms.Form):
    """When a supplier works, and who is asked when the first does not react."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Working weekdays"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    opens = _time(gettext_lazy("Work begins"))
    closes = _time(gettext_lazy("Work ends"))
    cut_off = _time(
        gettext_lazy("Daily cut-off"), gettext_lazy("What comes in later counts from the next working day.")
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"), choices=country_choices, required=False
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    other_zone = forms.CharField(
        label=gettext_lazy("Another time zone"),
        required=False,
        max_length=LONGEST_ZONE,
        widget=forms.TextInput(attrs={"placeholder": "Asia/Shanghai", "autocapitalize": "words"}),
    )
    second = forms.ChoiceField(
        label=gettext_lazy("Second person"),
        required=False,
        help_text=gettext_lazy("Is told when nobody has reacted to a reminder."),
    )

    def __init__(
        self,
        *told: object,
        people: list[tuple[UUID, str]],
        zones: list[tuple[str, str]] | None = None,
        **more: object,
    ) -> None:
        super().__init__(*told, **more)  # type: ignore[arg-type]  # Django's own arguments, handed on
        if zones is not None:  # these are shown; what is not among them is written
            zone = self.fields["zone"]
            zone.required, zone.widget = False, forms.Select(choices=zones)
        choices = [("", _("None")), *((str(person_id), name) for person_id, name in people)]
        self.fields["second"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField, as above

    def told(self) -> HoursInput:
        """Return what was filled in."""
        told = self.cleaned_data
        zone, second = told["other_zone"].strip() or told["zone"], told["second"]
        return HoursInput(
            zone, tuple(map(int, told["weekdays"])), told["opens"], told["closes"], told["cut_off"],
            told["country"], UUID(second) if second else None,
        )  # fmt: skip


def hours_of(found: WorkingTime, home: WorkCalendar) -> dict[str, object]:
    """Return what the form shows: what was said, else the merchant's own days."""
    row = found.calendar
    if row is None:
        return {
            "weekdays": [str(day) for day in sorted(home.weekdays)],
            "country": home.country,
            "zone": home.zone,
        }
    return {
        "weekdays": list(row.weekdays), "opens": row.opens, "closes": row.closes, "cut_off": row.cut_off,
        "country": row.holidays_of, "zone": row.zone, "second": str(row.second_id or ""),
    }  # fmt: skip


class OffForm(forms.Form):
    """Days on which a supplier does not work."""

    first = _day(gettext_lazy("First day off"))
    last = _day(gettext_lazy("Last day off"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Such as stocktaking")}),
    )


def _hours(label: Words) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=240)


def _unit() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("Unit"),
        coerce=lambda value: value == "True",
        choices=[("False", gettext_lazy("hours of work")), ("True", gettext_lazy("working days"))],
    )


class PolicyForm(forms.Form):
    """How long suppliers may take, and what the clock does."""

    answer = forms.IntegerField(label=gettext_lazy("To answer an offer"), min_value=1, max_value=240)
    answer_in_days = _unit()
    start = forms.IntegerField(label=gettext_lazy("To start after accepting"), min_value=1, max_value=240)
    start_in_days = _unit()
    produce_days = forms.IntegerField(
        label=gettext_lazy("Working days to produce"),
        min_value=0,
        max_value=90,
        help_text=gettext_lazy("0: in time to ship on the promised day."),
    )
    ship_days = forms.IntegerField(label=gettext_lazy("Working days to ship"), min_value=0, max_value=90)
    remind_before = _hours(gettext_lazy("Remind before it is due"))
    remind_after = _hours(gettext_lazy("Remind after it was due"))
    second_after = _hours(gettext_lazy("Then the second person"))
    merchant_after = _hours(gettext_lazy("Then the person in charge"))
    fail_over = forms.ChoiceField(
        label=gettext_lazy("When nobody answers an offer"),
        choices=[
            (FailOver.YES.value, gettext_lazy("Pass it on to the next supplier")),
            (FailOver.ASK.value, gettext_lazy("Open a case and let a person decide")),
            (FailOver.NO.value, gettext_lazy("Let the offer stand")),
        ],
    )
    grace = _hours(gettext_lazy("Hours of grace before that"))

    def told(self) -> ClockRules:
        """Return the policy that was filled in."""
        return ClockRules(**{name: self.cleaned_data[name] for name in RULE_NAMES})
