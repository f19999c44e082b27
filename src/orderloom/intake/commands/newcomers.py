"""A document of an order that was never seen before, as the row that is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from orderloom.catalog.queries import Edition
from orderloom.intake.canonical import OrderDoc
from orderloom.intake.provenance import Provenance
from orderloom.intake.review.kinds import NO_RULES, Book, exception_of
from orderloom.intake.routable import LineToRoute
from orderloom.intake.rows import ALL_PARTS, LINES, NO_ADDRESS, address_values, instant, told_by
from orderloom.intake.rules import Rule, payment_of, standing
from orderloom.intake.states import OrderStatus, Payment
from orderloom.kernel.workdays import EVERY_DAY, WorkCalendar


@dataclass(frozen=True, slots=True)
class Home:
    """The store that takes orders in, with the rule of its workspace."""

    workspace_id: UUID
    store_id: UUID
    store_name: str
    platform: str
    default_category_id: UUID | None
    rule: Rule
    work: WorkCalendar = EVERY_DAY
    review: Book = NO_RULES
    edition: Edition = None  # of the catalogue


class Newcomer(NamedTuple):
    """An order that has just been stored."""

    id: UUID
    external_id: str
    number: int
    status: OrderStatus
    lines: int
    units: int
    reasons: tuple[str, ...] = ()
    to_route: tuple[LineToRoute, ...] = ()


def new_row(
    home: Home,
    doc: OrderDoc,
    content: str,
    order_id: UUID,
    number: int,
    now: datetime,
    reasons: tuple[str, ...] = (),
) -> tuple[list[Any], Newcomer]:
    """Return the row in the order of ORDER_COLUMNS, with the status that channel and rule give it.

    An order that there are `reasons` to look at is neither confirmed nor bought by the rule.
    """
    lines, state, ship_by = doc.lines or (), doc.state or "ready", instant(doc.ship_by)
    payment = payment_of(doc.paid, doc.state) or Payment.UNKNOWN.value
    units = sum([line.quantity for line in lines])
    status = (
        OrderStatus.CANCELLED
        if state == "cancelled"
        else OrderStatus.RECEIVED
        if reasons
        else home.rule.first_status(state=state, payment=payment, lines=len(lines))
    )
    stage, waits_on = standing(status, state)
    is_bought = status is OrderStatus.PURCHASING
    due_at = ship_by or _default_due(home.work, instant(doc.placed_at) or now)
    head: list[Any] = [
        order_id, home.workspace_id, home.store_id, home.platform, number, doc.external_id, now,
        content, doc.updated_at, _provenance(doc), 1,
        status.value, stage.value, False, "", exception_of(set(reasons)), waits_on.value, "", due_at,
        now if is_bought or status is OrderStatus.CONFIRMED else None, now if is_bought else None, None,
        now if status is OrderStatus.CANCELLED else None, len(lines), units,
        (lines[0].title or lines[0].sku) if lines else "",
    ]  # fmt: skip
    return head + _parts(doc, state, payment, ship_by, now), Newcomer(
        order_id, doc.external_id, number, status, len(lines), units, reasons
    )


def _default_due(work: WorkCalendar, placed: datetime) -> datetime | None:
    """Return when an order is due for which its shop names no day."""
    day = work.default_due(placed)
    return work.end_of(day) if day else None


def _parts(doc: OrderDoc, state: str, payment: str, ship_by: datetime | None, now: datetime) -> list[Any]:
    """Return the values of PARTS, in their order, with blanks for what is not said."""
    money, buyer = doc.totals, doc.buyer
    return [
        doc.number or doc.external_id, state, instant(doc.placed_at) or now, payment, doc.currency or "",
        money.goods, money.shipping, money.tax, money.discount, money.total,
        buyer.name or "", buyer.email or "", buyer.phone or "",
        *(address_values(doc.ship_to) if doc.ship_to else NO_ADDRESS),
        doc.note or "", doc.gift or False, "\n".join(doc.tags) if doc.tags else "", ship_by,
    ]  # fmt: skip


def _provenance(doc: OrderDoc) -> str:
    """Return the note of what the first version leaves unsaid; most files have no versions and say the state."""
    if doc.updated_at is None and doc.state is not None:
        return ""
    provenance = Provenance()
    told = set(told_by(doc)) | (set() if doc.lines is None else {LINES})
    provenance.begin(doc.updated_at, told, ALL_PARTS)
    return provenance.text()
