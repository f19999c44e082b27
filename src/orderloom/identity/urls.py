"""Sign-in pages."""

from django.urls import include, path

from orderloom.identity import web

urlpatterns = [
    path("accounts/link/<str:token>/", web.link, name="sign-in-link"),
    path("accounts/", include("allauth.account.urls")),
]
