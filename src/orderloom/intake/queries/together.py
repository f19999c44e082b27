"""Orders that go out in one parcel, and those that could."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.intake.permissions import SEE
from orderloom.intake.review.seen import folded
from orderloom.kernel.actor import Actor
from orderloom.kernel.reading import fetched

UNSHIPPED = ("review", "confirmed", "purchasing", "production", "ready")
"""The stages in which nothing of an order has left yet, so that it can still go out with others."""
MOST_LOOKED_AT = 20_000
MOST_SUGGESTED = 50
MOST_TOGETHER = 50
CARD = """o.id, o.number, o.stage, o.held, o.placed_at, o.buyer_name, o.first_title, o.units, o.currency, o.total,
    o.ship_name, o.ship_lines, o.ship_city, o.ship_postal, o.ship_country_code"""
SURE = "lower(coalesce(nullif({o}.buyer_email, ''), nullif({o}.buyer_phone, ''), {o}.ship_postal))"
"""By what customers of one name are told apart, as `review.seen.customer_key` does it."""
IN_GROUP = "(SELECT member.group_id FROM intake_shipgrouporder member WHERE member.order_id = o.id)"
OF_CUSTOMER = f"""
SELECT {CARD} FROM intake_customerorder o JOIN intake_customerorder mine
    ON mine.workspace_id = o.workspace_id AND mine.buyer_key = o.buyer_key AND o.buyer_name <> ''
    AND {SURE.format(o="mine")} = {SURE.format(o="o")}
WHERE o.workspace_id = %s AND mine.id = %s AND o.stage = ANY(%s::text[]) AND (o.id = mine.id OR {IN_GROUP} IS NULL)
ORDER BY o.placed_at DESC, o.id DESC LIMIT {MOST_TOGETHER}
"""  # noqa: S608  constants of ours are put in; values are parameters
WITH_GROUP = f"""
SELECT g.id, g.number, g.created_by, g.created_at, {CARD}
FROM intake_shipgrouporder mine
JOIN intake_shipgroup g ON g.id = mine.group_id AND g.workspace_id = mine.workspace_id
JOIN intake_shipgrouporder member ON member.group_id = g.id AND member.workspace_id = g.workspace_id
JOIN intake_customerorder o ON o.id = member.order_id AND o.workspace_id = member.workspace_id
WHERE mine.workspace_id = %s AND mine.order_id = %s ORDER BY o.number
"""  # noqa: S608  constants of ours are put in; values are parameters
SUGGESTED = f"""
WITH open AS (
    SELECT o.*, o.buyer_key || ' ' || {SURE.format(o="o")} AS customer FROM intake_customerorder o
    WHERE o.workspace_id = %s AND o.stage = ANY(%s::text[]) AND o.ship_lines <> '' AND o.buyer_name <> ''
        AND {IN_GROUP} IS NULL
    ORDER BY o.placed_at DESC, o.id DESC LIMIT {MOST_LOOKED_AT}
), several AS (
    SELECT customer FROM open GROUP BY customer HAVING count(*) > 1
    ORDER BY max(placed_at) DESC, customer LIMIT {MOST_SUGGESTED}
)
SELECT o.customer, {CARD} FROM open o JOIN several ON several.customer = o.customer ORDER BY o.number
"""  # noqa: S608  constants of ours are put in; values are parameters
OWN = (
    "id", "number", "stage", "held", "placed_at", "buyer_name", "first_title", "units", "currency", "total",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderBeside:
    """An order that goes out, or could go out, with another one."""

    id: UUID
    number: int
    stage: str
    held: bool
    placed_at: datetime
    buyer_name: str
    first_title: str
    units: int
    currency: str
    total: Any
    place: str
    address: str

    @classmethod
    def of(cls, row: Sequence[Any]) -> "OrderBeside":
        """Read a row of CARD."""
        name, street, city, postal, country = row[10:15]
        shown = ", ".join(part for part in (name, *street.splitlines(), city, postal, country) if part)
        own: dict[str, Any] = dict(zip(OWN, row[:10], strict=True))
        return cls(**own, place=place_key(street, city, postal, country), address=shown)


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its orders, the oldest number first."""

    id: UUID
    number: int
    created_by: str
    created_at: datetime
    orders: tuple[OrderBeside, ...]


def place_key(street: str, city: str, postal: str, country: str) -> str:
    """Return what two addresses share that are the same but for their case, blanks and marks; blank for none."""
    return folded("address", f"{street} {city} {postal} {country}") if street.strip() else ""


def group_of(actor: Actor, order_id: UUID) -> GroupCard | None:
    """Return the group of the order, if it is in one; one statement. Raises NotAllowed."""
    actor.require(SEE)
    rows = fetched(WITH_GROUP, [actor.workspace_id, order_id])
    for group_id, number, by, at, *_order in rows[:1]:
        return GroupCard(group_id, number, by, at, tuple(OrderBeside.of(row[4:]) for row in rows))
    return None


def could_join(actor: Actor, order_id: UUID) -> list[OrderBeside]:
    """Return the customer's other orders to the same address of which nothing has left, the newest first.

    Raises NotAllowed.
    """
    actor.require(SEE)
    rows = fetched(OF_CUSTOMER, [actor.workspace_id, order_id, list(UNSHIPPED)])
    found = [OrderBeside.of(row) for row in rows]
    own = next((one.place for one in found if one.id == order_id), "")
    return [one for one in found if own and one.place == own and one.id != order_id]


def suggested(actor: Actor) -> list[tuple[OrderBeside, ...]]:
    """Return sets of orders that could go out together, of the newest 20,000 that are open. Raises NotAllowed."""
    actor.require(SEE)
    sets: dict[tuple[str, str], list[OrderBeside]] = defaultdict(list)
    for customer, *row in fetched(SUGGESTED, [actor.workspace_id, list(UNSHIPPED)]):
        one = OrderBeside.of(row)
        sets[customer, one.place].append(one)
    several = [tuple(orders[:MOST_TOGETHER]) for orders in sets.values() if len(orders) > 1]
    return sorted(several, key=lambda orders: orders[-1].number, reverse=True)
