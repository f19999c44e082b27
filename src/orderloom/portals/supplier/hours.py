"""When a supplier works and which days it is off, said on the phone for all its merchants at once."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderloom.identity.middleware import AudienceRequest
from orderloom.identity.queries import company_readers
from orderloom.kernel import clock
from orderloom.kernel.workdays import WorkCalendar
from orderloom.partners.clocks import working_time
from orderloom.partners.working_time import add_days_off, remove_days_off, set_working_hours
from orderloom.portals.clock_forms import HoursForm, OffForm, hours_of, near_zones
from orderloom.portals.merchant.setup_pages import carry_out
from orderloom.portals.supplier import queries
from orderloom.portals.supplier.frame import draw, today_of, zone_of
from orderloom.ui.toast import toast

WRONG_INPUT = 422


class HoursPage:
    """The page with both forms; the one that was sent is filled in."""

    def __init__(self, request: AudienceRequest, sent: str = "") -> None:
        self.request, self.sent = request, sent
        self.merchants = queries.merchants_of(request.actor)
        self.found = working_time(request.actor, None, today_of(request, self.merchants))
        people = [(one.reader.id, one.reader.name) for one in company_readers([request.actor.company_id])]
        home = WorkCalendar(zone_of(request, self.merchants).key)
        data = {name: request.POST if sent == name else None for name in ("hours", "off")}
        shown = hours_of(self.found, home)
        zones = near_zones(
            str(shown["country"]),
            str(shown["zone"]),
            home.zone,
            *(one.zone for one in self.merchants.values()),
        )
        self.hours = HoursForm(data["hours"], people=people, zones=zones, initial=shown)
        self.off = OffForm(data["off"])

    def draw(self) -> HttpResponse:
        """Draw the page."""
        facts = {
            "place": queries.company_name(self.request.actor), "form": self.hours, "off": self.found.off,
            "off_form": self.off, "is_said": self.found.calendar is not None,
        }  # fmt: skip
        status = WRONG_INPUT if self.sent else 200
        return draw(self.request, "hours", facts, here="me", status=status, merchants=self.merchants)

    def carry_out(self, form: forms.Form, act: Callable[[], object], said: str) -> HttpResponse:
        """Do what was asked for, or show what is wrong with it."""

        def done() -> bool:
            act()
            return True

        if form.is_valid() and carry_out(form, done):
            toast(self.request, said)
            return HttpResponseRedirect(reverse("supplier:hours"))
        return self.draw()


@require_http_methods(["GET", "POST"])
def hours(request: AudienceRequest) -> HttpResponse:
    """Show and change when the company works."""
    if request.method == "GET":
        return HoursPage(request).draw()
    page = HoursPage(request, "hours")
    return page.carry_out(
        page.hours,
        lambda: set_working_hours(
            actor=request.actor, supplier_id=None, told=page.hours.told(), now=clock.now()
        ),
        _("Saved. It counts for new tasks from now on."),
    )


@require_POST
def off_add(request: AudienceRequest) -> HttpResponse:
    """Note days off."""
    page = HoursPage(request, "off")
    return page.carry_out(
        page.off,
        lambda: add_days_off(actor=request.actor, supplier_id=None, now=clock.now(), **page.off.cleaned_data),
        _("Noted. Nothing is due on these days."),
    )


@require_POST
def off_remove(request: AudienceRequest, span_id: UUID) -> HttpResponse:
    """Work on the days after all. Raises NotFound."""
    remove_days_off(actor=request.actor, supplier_id=None, span_id=span_id, now=clock.now())
    toast(request, _("Removed. These are working days again."))
    return HttpResponseRedirect(reverse("supplier:hours"))
