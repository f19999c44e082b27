"""Amazon's order report, a TAB table with one row for each order item.

Amounts are for all pieces of the row, not for one (Seller Central help, "Order Report fields"). Rows that
repeat an item with most columns blank continue it, for instance with a second promotion.
"""

from collections.abc import Iterator
from datetime import tzinfo
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Personalisation, Totals
from orderloom.intake.countries import country_code
from orderloom.intake.flat import Faults, FlatFormat, GroupReader, LineRefs, Picker, added, unit_price
from orderloom.intake.grouping import Group
from orderloom.kernel.tables.moments import MomentReader, order_of
from orderloom.kernel.tables.table import Row, Table

ORDER_COLUMNS = (
    "purchase-date",
    "payments-date",
    "buyer-email",
    "buyer-name",
    "buyer-phone-number",
    "currency",
    "recipient-name",
    "ship-address-1",
    "ship-address-2",
    "ship-address-3",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "ship-phone-number",
    "delivery-Instructions",
    "latest-ship-date",
    "ship-service-level",
)
LINE_COLUMNS = (
    "order-item-id",
    "sku",
    "product-name",
    "item-name",
    "quantity-purchased",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "customized-url",
    "gift-message-text",
    "gift-wrap-type",
)
AMOUNTS = LINE_COLUMNS[6:12]


class OrderReport(FlatFormat):
    """The order report, also called new orders or unshipped orders."""

    key = "amazon.order_report"
    platform = "amazon"
    title = _("Amazon order report")
    order_column = "order-id"
    needed = frozenset({"order-id", "order-item-id", "quantity-purchased", "sku", "purchase-date"})
    wanted = needed | {"buyer-name", "recipient-name", "ship-address-1", "ship-city", "ship-country"}

    def reader(self, table: Table, zone: tzinfo) -> GroupReader:
        """Prepare to read the orders of this table."""
        return _Reader(table, zone)


class _Reader(GroupReader):
    def __init__(self, table: Table, zone: tzinfo) -> None:
        self.of_order = Picker(table.header, ORDER_COLUMNS)
        self.of_line = Picker(table.header, LINE_COLUMNS)
        self.used = self.of_order.used | self.of_line.used
        self.message_at = self.of_line.indices[LINE_COLUMNS.index("gift-message-text")]
        dates = (cells[self.of_order.indices[0]] for cells in table.sample() if self.of_order.present)
        self.moments = MomentReader(zone, order_of(dates))

    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        first = group.rows[0]
        (placed, paid, email, name, phone, currency, *to, note, ship_by, service) = self.of_order(first)
        lines: list[LineDoc] = []
        sums: list[Decimal | None] = [None] * len(AMOUNTS)
        gift = False
        for line, amounts, is_gift in self._lines(group, faults, currency):
            lines.append(line)
            sums = [added(total, amount) for total, amount in zip(sums, amounts, strict=True)]
            gift |= is_gift
        if not lines and not faults.errors:
            faults.add(first, "sku", "", "product_missing")
        goods, tax, shipping, shipping_tax, off, shipping_off = sums
        return OrderDoc(
            external_id=group.key,
            number=group.key,
            state="ready",
            placed_at=faults.moment(first, "purchase-date", placed, self.moments),
            paid=bool(paid) if "payments-date" in self.of_order.present else None,
            paid_at=faults.moment(first, "payments-date", paid, self.moments),
            currency=faults.currency(first, "currency", currency),
            totals=Totals(goods, shipping, added(tax, shipping_tax), added(off, shipping_off)),
            buyer=Buyer(name or None, email or None, phone or None),
            ship_to=_address(to),
            note=note,
            gift=gift,
            lines=tuple(lines),
            tags=(service,) if service else (),
            ship_by=faults.moment(first, "latest-ship-date", ship_by, self.moments),
            rows=tuple([row[0] for row in group.rows]),
        )

    def _lines(
        self, group: Group, faults: Faults, currency: str
    ) -> Iterator[tuple[LineDoc, list[Decimal | None], bool]]:
        seen: dict[str, tuple[str, ...]] = {}
        refs = LineRefs()
        for row in group.rows:
            picked = self.of_line(row)
            ref, sku, title, other_title, quantity, own_currency, *rest = picked
            if not quantity and not sku and not title and not other_title and (ref in seen or not ref):
                continue
            if ref and ref in seen:
                if seen[ref] != picked:
                    faults.add(row, "order-item-id", ref, "line_repeated")
                continue
            seen[ref] = picked
            if own_currency and currency and own_currency != currency:
                faults.add(row, "currency", own_currency, "currency_mixed", other=currency)
            pieces = faults.quantity(row, "quantity-purchased", quantity)
            amounts = faults.amounts(row, AMOUNTS, rest[:6])
            if not sku and not title and not other_title:
                faults.add(row, "sku", "", "product_missing")
            url, message, wrap = rest[6:]
            yield (
                LineDoc(
                    ref=ref or refs.ref(sku or title),
                    quantity=pieces,
                    sku=sku,
                    title=title or other_title,
                    unit_price=unit_price(amounts[0], pieces),
                    personalisation=self._personal(row, url, message) if url or message else (),
                ),
                amounts,
                bool(message or wrap),
            )

    def _personal(self, row: Row, url: str, message: str) -> tuple[Personalisation, ...]:
        found: list[Personalisation] = []
        if url:
            found.append(("Amazon Custom", url, "file"))
        if message:
            found.append(("Gift message", row[1][self.message_at], "instruction"))
        return tuple(found)


def _address(cells: list[str]) -> Address | None:
    name, line1, line2, line3, city, region, postal, country, phone = cells
    if not any(cells):
        return None
    return Address(
        name=name,
        lines=tuple([line for line in (line1, line2, line3) if line]),
        city=city,
        region=region,
        postal=postal,
        country=country,
        country_code=country_code(country),
        phone=phone,
    )
