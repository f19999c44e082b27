"""What a supplier fills in to propose other terms: numbers by steppers, days by presets, everything else by chips."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orderloom.negotiation.terms import LONGEST_WORDS, Part, Terms
from orderloom.portals.supplier.forms import MOST, DayInput, SheetForm

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")


class ProposeForm(SheetForm):
    """Other terms: how many, by when, the rest later, for how much, what instead, and a word about it."""

    version = forms.UUIDField(required=False, widget=forms.HiddenInput)
    quantity = forms.IntegerField(
        label=_("Pieces"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    preset = forms.DateField(required=False)
    day = forms.DateField(label=_("Another day"), required=False, widget=DayInput)
    first = forms.IntegerField(
        label=_("Of them by this day"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    rest_day = forms.DateField(label=_("The others by"), required=False, widget=DayInput)
    unit_price = forms.DecimalField(
        label=_("Price for one"),
        required=False,
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[(one, one) for one in CURRENCIES]
    )
    substitute = forms.CharField(label=_("Something else instead"), required=False, max_length=LONGEST_WORDS)
    note = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def chosen(self) -> date | None:
        """Return the day: the one that was picked, else the one of the chips."""
        told: dict[str, Any] = self.cleaned_data
        picked: date | None = told.get("day") or told.get("preset")
        return picked

    def terms(self, standing: Terms) -> Terms:
        """Return the terms that are proposed; what the form leaves blank stays as it stands."""
        told: dict[str, Any] = self.cleaned_data
        price = told["unit_price"]
        return replace(
            standing,
            quantity=told["quantity"],
            day=self.chosen or standing.day,
            split=self._split(),
            unit_price=standing.unit_price if price is None else price,
            currency=standing.currency if price is None else told["currency"] or CURRENCIES[0],
            substitute=told["substitute"].strip(),
            note=told["note"].strip(),
        )

    def _split(self) -> tuple[Part, ...]:
        told: dict[str, Any] = self.cleaned_data
        first, rest_day, quantity, day = told["first"], told["rest_day"], told["quantity"], self.chosen
        if rest_day is None or first is None or first >= quantity or day is None:
            return ()
        return (Part(first, day), Part(quantity - first, rest_day))


def initial(terms: Terms, best: date | None) -> dict[str, object]:
    """Return what the form begins with: the terms that stand or are on the table."""
    split = terms.split
    return {
        "quantity": terms.quantity,
        "preset": split[0].day if split else terms.day or best,
        "first": split[0].quantity if split else None,
        "rest_day": split[-1].day if split else None,
        "unit_price": terms.unit_price,
        "currency": terms.currency or CURRENCIES[0],
        "substitute": terms.substitute,
        "note": "",
    }
