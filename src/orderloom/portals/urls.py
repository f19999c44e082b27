"""Every page that joins stages, by audience."""

from django.urls import URLPattern, URLResolver, include, path

from orderloom.portals.home import home
from orderloom.portals.new_workspace import new_workspace

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("workspaces/new/", new_workspace, name="workspace-new"),
    path("merchant/<slug:slug>/", include("orderloom.portals.merchant.urls")),
    path("supplier/", include("orderloom.portals.supplier.urls")),
    path("s/", include("orderloom.portals.supplier.link_urls")),
]
