"""WooCommerce orders as its REST API returns them.

One order, a list, or a batch with what was created and deleted.

Names hold HTML entities and are unescaped; what the buyer wrote is kept byte for byte; meta keys that
begin with an underscore are WordPress's own. All times are taken from the `_gmt` fields.
"""

import html
import json
from collections.abc import Iterator
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import (
    LENGTHS,
    Address,
    Buyer,
    LineDoc,
    OrderDoc,
    Personalisation,
    State,
    Totals,
    too_long,
)
from orderloom.intake.formats import Outcome, Rejected, Source
from orderloom.integrations.woocommerce.fields import Field, ShapeError
from orderloom.kernel.tables.faults import FileRefused, RowError
from orderloom.kernel.tables.reading import Document

STATES: dict[str, State] = {
    "processing": "ready",
    "completed": "fulfilled",
    "cancelled": "cancelled",
    "refunded": "cancelled",
    "failed": "cancelled",
    "trash": "cancelled",
}
SIGNS = ("id", "line_items", "status", "currency")


class RestOrders:
    """Orders in the JSON of the REST API."""

    key: ClassVar[str] = "woocommerce.rest_orders"
    platform: ClassVar[str] = "woocommerce"
    title: ClassVar[str | Promise] = _("WooCommerce orders (JSON)")

    def matches(self, source: Source) -> float:
        """Look for an order's fields in the first object."""
        if not isinstance(source, Document):
            return 0.0
        first = next(iter(_objects(source.value)), None)
        if first is None:
            return 0.0
        value = first[0]
        return sum(sign in value for sign in SIGNS) / len(SIGNS) if isinstance(value, dict) else 0.0

    def orders(self, source: Source, *, zone: tzinfo = UTC) -> Iterator[Outcome]:
        """Walk the orders; one that is repeated comes again. Raises FileRefused when there are none."""
        del zone  # the API tells all times in UTC
        if not isinstance(source, Document):
            raise FileRefused("file_format_unknown")
        for number, (value, deleted) in enumerate(_objects(source.value), 1):
            try:
                order = _order(Field(value, ""), number, deleted=deleted)
                excess = too_long(order)
                if excess:
                    raise ShapeError(excess[0], excess[1], "text_too_long", limit=str(LENGTHS[excess[0]]))
                yield order
            except ShapeError as wrong:
                raw = json.dumps(value, ensure_ascii=False, default=str)
                error = RowError(number, wrong.path, wrong.value, wrong.code, wrong.params, (raw,))
                name = value.get("id", "") if isinstance(value, dict) else ""
                yield Rejected(str(name), (error,), ((number, (raw,)),))


def _objects(value: Any) -> Iterator[tuple[Any, bool]]:
    """Walk the orders of the document, each with whether the shop has deleted it."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one) if isinstance(one, list) else iter([(one, False)])
    elif isinstance(value, dict) and not ({"id", "line_items"} & set(value)):
        for name in ("orders", "create", "update", "delete"):
            found = value.get(name)
            if isinstance(found, list):
                yield from ((one, name == "delete") for one in found)
    else:
        yield value, False


def _order(told: Field, row: int, *, deleted: bool) -> OrderDoc:
    status = told.text("status").removeprefix("wc-")
    tax = told.amount("total_tax")
    external_id = told.text("id", needed=True)
    return OrderDoc(
        external_id=external_id,
        number=told.text("number") or external_id,
        state="cancelled" if deleted else STATES.get(status, "pending"),
        placed_at=told.instant("date_created_gmt"),
        updated_at=told.instant("date_modified_gmt"),
        paid=told.instant("date_paid_gmt") is not None or status in ("processing", "completed"),
        paid_at=told.instant("date_paid_gmt"),
        currency=told.text("currency", needed=True),
        totals=Totals(
            goods=_goods(told),
            shipping=told.amount("shipping_total"),
            tax=tax,
            discount=told.amount("discount_total"),
            total=told.amount("total"),
        ),
        buyer=_buyer(told.part("billing")),
        ship_to=_address(told.part("shipping"), told.part("billing")),
        note=told.text("customer_note", trim=False),
        lines=tuple([_line(line) for line in told.parts("line_items")]),
        rows=(row,),
    )


def _goods(told: Field) -> Decimal | None:
    amounts = [line.amount("total") for line in told.parts("line_items")]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _line(told: Field) -> LineDoc:
    title = html.unescape(told.text("name"))
    options, personal = _meta(told, title)
    if not title and not told.text("sku"):
        raise ShapeError(told.path, "", "product_missing")
    return LineDoc(
        ref=told.text("id", needed=True),
        quantity=told.quantity("quantity"),
        sku=told.text("sku"),
        title=title,
        variant=", ".join(options),
        unit_price=told.amount("price"),
        personalisation=tuple(personal),
        image=told.part("image").text("src"),
    )


def _meta(told: Field, title: str) -> tuple[list[str], list[Personalisation]]:
    """Part the chosen options, which the product's name repeats or `pa_` marks, from what the buyer wrote."""
    options: list[str] = []
    personal: list[Personalisation] = []
    for meta in told.parts("meta_data"):
        key = meta.text("key")
        if key.startswith("_"):
            continue
        label = html.unescape(meta.text("display_key") or key)
        value = meta.raw_text("value")
        is_variation = told.text("variation_id") not in ("", "0")
        if key.startswith("pa_") or (is_variation and f": {value}".lower() in title.lower()):
            options.append(f"{label.removeprefix('pa_')}: {value}")
        else:
            personal.append((label, value, "text"))
    return options, personal


def _buyer(told: Field) -> Buyer:
    name = f"{told.text('first_name')} {told.text('last_name')}".strip()
    return Buyer(html.unescape(name) or None, told.text("email") or None, told.text("phone") or None)


def _address(shipping: Field, billing: Field) -> Address | None:
    """Take the shipping address, or the billing address when the shop keeps only that."""
    told = shipping if shipping.text("address_1") or shipping.text("city") else billing
    if not any(
        told.text(name) for name in ("first_name", "last_name", "company", "address_1", "city", "country")
    ):
        return None
    return Address(
        name=html.unescape(f"{told.text('first_name')} {told.text('last_name')}".strip()),
        company=html.unescape(told.text("company")),
        lines=tuple(
            [html.unescape(line) for line in (told.text("address_1"), told.text("address_2")) if line]
        ),
        city=html.unescape(told.text("city")),
        region=told.text("state"),
        postal=told.text("postcode"),
        country=told.text("country"),
        country_code=told.text("country") if len(told.text("country")) == 2 else "",
        phone=told.text("phone") or billing.text("phone"),
    )
