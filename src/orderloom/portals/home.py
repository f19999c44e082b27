"""The front door: to the place where the person works."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from orderloom.identity.models import User
from orderloom.identity.queries import companies_of, workspaces_of


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send staff to their first workspace, suppliers to their tasks, and whoever is not known to the sign-in."""
    person = request.user
    if not isinstance(person, User):
        return redirect_to_login("/")
    if cards := workspaces_of(person.id):
        return HttpResponseRedirect(f"/merchant/{cards[0].slug}/")
    if companies_of(person.id):
        return HttpResponseRedirect(reverse("supplier:tasks"))
    return render(request, "portals/nowhere.html", {"email": person.email}, status=403)
