"""Settings: which of an order's fields suppliers may see, and from when on."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import SETTINGS
from orderloom.identity.queries import sharing_of
from orderloom.kernel import clock
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.toast import toast

MOMENTS = (
    ("offered", pgettext_lazy("a field is shown", "With the offer")),
    ("accepted", pgettext_lazy("a field is shown", "From acceptance on")),
    ("never", pgettext_lazy("a field is shown", "Never")),
)


class SharingForm(forms.Form):
    """When suppliers see each field; the names are those of the workspace's columns."""

    name_shared = forms.ChoiceField(label=gettext_lazy("Customer’s and recipient’s name"), choices=MOMENTS)
    address_shared = forms.ChoiceField(label=gettext_lazy("Address"), choices=MOMENTS)
    phone_shared = forms.ChoiceField(label=pgettext_lazy("contact", "Phone"), choices=MOMENTS)
    email_shared = forms.ChoiceField(label=gettext_lazy("E-mail"), choices=MOMENTS)
    note_shared = forms.ChoiceField(label=gettext_lazy("Buyer’s note"), choices=MOMENTS)
    source_shared = forms.ChoiceField(
        label=gettext_lazy("Platform, store and order number"),
        choices=MOMENTS,
        help_text=gettext_lazy(
            "If your script puts them into SKU codes, suppliers read them there all the same."
        ),
    )
    price_shared = forms.ChoiceField(label=gettext_lazy("Sale price"), choices=MOMENTS)


@require_http_methods(["GET", "POST"])
def sharing(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and change what suppliers see of an order."""
    told = request.POST if request.method == "POST" else None
    form = SharingForm(told, initial=sharing_of(request.workspace.id))
    if told is not None and form.is_valid() and carry_out(form, lambda: _change(request, form)):
        toast(request, _("Saved. Suppliers see it so from now on."))
        return go(request, "settings-sharing")
    facts: dict[str, object] = {
        "form": form,
        "pages": tabs(request, "settings-sharing"),
        "may": request.actor.can(SETTINGS),
    }
    show = page if told is None else redraw
    return show(request, "settings_sharing", facts)


def _change(request: AudienceRequest, form: SharingForm) -> bool:
    change_workspace(actor=request.actor, changes=form.cleaned_data, now=clock.now())
    return True
