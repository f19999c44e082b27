"""Shopify's order export.

One row for each line; the columns of the order are filled in its first row only.

The export has no line ids and no line item properties: lines are named by SKU, and personalisation must
come by the API.
"""

from datetime import tzinfo

from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, State, Totals
from orderloom.intake.countries import country_code
from orderloom.intake.flat import Faults, FlatFormat, GroupReader, LineRefs, Picker
from orderloom.intake.grouping import Group
from orderloom.kernel.tables.moments import MomentReader
from orderloom.kernel.tables.table import Row, Table

ORDER_COLUMNS = (
    "Id",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Discount Amount",
    "Total",
    "Created at",
    "Billing Name",
    "Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Tags",
    "Shipping Name",
    "Shipping Company",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping City",
    "Shipping Province",
    "Shipping Zip",
    "Shipping Country",
    "Shipping Phone",
)
LINE_COLUMNS = ("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Vendor")
PAID = frozenset({"paid", "partially_refunded", "refunded"})
READY = frozenset({"paid", "partially_refunded"})
VOID = frozenset({"refunded", "voided", "expired"})


class OrderExport(FlatFormat):
    """The export of orders from the admin."""

    key = "shopify.order_export"
    platform = "shopify"
    title = _("Shopify order export")
    order_column = "Name"
    needed = frozenset({"name", "lineitem quantity", "lineitem name", "financial status", "created at"})
    wanted = needed | {"fulfillment status", "lineitem price", "lineitem sku", "shipping name", "total"}

    def reader(self, table: Table, zone: tzinfo) -> GroupReader:
        """Prepare to read the orders of this table."""
        return _Reader(table, zone)


class _Reader(GroupReader):
    def __init__(self, table: Table, zone: tzinfo) -> None:
        self.of_order = Picker(table.header, ORDER_COLUMNS)
        self.of_line = Picker(table.header, LINE_COLUMNS)
        self.used = self.of_order.used | self.of_line.used
        self.status_at = self.of_order.indices[2]
        self.moments = MomentReader(zone)

    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        head = next(
            (row for row in group.rows if "".join(row[1][self.status_at : self.status_at + 1])), group.rows[0]
        )
        told = dict(zip(ORDER_COLUMNS, self.of_order(head), strict=True))
        finance = told["Financial Status"].lower()
        refs = LineRefs()
        names = ORDER_COLUMNS[6:11]
        goods, shipping, tax, discount, total = faults.amounts(head, names, [told[name] for name in names])
        cancelled_at = faults.moment(head, "Cancelled at", told["Cancelled at"], self.moments)
        return OrderDoc(
            external_id=told["Id"] or group.key.removeprefix("#"),
            number=group.key,
            state=_state(finance, told["Fulfillment Status"].lower(), cancelled=cancelled_at is not None),
            placed_at=faults.moment(head, "Created at", told["Created at"], self.moments),
            paid=finance in PAID,
            paid_at=faults.moment(head, "Paid at", told["Paid at"], self.moments),
            currency=faults.currency(head, "Currency", told["Currency"]),
            totals=Totals(goods, shipping, tax, discount, total),
            buyer=Buyer(
                told["Billing Name"] or None, told["Email"] or None, told["Phone"].lstrip("'") or None
            ),
            ship_to=_address(told),
            note="\n".join(filter(None, (told["Notes"], told["Note Attributes"]))),
            lines=tuple([self._line(row, faults, refs) for row in group.rows]),
            tags=tuple([tag.strip() for tag in told["Tags"].split(",") if tag.strip()]),
            rows=tuple([row[0] for row in group.rows]),
        )

    def _line(self, row: Row, faults: Faults, refs: LineRefs) -> LineDoc:
        quantity, title, price, sku, vendor = self.of_line(row)
        if not title and not sku:
            faults.add(row, "Lineitem name", "", "product_missing")
        faults.intact(row, "Lineitem sku", sku)
        return LineDoc(
            ref=refs.ref(sku or title),
            quantity=faults.quantity(row, "Lineitem quantity", quantity),
            sku=sku,
            title=title,
            unit_price=faults.amount(row, "Lineitem price", price),
            vendor=vendor,
        )


def _state(finance: str, fulfilment: str, *, cancelled: bool) -> State:
    if cancelled or finance in VOID or fulfilment == "restocked":
        return "cancelled"
    if fulfilment == "fulfilled":
        return "fulfilled"
    return "ready" if finance in READY else "pending"


def _address(told: dict[str, str]) -> Address | None:
    parts = [told[name] for name in ORDER_COLUMNS[18:]]
    if not any(parts):
        return None
    name, company, line1, line2, city, region, postal, country, phone = parts
    return Address(
        name=name,
        company=company,
        lines=tuple([line for line in (line1, line2) if line]),
        city=city,
        region=region,
        postal=postal.lstrip("'"),
        country=country,
        country_code=country_code(country),
        phone=phone.lstrip("'"),
    )
