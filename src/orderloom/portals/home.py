"""The front door: to the place where the person works, or a choice of places."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from orderloom.identity.models import User
from orderloom.identity.openness import is_untouched, may_begin
from orderloom.identity.queries import companies_of, workspaces_of
from orderloom.ui.shapes import MenuItem


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to the one place they work in, let them choose among several, and strangers to the sign-in.

    Who has no place yet goes where they may make one, if they may.
    """
    person = request.user
    if not isinstance(person, User):
        return HttpResponseRedirect(reverse("account_signup")) if is_untouched() else redirect_to_login("/")
    places = [
        MenuItem(card.name, reverse("merchant:today", args=(card.slug,)), "home")
        for card in workspaces_of(person.id)
    ]
    if companies_of(person.id):
        places.append(
            MenuItem(_("Your tasks as a supplier"), reverse("supplier:tasks"), "building-factory-2")
        )
    if len(places) == 1:
        return HttpResponseRedirect(places[0].url)
    if places:
        return render(request, "portals/places.html", {"places": places})
    if may_begin(person):
        return HttpResponseRedirect(reverse("workspace-new"))
    return render(request, "portals/nowhere.html", {"email": person.email}, status=403)
