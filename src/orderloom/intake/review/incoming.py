"""An order as the rules look at it before it is stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.review.seen import Seen, SeenAddress, SeenLine
from orderloom.intake.rows import address_values, instant
from orderloom.intake.rules import payment_of
from orderloom.intake.states import Payment


def is_to_review(doc: OrderDoc) -> bool:
    """Tell whether rules may hold the order: its shop says that it may be bought."""
    return (doc.state or "ready") == "ready"


def seen_of(
    doc: OrderDoc, order_id: UUID, number: int, categories: Sequence[UUID | None], now: datetime
) -> Seen:
    """Return what the rules see of the order, just as they would see it once it is stored."""
    buyer = doc.buyer
    lines = zip(doc.lines or (), categories, strict=True)
    return Seen(
        id=order_id,
        number=number,
        placed_at=instant(doc.placed_at) or now,
        payment=payment_of(doc.paid, doc.state) or Payment.UNKNOWN.value,
        currency=doc.currency or "",
        total=doc.totals.total,
        buyer_name=buyer.name or "",
        buyer_email=buyer.email or "",
        buyer_phone=buyer.phone or "",
        address=SeenAddress(*address_values(doc.ship_to)) if doc.ship_to else SeenAddress(),
        note=doc.note or "",
        lines=tuple(
            SeenLine(
                line.ref,
                line.sku,
                line.title or line.sku,
                line.variant,
                has_category=category_id is not None,
            )
            for line, category_id in lines
        ),
    )
