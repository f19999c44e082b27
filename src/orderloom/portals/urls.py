"""Every page that joins stages, by audience."""

from django.urls import URLPattern, URLResolver, include, path

from orderloom.portals.home import home
from orderloom.portals.new_workspace import new_workspace
from orderloom.portals.push_worker import push_worker

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("push-worker.js", push_worker, name="push-worker"),
    path("workspaces/new/", new_workspace, name="workspace-new"),
    path("merchant/<slug:slug>/", include("orderloom.portals.merchant.urls")),
    path("supplier/", include("orderloom.portals.supplier.urls")),
    path("s/", include("orderloom.portals.supplier.link_urls")),
]
