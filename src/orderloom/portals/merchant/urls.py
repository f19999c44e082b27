"""Addresses of the merchant's pages, below `/merchant/<slug>/`."""

from orderloom.portals.merchant import cases, notices, palette, products, setup_urls, shipments, tasks, today
from orderloom.portals.merchant.bulk_urls import BULK
from orderloom.portals.merchant.cell_urls import CELLS
from orderloom.portals.merchant.order_urls import ORDERS
from orderloom.portals.merchant.setup_urls import at
from orderloom.portals.merchant.start_urls import START

app_name = "merchant"
urlpatterns = [
    at("", today.today, "today"),
    at("tasks/", tasks.tasks, "tasks"),
    at("shipments/", shipments.shipments, "shipments"),
    at("products/", products.products, "products"),
    at("products/category/", products.category, "product-category"),
    at("cases/", cases.cases, "cases"),
    at("cases/route-again/", cases.route_again, "route-again"),
    at("cases/<uuid:case_id>/close/", cases.close, "case-close"),
    at("cases/<uuid:case_id>/category/", cases.category, "case-category"),
    at("cases/<uuid:case_id>/assign/", cases.assign, "case-assign"),
    at("notices/", notices.notices, "notices"),
    at("notices/read/", notices.read, "notices-read"),
    at("find/", palette.palette, "palette"),
    *BULK,
    *ORDERS,
    *START,
    *CELLS,
    *setup_urls.urlpatterns,
]
