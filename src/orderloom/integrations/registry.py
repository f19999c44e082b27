"""The built-in formats, in one list."""

from orderloom.intake.formats import OrderFormat, register
from orderloom.intake.mapping.known import KNOWN
from orderloom.intake.mapping.mapped import MappedFormat
from orderloom.integrations.amazon.orders import OrderReport
from orderloom.integrations.etsy.orders import SoldOrderItems, SoldOrders
from orderloom.integrations.shopify.orders import OrderExport
from orderloom.integrations.woocommerce.orders import RestOrders

BUILT_IN: tuple[OrderFormat, ...] = (
    OrderReport(),
    SoldOrderItems(),
    SoldOrders(),
    OrderExport(),
    RestOrders(),
)


def install() -> None:
    """Make the built-in formats, and the mappings that come with the product, known to intake."""
    for order_format in (*BUILT_IN, *(MappedFormat(mapping) for mapping in KNOWN)):
        register(order_format)
