"""Every address, by audience."""

from django.urls import URLPattern, URLResolver, include, path

from orderloom.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("orderloom.identity.urls")),
    path("", include("orderloom.ui.urls")),
    path("", include("orderloom.portals.urls")),
    path("api/v1/", api.urls),
]

handler400 = "orderloom.ui.web.bad_request"
handler403 = "orderloom.ui.web.forbidden"
handler404 = "orderloom.ui.web.not_found"
handler500 = "orderloom.ui.web.server_error"
