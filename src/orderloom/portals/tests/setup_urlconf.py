"""The set-up pages alone, for their tests."""

from django.http import HttpResponse
from django.urls import include, path

from orderloom.portals.merchant import setup_urls


def elsewhere(request, **where):
    return HttpResponse("another page")


merchant = [
    *setup_urls.urlpatterns,
    path("orders/", elsewhere, name="orders"),
    path("orders/<uuid:order_id>/", elsewhere, name="order"),
]
urlpatterns = [
    path("", include("orderloom.identity.urls")),
    path("", include("orderloom.ui.urls")),
    path("merchant/<slug:slug>/", include((merchant, "merchant"))),
]
handler404 = "orderloom.ui.web.not_found"
