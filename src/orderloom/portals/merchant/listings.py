"""All lists that follow the pattern, by name."""

from orderloom.portals.lists.listing import Listing
from orderloom.portals.merchant.case_listing import CASES
from orderloom.portals.merchant.order_listing import ORDERS
from orderloom.portals.merchant.product_listing import PRODUCTS
from orderloom.portals.merchant.shipment_listing import SHIPMENTS
from orderloom.portals.merchant.supplier_listing import SUPPLIERS
from orderloom.portals.merchant.task_listing import TASKS

LISTINGS: dict[str, Listing] = {
    "orders": ORDERS,
    "tasks": TASKS,
    "cases": CASES,
    "suppliers": SUPPLIERS,
    "shipments": SHIPMENTS,
    "products": PRODUCTS,
}
