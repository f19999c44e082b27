"""A document as the rows that are stored of it, and as the parts that versions tell."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from orderloom.intake.canonical import Address, LineDoc, OrderDoc
from orderloom.intake.rules import payment_of

TOTALS = ("goods_total", "shipping_total", "tax_total", "discount_total", "total")
BUYER = ("buyer_name", "buyer_email", "buyer_phone")
SHIP_TO = (
    "ship_name",
    "ship_company",
    "ship_lines",
    "ship_city",
    "ship_region",
    "ship_postal",
    "ship_country",
    "ship_country_code",
    "ship_phone",
)
NO_ADDRESS = ("",) * len(SHIP_TO)

PARTS: dict[str, tuple[str, ...]] = {
    "number": ("external_number",),
    "state": ("upstream_state",),
    "placed_at": ("placed_at",),
    "payment": ("payment",),
    "currency": ("currency",),
    **{name: (name,) for name in (*TOTALS, *BUYER)},
    "ship_to": SHIP_TO,
    "note": ("note",),
    "gift": ("gift",),
    "tags": ("tags",),
    "ship_by": ("ship_by",),
}
"""What a version tells as one, and the columns that hold it. The lines are a part, too, in their own table."""
LINES = "lines"
ALL_PARTS = (*PARTS, LINES)

ORDER_COLUMNS = (
    "id", "workspace_id", "store_id", "platform", "number", "external_id", "received_at",
    "content_hash", "external_version", "provenance", "row_version",
    "status", "stage", "held", "hold_reason", "exception", "waits_on", "waits_name", "due_at",
    "confirmed_at", "purchasing_at", "completed_at", "cancelled_at", "lines_count", "units", "first_title",
    *(column for columns in PARTS.values() for column in columns),
)  # fmt: skip
LINE_VALUES = (
    "sku", "title", "variant", "vendor", "quantity", "unit_price", "category_hint", "personalisation", "image",
)  # fmt: skip
LINE_COLUMNS = ("id", "workspace_id", "order_id", "position", "ref", "category_id", *LINE_VALUES)


def told_by(doc: OrderDoc) -> dict[str, tuple[Any, ...]]:
    """Return the parts that the document tells, each as the values of its columns; the lines are left out."""
    money, buyer = doc.totals, doc.buyer
    told = {
        "number": doc.number or doc.external_id,
        "state": doc.state,
        "placed_at": instant(doc.placed_at),
        "payment": payment_of(doc.paid, doc.state),
        "currency": doc.currency,
        "goods_total": money.goods,
        "shipping_total": money.shipping,
        "tax_total": money.tax,
        "discount_total": money.discount,
        "total": money.total,
        "buyer_name": buyer.name,
        "buyer_email": buyer.email,
        "buyer_phone": buyer.phone,
        "note": doc.note,
        "gift": doc.gift,
        "tags": None if doc.tags is None else "\n".join(doc.tags),
        "ship_by": instant(doc.ship_by),
    }
    parts: dict[str, tuple[Any, ...]] = {part: (value,) for part, value in told.items() if value is not None}
    if doc.ship_to is not None:
        parts["ship_to"] = address_values(doc.ship_to)
    return parts


def instant(moment: datetime | None) -> datetime | None:
    """Return the same instant in UTC, so that equal instants look the same."""
    return moment if moment is None else moment.astimezone(UTC)


def address_values(to: Address) -> tuple[str, ...]:
    """Return an address as its columns hold it; lines of the street stand below each other."""
    return (
        to.name,
        to.company,
        "\n".join(to.lines),
        to.city,
        to.region,
        to.postal,
        to.country,
        to.country_code,
        to.phone,
    )


def line_values(line: LineDoc) -> tuple[Any, ...]:
    """Return a line as its columns hold it, in the order of LINE_VALUES."""
    return (
        line.sku,
        line.title or line.sku,
        line.variant,
        line.vendor,
        line.quantity,
        line.unit_price,
        line.category_hint,
        personal_text(line),
        line.image,
    )


def personal_text(line: LineDoc) -> str:
    """Return the personalisation as JSON text, every character as the buyer wrote it."""
    if not line.personalisation:
        return "[]"
    return json.dumps(line.personalisation, ensure_ascii=False, separators=(",", ":"))


def line_row(
    new: UUID, workspace_id: UUID, order_id: UUID, position: int, line: LineDoc, category_id: UUID | None
) -> tuple[Any, ...]:
    """Return a new line in the order of LINE_COLUMNS."""
    return (new, workspace_id, order_id, position, line.ref, category_id, *line_values(line))
