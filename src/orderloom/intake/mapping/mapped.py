"""The format of a mapping: a table read as orders by what the mapping says."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from datetime import UTC, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Personalisation, State, Totals
from orderloom.intake.countries import country_code
from orderloom.intake.flat import Faults, GroupReader, LineRefs, Picker, added, unit_price, whole_or_rejected
from orderloom.intake.formats import Outcome, Source
from orderloom.intake.grouping import Group, grouped_rows
from orderloom.intake.mapping.cells import Cells, date_orders
from orderloom.intake.mapping.fields import FIELDS, LINE_FIELDS, ORDER_FIELDS, SUMMABLE
from orderloom.intake.mapping.mapping import Mapping
from orderloom.intake.mapping.states import StateReader
from orderloom.kernel.tables.faults import BadValue, FileRefused
from orderloom.kernel.tables.moments import MomentReader
from orderloom.kernel.tables.numbers import is_damaged
from orderloom.kernel.tables.reading import Document
from orderloom.kernel.tables.table import Row, Table

NEARLY = 0.8
NO_TOTALS = Totals()
ADDRESS = (
    "ship_name",
    "company",
    "address1",
    "address2",
    "address3",
    "city",
    "region",
    "postal",
    "country",
    "ship_phone",
)
YES = frozenset({"1", "yes", "y", "true", "x", "是", "有"})


class MappedFormat:
    """Fills the format port with a mapping and the second files that it looks things up in."""

    def __init__(self, mapping: Mapping, lookups: MappingOf[str, MappingOf[str, str]] | None = None) -> None:
        self.mapping = mapping
        self.lookups = lookups or {}
        self.key = mapping.key
        self.platform = mapping.platform
        self.title = mapping.title

    def matches(self, source: Source) -> float:
        """Be sure of a file with its very columns, and nearly sure of one that has all it needs."""
        if isinstance(source, Document):
            return 0.0
        header = {name.lower() for name in source.header}
        if self.mapping.signature and header == {name.lower() for name in self.mapping.signature}:
            return 1.0
        needed = {column.source.lower() for column in self.mapping.columns.values() if column.source}
        if not needed or self.order_column.lower() not in header:
            return 0.0
        return NEARLY * len(needed & header) / len(needed)

    @property
    def order_column(self) -> str:
        """The heading of the column with the order number."""
        column = self.mapping.columns.get("external_id")
        return column.source if column else ""

    def orders(self, source: Source, *, zone: tzinfo = UTC) -> Iterator[Outcome]:
        """Walk the orders of the table. Raises FileRefused when a column that the mapping needs is absent."""
        if isinstance(source, Document):
            raise FileRefused("file_format_unknown")
        lowered = [name.lower() for name in source.header]
        if self.order_column.lower() not in lowered:
            raise FileRefused("file_columns", column=self.order_column or str(FIELDS["external_id"].label))
        column = lowered.index(self.order_column.lower())
        reader = _Reader(self.mapping, source, self.lookups, zone)
        for group in grouped_rows(source, column):
            yield whole_or_rejected(group, source.header, column, reader)


class _Reader(GroupReader):
    def __init__(
        self, mapping: Mapping, table: Table, lookups: MappingOf[str, MappingOf[str, str]], zone: tzinfo
    ) -> None:
        self.mapping = mapping
        self.has_lines = mapping.has_lines
        self.of_order = Cells(ORDER_FIELDS, mapping, table.header, lookups)
        self.of_line = Cells(LINE_FIELDS, mapping, table.header, lookups)
        self.personal = Picker(table.header, [*(one.source for one in mapping.personal), "", ""])
        self.states = StateReader(mapping, table.header)
        self.amounts = [name for name in SUMMABLE if name in mapping.columns]
        self.sums = [name for name in SUMMABLE if name in mapping.columns and mapping.columns[name].total]
        self.address = [name for name in ADDRESS if name in mapping.columns]
        self.address_lines = [name for name in ADDRESS[2:5] if name in mapping.columns]
        picked = self.of_order.picker.used | self.of_line.picker.used | self.personal.used
        self.used = frozenset(picked | self.states.used)
        home = ZoneInfo(mapping.zone) if mapping.zone else zone
        self.moments = {
            name: MomentReader(home, mapping.date_order or order)
            for name, order in date_orders(self.of_order, table).items()
        }

    def order(self, group: Group, faults: Faults) -> OrderDoc | None:
        rows, first = group.rows, group.rows[0]
        told = self.of_order.of_first(rows)
        state = self._state(rows, told.get("state", ""), faults)
        if self.has_lines:
            lines: tuple[LineDoc, ...] | None = self._lines(rows, state, faults)
        else:
            self._check_repeats(group, faults)
            lines = (self._order_as_line(group.key),) if self.mapping.line_from_order else None
        get = told.get
        moments = {
            name: faults.moment(first, self.of_order.sources[name], get(name, ""), reader)
            for name, reader in self.moments.items()
        }
        external_id = get("external_id") or group.key
        currency = faults.currency(first, self.of_order.sources.get("currency", ""), get("currency", ""))
        return OrderDoc(
            external_id=external_id,
            number=get("number") or external_id,
            state=state,
            placed_at=moments.get("placed_at"),
            updated_at=moments.get("updated_at"),
            paid=moments["paid_at"] is not None if "paid_at" in moments else None,
            paid_at=moments.get("paid_at"),
            currency=currency or self.mapping.currency or None,
            totals=self._totals(rows, told, faults),
            buyer=Buyer(
                get("buyer_name") or None,
                get("buyer_email") or None,
                self._phone(first, "buyer_phone", told, faults) or None,
                get("buyer_account") or None,
            ),
            ship_to=self._address(first, told, faults),
            note=get("note"),
            gift=None if "gift" not in told else told["gift"].lower() in YES,
            lines=lines,
            tags=None if "tags" not in told else _tags(told["tags"]),
            ship_by=moments.get("ship_by"),
            rows=tuple([row[0] for row in rows]),
        )

    def _state(self, rows: Sequence[Row], word: str, faults: Faults) -> State | None:
        try:
            return self.states.state(rows, word)
        except BadValue as bad:
            faults.add(rows[0], self.of_order.sources.get("state", ""), word, bad.code)
            return None

    def _check_repeats(self, group: Group, faults: Faults) -> None:
        """Let a row that is repeated pass, and note one that says something else of the same order."""
        told = self.of_order.of(group.rows[0])
        for row in group.rows[1:]:
            if self.of_order.of(row) != told:
                faults.add(row, self.of_order.sources["external_id"], group.key, "order_repeated")

    def _totals(self, rows: Sequence[Row], told: dict[str, str], faults: Faults) -> Totals:
        amounts: dict[str, Decimal | None] = {}
        for name in self.amounts:
            if name in self.sums:
                for row in rows:
                    text = self.of_order.of(row)[name]
                    amounts[name] = added(amounts.get(name), self._amount(row, name, text, faults))
            elif told[name]:
                amounts[name] = self._amount(rows[0], name, told[name], faults)
        return Totals(*[amounts.get(name) for name in SUMMABLE]) if amounts else NO_TOTALS

    def _amount(self, row: Row, name: str, text: str, faults: Faults) -> Decimal | None:
        source = self.of_order.sources.get(name) or self.of_line.sources.get(name, "")
        return faults.amount(row, source, text, decimal_comma=self.mapping.decimal_comma)

    def _phone(self, row: Row, name: str, told: dict[str, str], faults: Faults) -> str:
        text = told.get(name, "")
        if text:
            faults.intact(row, self.of_order.sources[name], text)
        return text.lstrip("'")

    def _address(self, row: Row, told: dict[str, str], faults: Faults) -> Address | None:
        if not any(told[name] for name in self.address):
            return None
        get = told.get
        return Address(
            name=get("ship_name", ""),
            company=get("company", ""),
            lines=tuple([told[name] for name in self.address_lines if told[name]]),
            city=get("city", ""),
            region=get("region", ""),
            postal=get("postal", "").lstrip("'"),
            country=get("country", ""),
            country_code=country_code(get("country", "")),
            phone=self._phone(row, "ship_phone", told, faults),
        )

    def _lines(self, rows: Sequence[Row], state: State | None, faults: Faults) -> tuple[LineDoc, ...]:
        refs = LineRefs()
        seen: dict[str, tuple[dict[str, str], tuple[Personalisation, ...]]] = {}
        lines: list[LineDoc] = []
        for row in rows:
            told = self.of_line.of(row)
            personal = self._personal(row)
            ref = told.get("ref", "")
            if ref:
                if ref in seen:
                    if seen[ref] != (told, personal):
                        faults.add(row, self.of_line.sources["ref"], ref, "line_repeated")
                    continue
                seen[ref] = (told, personal)
            lines.append(self._line(row, told, personal, refs, faults, returned=state == "cancelled"))
        return tuple(lines)

    def _line(
        self,
        row: Row,
        told: dict[str, str],
        personal: tuple[Personalisation, ...],
        refs: LineRefs,
        faults: Faults,
        *,
        returned: bool,
    ) -> LineDoc:
        get, sources = told.get, self.of_line.sources
        sku, title, variant = get("sku", ""), get("title", ""), get("variant", "")
        if not sku and not title:
            title = self.mapping.line_title
            if not title:
                faults.add(row, sources.get("title") or sources.get("sku", ""), "", "product_missing")
        if "+" in sku and is_damaged(sku):
            faults.add(row, sources["sku"], sku, "number_damaged")
        quantity = 1
        if "quantity" in told:
            quantity = faults.signed_quantity(row, sources["quantity"], told["quantity"])
            if quantity < 0:
                if not returned:
                    faults.add(row, sources["quantity"], told["quantity"], "quantity_not_positive")
                quantity = -quantity
        price = self._amount(row, "unit_price", get("unit_price", ""), faults)
        if price is None and get("line_total"):
            price = unit_price(self._amount(row, "line_total", told["line_total"], faults), quantity)
        return LineDoc(
            ref=get("ref") or refs.ref(f"{sku or title}|{variant}" if variant else sku or title),
            quantity=quantity,
            sku=sku,
            title=title,
            variant=variant,
            unit_price=price,
            category_hint=get("category", ""),
            vendor=get("vendor", ""),
            personalisation=personal,
            image=get("image", ""),
        )

    def _personal(self, row: Row) -> tuple[Personalisation, ...]:
        found: list[Personalisation] = []
        if self.mapping.personal:
            cells = self.personal.raw(row)
            for one, text in zip(self.mapping.personal, cells, strict=False):
                if text.strip():
                    found.append((one.label, text, one.kind))
        return tuple(found)

    def _order_as_line(self, key: str) -> LineDoc:
        """Make the one line of a file that tells no products."""
        return LineDoc(ref="1", quantity=1, title=self.mapping.line_title or key)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(
        [tag for piece in text.replace("，", ",").replace(";", ",").split(",") if (tag := piece.strip())]
    )
