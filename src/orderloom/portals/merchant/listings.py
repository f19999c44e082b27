"""All lists that follow the pattern, by name."""

from orderloom.portals.lists.listing import Listing
from orderloom.portals.merchant.order_listing import ORDERS

LISTINGS: dict[str, Listing] = {"orders": ORDERS}
