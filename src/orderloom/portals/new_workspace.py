"""The page on which a person without a workspace makes one."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orderloom.identity.models import LANGUAGES, User
from orderloom.identity.openness import begin_one_at_a_time, may_begin
from orderloom.kernel import clock
from orderloom.kernel.errors import NotAllowed
from orderloom.portals.commands.begin_workspace import begin_workspace, free_slug
from orderloom.portals.merchant.settings_forms import currencies, zones
from orderloom.portals.merchant.setup_pages import WRONG_INPUT, carry_out

CURRENCY_OF = {"zh-hans": "CNY"}


class NewWorkspaceForm(forms.Form):
    """What a workspace begins with; all of it can be changed later."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=120,
        help_text=_("Your shop or company, as suppliers know it."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Days and due dates are counted in it.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("Of messages to those who have not chosen one.")
    )
    demo = forms.BooleanField(
        label=_("Begin with demo data"),
        required=False,
        initial=True,
        help_text=_("Suppliers and orders to try things on. One click removes them."),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_workspace(request: HttpRequest) -> HttpResponse:
    """Ask what the workspace begins with, and make it; the person owns it. Raises NotAllowed."""
    person = request.user
    assert isinstance(person, User)
    if not may_begin(person):
        raise NotAllowed
    form = NewWorkspaceForm(request.POST or None, initial=_initial(request))
    if form.is_valid():
        slug = carry_out(form, lambda: _begin(person, form.cleaned_data))
        if slug:
            return HttpResponseRedirect(reverse("merchant:today", args=(slug,)))
    status = WRONG_INPUT if form.is_bound else 200
    return render(request, "portals/new_workspace.html", {"form": form}, status=status)


def _begin(person: User, told: dict[str, Any]) -> str:
    with transaction.atomic():
        begin_one_at_a_time()
        if not may_begin(person):
            raise NotAllowed
        slug = free_slug(told["name"])
        begin_workspace(
            name=told["name"], slug=slug, with_demo=told["demo"], by=str(person), now=clock.now(),
            owner_email=person.email, zone=told["zone"], currency=told["currency"], language=told["language"],
        )  # fmt: skip
    return slug


def _initial(request: HttpRequest) -> dict[str, str]:
    language = get_language() or "en"
    zone = request.COOKIES.get("zone", "")
    known = zone if zone in dict(zones()) else "UTC"
    return {"zone": known, "language": language, "currency": CURRENCY_OF.get(language, "USD")}
