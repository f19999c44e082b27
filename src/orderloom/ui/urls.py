"""Addresses of the UI kit."""

from django.urls import path

from orderloom.ui import web

app_name = "ui"

urlpatterns = [
    path("preferences/", web.preferences, name="preferences"),
    path("styleguide/", web.styleguide, name="styleguide"),
    path("styleguide/palette/", web.styleguide_palette, name="styleguide_palette"),
    path("styleguide/phone/", web.styleguide_phone, name="styleguide_phone"),
]
