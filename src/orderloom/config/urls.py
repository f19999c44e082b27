"""Every address, by audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("orderloom.identity.urls")),
    path("", include("orderloom.ui.urls")),
]
