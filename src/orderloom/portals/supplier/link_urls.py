"""Addresses below `/s/`: the supplier's own pages for whoever came by a link, and the way in.

All of the supplier's pages are here, so that each finds the others; the door opens those that the link is for.
"""

from django.urls import URLPattern, URLResolver, include, path

from orderloom.portals.supplier import links

urlpatterns: list[URLPattern | URLResolver] = [
    path("tasks/<uuid:task_id>/code/", links.code, name="link-code"),
    path("tasks/<uuid:task_id>/again/", links.again, name="link-again"),
    path("tasks/<uuid:task_id>/here/", links.here, name="link-here"),
    path("", include("orderloom.portals.supplier.urls", namespace="link")),
    path("<str:token>/", links.enter, name="link"),
]
