"""Etsy's two files: sold order items bring lines and addresses, sold orders bring totals.

Each enriches the other.

The order number is `#3001` in one and `3001` in the other; amounts carry their sign (`$5.00`); dates are
month first.
"""

from datetime import datetime, tzinfo
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, State, Totals
from orderloom.intake.countries import country_code
from orderloom.intake.flat import Faults, FlatFormat, GroupReader, LineRefs, Picker, added
from orderloom.intake.grouping import Group
from orderloom.integrations.etsy.variations import split_variations
from orderloom.kernel.tables.moments import MONTH_FIRST, MomentReader
from orderloom.kernel.tables.table import Row, Table

ITEM_COLUMNS = (
    "Transaction ID",
    "Item Name",
    "Quantity",
    "Price",
    "SKU",
    "Item Total",
    "Order Shipping",
    "Order Sales Tax",
    "Discount Amount",
    "Shipping Discount",
)
SALE_COLUMNS = (
    "Sale Date",
    "Buyer",
    "Currency",
    "Date Paid",
    "Date Shipped",
    "Ship Name",
    "Ship Address1",
    "Ship Address2",
    "Ship City",
    "Ship State",
    "Ship Zipcode",
    "Ship Country",
)
ORDER_COLUMNS = (
    "Sale Date",
    "Buyer",
    "Currency",
    "Date Paid",
    "Date Shipped",
    "Full Name",
    "Street 1",
    "Street 2",
    "Ship City",
    "Ship State",
    "Ship Zipcode",
    "Ship Country",
    "Order Value",
    "Shipping",
    "Sales Tax",
    "Discount Amount",
    "Order Total",
    "Adjusted Order Total",
    "Status",
    "Buyer Receipt Message",
)
CANCELLED = ("cancel", "refunded")


class SoldOrderItems(FlatFormat):
    """One row for each item sold."""

    key = "etsy.sold_order_items"
    platform = "etsy"
    title = _("Etsy sold order items")
    order_column = "Order ID"
    needed = frozenset({"order id", "transaction id", "item name", "quantity", "sale date"})
    wanted = needed | {"variations", "ship name", "ship address1", "date paid", "price"}

    def reader(self, table: Table, zone: tzinfo) -> GroupReader:
        """Prepare to read the orders of this table."""
        return _ItemsReader(table, zone)


class SoldOrders(FlatFormat):
    """One row for each order, without its lines."""

    key = "etsy.sold_orders"
    platform = "etsy"
    title = _("Etsy sold orders")
    order_column = "Order ID"
    needed = frozenset({"order id", "sale date", "order total", "order value", "status"})
    wanted = needed | {"number of items", "full name", "street 1", "buyer", "sales tax"}

    def reader(self, table: Table, zone: tzinfo) -> GroupReader:
        """Prepare to read the orders of this table."""
        return _OrdersReader(table, zone)


class _ItemsReader(GroupReader):
    def __init__(self, table: Table, zone: tzinfo) -> None:
        self.of_sale = Picker(table.header, SALE_COLUMNS)
        self.of_item = Picker(table.header, ITEM_COLUMNS)
        self.variations_at = Picker(table.header, ("Variations", "Variations")).indices[0]
        self.used = self.of_sale.used | self.of_item.used | {self.variations_at}
        self.moments = MomentReader(zone, MONTH_FIRST)

    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        first = group.rows[0]
        placed, account, currency, paid, shipped, name, *address = self.of_sale(first)
        lines: list[LineDoc] = []
        sums: list[Decimal | None] = [None] * 5
        seen: dict[str, list[str]] = {}
        refs = LineRefs()
        for row in group.rows:
            ref, *_others = self.of_item(row)
            if ref and ref in seen:
                if seen[ref] != row[1]:
                    faults.add(row, "Transaction ID", ref, "line_repeated")
                continue
            seen[ref] = row[1]
            line, amounts = self._line(row, faults, refs)
            lines.append(line)
            sums = [added(total, amount) for total, amount in zip(sums, amounts, strict=True)]
        paid_at = faults.moment(first, "Date Paid", paid, self.moments)
        shipped_at = faults.moment(first, "Date Shipped", shipped, self.moments)
        goods, shipping, tax, discount, shipping_discount = sums
        return OrderDoc(
            external_id=plain_number(group.key),
            number=plain_number(group.key),
            state=_state("", paid_at, shipped_at),
            placed_at=faults.moment(first, "Sale Date", placed, self.moments),
            paid=bool(paid),
            paid_at=paid_at,
            currency=faults.currency(first, "Currency", currency),
            totals=Totals(goods, shipping, tax, added(discount, shipping_discount)),
            buyer=Buyer(account=account or None),
            ship_to=_address(name, address),
            lines=tuple(lines),
            rows=tuple([row[0] for row in group.rows]),
        )

    def _line(self, row: Row, faults: Faults, refs: LineRefs) -> tuple[LineDoc, list[Decimal | None]]:
        ref, title, quantity, price, sku, *amounts = self.of_item(row)
        if not title and not sku:
            faults.add(row, "Item Name", "", "product_missing")
        variant, personal = split_variations(row[1][self.variations_at])
        line = LineDoc(
            ref=ref or refs.ref(sku or title),
            quantity=faults.quantity(row, "Quantity", quantity),
            sku=sku,
            title=title,
            variant=variant,
            unit_price=faults.amount(row, "Price", price),
            personalisation=personal,
        )
        return line, faults.amounts(row, ITEM_COLUMNS[5:], amounts)


class _OrdersReader(GroupReader):
    def __init__(self, table: Table, zone: tzinfo) -> None:
        self.of_order = Picker(table.header, ORDER_COLUMNS)
        self.used = self.of_order.used
        self.message_at = self.of_order.indices[-1]
        self.moments = MomentReader(zone, MONTH_FIRST)

    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        row = group.rows[0]
        for other in group.rows[1:]:
            if self.of_order(other) != self.of_order(row):
                faults.add(other, "Order ID", group.key, "order_repeated")
        placed, account, currency, paid, shipped, name, *rest = self.of_order(row)
        address, (value, shipping, tax, discount, total, adjusted, status, message) = rest[:6], rest[6:]
        paid_at = faults.moment(row, "Date Paid", paid, self.moments)
        shipped_at = faults.moment(row, "Date Shipped", shipped, self.moments)
        return OrderDoc(
            external_id=plain_number(group.key),
            number=plain_number(group.key),
            state=_state(status, paid_at, shipped_at),
            placed_at=faults.moment(row, "Sale Date", placed, self.moments),
            paid=paid_at is not None or status.lower() == "paid",
            paid_at=paid_at,
            currency=faults.currency(row, "Currency", currency),
            totals=Totals(
                faults.amount(row, "Order Value", value),
                faults.amount(row, "Shipping", shipping),
                faults.amount(row, "Sales Tax", tax),
                faults.amount(row, "Discount Amount", discount),
                faults.amount(row, "Order Total", adjusted or total),
            ),
            buyer=Buyer(name=name or None, account=account or None),
            ship_to=_address(name, address),
            note=row[1][self.message_at] if message else "",
            rows=tuple([one[0] for one in group.rows]),
        )


def plain_number(text: str) -> str:
    """Return the order number without the mark: `#3001` and `3001` are one order."""
    return text.removeprefix("#").strip()


def _state(status: str, paid_at: datetime | None, shipped_at: datetime | None) -> State:
    if any(word in status.lower() for word in CANCELLED) and "partially" not in status.lower():
        return "cancelled"
    if shipped_at or status.lower() in ("completed", "shipped"):
        return "fulfilled"
    return "ready" if paid_at or status.lower() == "paid" else "pending"


def _address(name: str, cells: list[str]) -> Address | None:
    if not name and not any(cells):
        return None
    line1, line2, city, region, postal, country = cells
    return Address(
        name=name,
        lines=tuple([line for line in (line1, line2) if line]),
        city=city,
        region=region,
        postal=postal.lstrip("'"),
        country=country,
        country_code=country_code(country),
    )
