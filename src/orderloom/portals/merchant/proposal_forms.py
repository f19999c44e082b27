"""What the merchant fills in to propose other terms, for itself or in a supplier's place."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from orderloom.negotiation.states import Rest
from orderloom.negotiation.terms import Terms
from orderloom.portals.supplier.forms import DayInput
from orderloom.portals.supplier.proposal_forms import ProposeForm, initial

RESTS = (
    (Rest.ROUTE.value, _("Another supplier makes them")),
    (Rest.DROP.value, _("They are not needed")),
)


class DeskProposeForm(ProposeForm):
    """Other terms, with what becomes of pieces that are left out."""

    preset = None  # type: ignore[assignment]  # Django's own way to leave a field of the parent out
    rest = forms.ChoiceField(label=_("Pieces that are left out"), choices=RESTS)
    day = forms.DateField(label=_("Leaves by"), required=False, widget=DayInput)

    field_order = (
        "quantity",
        "rest",
        "day",
        "first",
        "rest_day",
        "unit_price",
        "currency",
        "substitute",
        "note",
    )

    def terms(self, standing: Terms) -> Terms:
        """Return the terms that are proposed."""
        return replace(super().terms(standing), rest=Rest(self.cleaned_data["rest"]))


def desk_initial(terms: Terms, *, for_supplier: bool) -> dict[str, object]:
    """Return what the form begins with."""
    told = initial(terms, None)
    rest = Rest.ROUTE if for_supplier else terms.rest
    return {**told, "day": told["preset"], "rest": rest.value}
