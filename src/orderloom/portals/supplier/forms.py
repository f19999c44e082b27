"""What a supplier fills in, in the sheets of its phone."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orderloom.portals.supplier.cards import LATER, NO_NUMBER, REASONS
from orderloom.production.commands.answer import LONGEST_REASON
from orderloom.shipping.carriers.recognition import CARRIERS, LONGEST

MOST = 2_000_000_000


class DayInput(forms.DateInput):
    """A day, picked by the phone's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SheetForm(forms.Form):
    """A form in a sheet; its ids are its own, and no stale answer to an offer goes through."""

    attempt = forms.IntegerField(min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput)

    def attempt_of(self) -> int | None:
        """Return the attempt that was looked at when the form was drawn."""
        told: int | None = self.cleaned_data.get("attempt")
        return told


class AcceptForm(SheetForm):
    """The day on which the task will leave, and how many of its pieces; the rest goes to somebody else."""

    quantity = forms.IntegerField(
        label=_("Pieces"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    promised = forms.DateField(
        label=_("Another day"), widget=DayInput, error_messages={"required": _("Choose a day.")}
    )


class RefuseForm(SheetForm):
    """Why the task is given back."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProgressForm(SheetForm):
    """How many pieces are made."""

    produced = forms.IntegerField(
        label=_("Pieces made"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class DateForm(SheetForm):
    """Another promised day, and why."""

    promised = forms.DateField(
        label=_("New day"), widget=DayInput, error_messages={"required": _("Choose a day.")}
    )
    because = forms.ChoiceField(
        label=_("Reason"), choices=list(LATER.items()), required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your words"), required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )

    def chosen(self) -> tuple[date, str, str]:
        """Return the day, the code of the reason and the words."""
        told: dict[str, Any] = self.cleaned_data
        return told["promised"], told["because"], told["text"].strip()


class ShipForm(SheetForm):
    """A parcel: its number, or why there is none, and how many pieces are in it."""

    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=4 * LONGEST)
    carrier = forms.ChoiceField(
        label=_("Carrier"), required=False, choices=[(code, code) for code in CARRIERS]
    )
    no_number = forms.ChoiceField(
        label=_("No tracking number"),
        required=False,
        choices=list(NO_NUMBER.items()),
        widget=forms.RadioSelect,
    )
    quantity = forms.IntegerField(
        label=_("Pieces in this parcel"),
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    shipped = forms.IntegerField(min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput)
    photo_said = ""  # what is wrong with a photo of the label
