"""Settings: how long suppliers may take, reminders, escalation and fail-over."""

from dataclasses import asdict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.permissions import SETTINGS
from orderloom.kernel import clock
from orderloom.partners.clock_policy import set_clock_policy
from orderloom.partners.clocks import clocks
from orderloom.portals.clock_forms import PolicyForm
from orderloom.portals.merchant.settings_tabs import tabs
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.ui.toast import toast


@require_http_methods(["GET", "POST"])
def clock_policy(request: AudienceRequest, slug: str) -> HttpResponse:
    """Show and change the clock's policy."""
    found = clocks(request.workspace.id, ())
    told = request.POST if request.method == "POST" else None
    form = PolicyForm(told, initial=asdict(found.rules))
    if told is not None and form.is_valid() and carry_out(form, lambda: _change(request, form)):
        toast(request, _("Saved. It counts for what is offered and accepted from now on."))
        return go(request, "settings-clock")
    facts: dict[str, object] = {
        "form": form,
        "pages": tabs(request, "settings-clock"),
        "may": request.actor.can(SETTINGS),
        "answer_by": found.home.due(clock.now(), found.rules.to_answer),
    }
    return (
        page(request, "settings_clock", facts) if told is None else redraw(request, "settings_clock", facts)
    )


def _change(request: AudienceRequest, form: PolicyForm) -> bool:
    set_clock_policy(actor=request.actor, told=form.told(), now=clock.now())
    return True
