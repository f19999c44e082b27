"""A pasted column for selected orders: value i belongs to order i; what it would change, and what cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.intake.commands.edit_order import OrderEdit
from orderloom.intake.field_merge import seen_text
from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel.actor import Actor
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import order_of, parse_moment
from orderloom.portals.merchant.cell_kinds import tag_list
from orderloom.portals.merchant.order_forms import END_OF_WORK
from orderloom.shipping.carriers.carrier import Confidence
from orderloom.shipping.carriers.recognition import recognise

TRACKING, TAGS, DUE, NOTE = "tracking", "tags", "due", "note"
KINDS: Mapping[str, str | Promise] = {
    TRACKING: gettext_lazy("Tracking number"),
    DUE: gettext_lazy("Ship by"),
    TAGS: gettext_lazy("Tags"),
    NOTE: gettext_lazy("Note"),
}
LONGEST = 2000
DAY_DIGITS = (5, 8)  # a spreadsheet's serial day, or 20261130; longer ones are numbers of parcels


@dataclass(frozen=True, slots=True)
class Change:
    """What the value changes of the order; without `edit` nothing, for the reason that `problem` says, if any."""

    order_id: UUID
    number: int
    buyer: str
    before: str
    after: str
    value: str
    seen: str
    edit: OrderEdit | None = None
    problem: str = ""


def values_of(text: str, count: int) -> list[str]:
    """Return one value for each of so many orders; a blank line leaves its order as it is."""
    lines = [line.split("\t")[0].strip()[:LONGEST] for line in text.replace("\0", "").splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    return (lines + [""] * count)[: max(count, len(lines))]


def guessed(values: Sequence[str]) -> str:
    """Return what the values most likely are."""
    told = [value for value in values if value]
    if not told:
        return TRACKING
    order = order_of(told)
    if all(_day(value, order) for value in told):
        return DUE
    if sum(_is_tracking(value) for value in told) > len(told) / 2:
        return TRACKING
    return TAGS


def _is_tracking(value: str) -> bool:
    return any(match.confidence > Confidence.SHAPE for match in recognise(value)) or (
        len(value) >= 10 and value.isalnum() and any(sign.isdigit() for sign in value)
    )


def _day(value: str, order: str | None) -> date | None:
    if value.isdigit() and len(value) not in DAY_DIGITS:
        return None
    try:
        return parse_moment(value, order).date()
    except BadValue:
        return None


def orders_in_order(actor: Actor, ids: Sequence[UUID]) -> list[CustomerOrder]:
    """Return the orders as they were selected; those that are gone are left out. Raises NotAllowed."""
    found = visible_orders(actor).in_bulk(list(ids))
    return [found[one] for one in ids if one in found]


def changes_of(
    orders: Sequence[CustomerOrder], values: Sequence[str], kind: str, zone: str, seen: Sequence[str] = ()
) -> list[Change]:
    """Return what each value changes of its order; `seen` are the marks of what somebody saw before."""
    order = order_of([value for value in values if value]) if kind == DUE else None
    read: Callable[[CustomerOrder, str], tuple[str, str, str, OrderEdit | None, str]] = {
        DUE: lambda one, value: _due(one, value, order, zone),
        TAGS: _tags,
        NOTE: _note,
    }[kind]
    found = []
    for place, (one, value) in enumerate(zip(orders, values, strict=False)):
        before, after, marks, edit, problem = read(one, value)
        marks = seen[place] if place < len(seen) and seen[place] else marks
        found.append(
            Change(
                one.id,
                one.number,
                one.buyer_name,
                before,
                after,
                value,
                marks,
                edit if value else None,
                problem,
            )
        )
    return found


def _due(
    order: CustomerOrder, value: str, written: str | None, zone: str
) -> tuple[str, str, str, OrderEdit | None, str]:
    before = order.ship_by.astimezone(ZoneInfo(zone)).date() if order.ship_by else None
    marks, day = seen_text({"ship_by": order.ship_by}), _day(value, written) if value else None
    told = str(before or "")
    if not value:
        return told, told, marks, None, ""
    if day is None:
        return told, "", marks, None, _("This is not a day. Write it as 2026-11-30.")
    if day == before:
        return told, told, marks, None, ""
    return told, str(day), marks, OrderEdit(ship_by=datetime.combine(day, END_OF_WORK, ZoneInfo(zone))), ""


def _tags(order: CustomerOrder, value: str) -> tuple[str, str, str, OrderEdit | None, str]:
    before, tags = order.tags.replace("\n", ", "), tag_list(value)
    after = ", ".join(tags) if value else before
    edit = OrderEdit(tags=tags) if after != before else None
    return before, after, seen_text({"tags": order.tags}), edit, ""


def _note(order: CustomerOrder, value: str) -> tuple[str, str, str, OrderEdit | None, str]:
    edit = OrderEdit(note=value) if value != order.note else None
    return order.note, value or order.note, seen_text({"note": order.note}), edit, ""
