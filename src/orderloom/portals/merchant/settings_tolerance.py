"""Settings: how far a supplier's proposal may go and still be accepted by itself."""

from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.negotiation.commands.tolerate import MOST_DAYS, set_tolerance
from orderloom.negotiation.permissions import TOLERATE
from orderloom.negotiation.queries.talks import band_of
from orderloom.negotiation.rules import Band
from orderloom.portals.clock_forms import Words
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.production.commands.lapse import KIND
from orderloom.ui.toast import toast

NARROWEST = Band(Decimal(0), 0, Decimal(0))


def _percent(label: Words) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2)


class ToleranceForm(forms.Form):
    """How much dearer, later and fewer."""

    is_on = forms.BooleanField(
        label=gettext_lazy("Accept small changes without asking anybody"), required=False
    )
    days = forms.IntegerField(label=gettext_lazy("Days later"), min_value=0, max_value=MOST_DAYS)
    quantity_percent = _percent(gettext_lazy("Percent fewer pieces"))
    price_percent = _percent(gettext_lazy("Percent dearer"))

    def band(self) -> Band | None:
        """Return the band that was filled in; None where nothing accepts itself."""
        told = self.cleaned_data
        if not told["is_on"]:
            return None
        return Band(told["price_percent"], told["days"], told["quantity_percent"])


def _initial(band: Band | None) -> dict[str, object]:
    shown = band or NARROWEST
    return {
        "is_on": band is not None,
        "days": shown.days,
        "quantity_percent": shown.quantity_percent.normalize(),
        "price_percent": shown.price_percent.normalize(),
    }


@require_http_methods(["GET", "POST"])
def tolerance(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and change how far suppliers may change tasks without being asked."""
    told = request.POST if request.method == "POST" else None
    form = ToleranceForm(told, initial=_initial(band_of(request.workspace.id, KIND)))
    if told is not None and form.is_valid() and carry_out(form, lambda: _change(request, form)):
        toast(request, _("Saved. It counts for what is proposed from now on."))
        return go(request, "settings-tolerance")
    facts: dict[str, object] = {
        "form": form,
        "pages": tabs(request, "settings-tolerance"),
        "may": request.actor.can(TOLERATE),
    }
    draw = page if told is None else redraw
    return draw(request, "settings_tolerance", facts)


def _change(request: AudienceRequest, form: ToleranceForm) -> bool:
    set_tolerance(actor=request.actor, kind=KIND, band=form.band(), now=clock.now())
    return True
