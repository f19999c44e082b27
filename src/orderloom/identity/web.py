"""The page behind a link that signs a person in once."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from orderloom.identity.links import person_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
GONE = 410


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whom the link is for to go in, and sign them in when they press the button.

    Only the button uses the link up: messengers open links by themselves to show a preview.
    """
    person = person_of(token)
    if person is None:
        return render(request, "identity/link.html", {"bare": True}, status=GONE)
    if request.method == "POST":
        login(request, person, backend=BACKEND)
        return HttpResponseRedirect("/")
    return render(request, "identity/link.html", {"who": person})
