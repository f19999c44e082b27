"""Addresses of the merchant's pages, below `/merchant/<slug>/`."""

from django.urls import path

from orderloom.portals.merchant import desk, setup_urls, tasks
from orderloom.portals.merchant.order_urls import ORDERS

app_name = "merchant"
urlpatterns = [
    path("", desk.today, name="today"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("cases/", desk.cases, name="cases"),
    path("cases/route-again/", desk.route_again, name="route-again"),
    path("cases/<uuid:case_id>/close/", desk.close_case, name="case-close"),
    path("notices/", desk.notices, name="notices"),
    path("notices/read/", desk.notices_read, name="notices-read"),
    path("find/", desk.palette, name="palette"),
    *ORDERS,
    *setup_urls.urlpatterns,
]
