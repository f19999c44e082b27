"""When a supplier works and which days it is off, as its merchant sees and says it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import work_calendar
from orderloom.kernel import clock
from orderloom.partners.clocks import working_time
from orderloom.partners.permissions import MANAGE
from orderloom.partners.working_time import add_days_off, remove_days_off, set_working_hours
from orderloom.portals.clock_forms import HoursForm, OffForm, hours_of
from orderloom.portals.merchant.setup_pages import carry_out, go, page, redraw
from orderloom.portals.queries.suppliers import supplier_page
from orderloom.ui.toast import toast


@require_http_methods(["GET", "POST"])
def hours(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Show and change when the supplier works."""
    facts = _facts(request, supplier_id)
    if request.method == "GET":
        return page(request, "supplier_hours", facts)
    form = facts["form"]
    assert isinstance(form, HoursForm)
    if form.is_valid() and carry_out(form, lambda: _set(request, supplier_id, form)):
        toast(request, _("Saved. It counts for what comes in from now on."))
        return go(request, "supplier-hours", supplier_id)
    return redraw(request, "supplier_hours", facts)


def _facts(request: AudienceRequest, supplier_id: UUID, off: OffForm | None = None) -> dict[str, object]:
    found = supplier_page(request.actor, supplier_id)
    said = working_time(request.actor, supplier_id, clock.now().date())
    data = request.POST if request.method == "POST" and off is None else None
    people = [(member.id, member.name) for member in found.members]
    form = HoursForm(data, people=people, initial=hours_of(said, work_calendar(request.workspace.id)))
    return {
        "one": found.supplier, "form": form, "off": said.off, "off_form": off or OffForm(),
        "is_said": said.calendar is not None, "may": request.actor.can(MANAGE),
    }  # fmt: skip


def _set(request: AudienceRequest, supplier_id: UUID, form: HoursForm) -> bool:
    set_working_hours(actor=request.actor, supplier_id=supplier_id, told=form.told(), now=clock.now())
    return True


@require_POST
def off_add(request: AudienceRequest, slug: str, supplier_id: UUID) -> HttpResponse:
    """Note days off of the supplier."""
    form = OffForm(request.POST)
    if form.is_valid() and carry_out(form, lambda: _add(request, supplier_id, form)):
        toast(request, _("Noted. Nothing is due on these days."))
        return go(request, "supplier-hours", supplier_id)
    return redraw(request, "supplier_hours", _facts(request, supplier_id, form))


def _add(request: AudienceRequest, supplier_id: UUID, form: OffForm) -> bool:
    add_days_off(actor=request.actor, supplier_id=supplier_id, now=clock.now(), **form.cleaned_data)
    return True


@require_POST
def off_remove(request: AudienceRequest, slug: str, supplier_id: UUID, span_id: UUID) -> HttpResponse:
    """Let the supplier work on the days after all."""
    remove_days_off(actor=request.actor, supplier_id=supplier_id, span_id=span_id, now=clock.now())
    toast(request, _("Removed. These are working days again."))
    return go(request, "supplier-hours", supplier_id)
