"""The page behind a link that signs a person in once, and signing in again without leaving a page."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from orderloom.identity.links import person_of
from orderloom.identity.middleware import PERSON

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


@never_cache
@ensure_csrf_cookie
@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """Show the sign-in of a page whose session has ended, to be filled in without leaving the page.

    The head `Loom-Person` says who is signed in now, if anybody is.
    """
    response = render(request, "identity/again.html", {"bare": True})
    if request.user.is_authenticated:
        response[PERSON] = str(request.user.pk)
    return response
