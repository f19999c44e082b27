"""All lists that follow the pattern, by name."""

from orderloom.portals.lists.listing import Listing
from orderloom.portals.merchant.order_listing import ORDERS
from orderloom.portals.merchant.task_listing import TASKS

LISTINGS: dict[str, Listing] = {"orders": ORDERS, "tasks": TASKS}
