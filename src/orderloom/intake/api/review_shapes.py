"""Review as it travels over the API: rules, reasons, blocked buyers, parts of lines, orders that ship together."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from orderloom.intake.api.order_shapes import MOST_ORDERS
from orderloom.intake.review.kinds import BlockedBy, ReviewKind
from orderloom.intake.states import OrderStage
from orderloom.kernel.wire import Amount, Count, Currency, Cursor, Limit, Refused, Shown, Text, Told, Yes


class ReviewParams(Told):
    """What a rule needs to know; those of other rules are left out.

    `hours` of duplicate; `unknown` of unpaid: whether a shop that says nothing counts; `needs` of address: its parts
    among name, street, city, region, postal, country and phone; `limits` of amount, by currency.
    """

    hours: Annotated[int, Field(strict=True, ge=1, le=2160)] | None = None
    unknown: Yes | None = None
    needs: Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=7)] | None = None
    limits: Annotated[dict[Currency, Amount], Field(max_length=20)] | None = None


class ReviewRuleIn(Told):
    """How a rule is to be set; parameters that are left out are those of a new workspace."""

    is_on: Yes
    params: ReviewParams = ReviewParams()


class ReviewRuleOut(Shown):
    """A rule of review as it is in force."""

    kind: ReviewKind
    is_on: bool
    params: dict[str, Any]


class ReviewRules(Shown):
    """All rules, on or off."""

    items: list[ReviewRuleOut]


class FindingsAsked(Told):
    """Which reasons are asked for."""

    kind: ReviewKind | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class FindingOut(Shown):
    """A reason to look at an order; `params` tell what was found, `settled` is approved, mended, off, moot or blank."""

    id: UUID
    order_id: UUID
    order_number: str
    kind: ReviewKind
    params: dict[str, Any]
    found_at: datetime
    settled: str
    settled_at: datetime | None
    settled_by: str


class Findings(Shown):
    """All that was found about one order, the newest first."""

    items: list[FindingOut]


class BlockedIn(Told):
    """A sign by which a buyer is known again."""

    by: BlockedBy
    value: Annotated[Text, Field(min_length=1, max_length=300)]
    why: Annotated[Text, Field(max_length=300)] = ""


class BlockedOut(Shown):
    """A sign on the list of blocked buyers."""

    id: UUID
    by: BlockedBy
    value: str
    why: str
    added_by: str
    created_at: datetime


class BlockedBuyers(Shown):
    """The list, the newest first."""

    items: list[BlockedOut]


class Parts(Told):
    """How many pieces each part of the line has; together as many as the line."""

    quantities: Annotated[list[Count], Field(min_length=2, max_length=20)]


class SplitOut(Shown):
    """The lines that the line is now."""

    order_id: UUID
    line_ids: list[UUID]


class TogetherIn(Told):
    """Which orders go out in one parcel."""

    ids: Annotated[list[UUID], Field(min_length=2, max_length=50)]


class Apart(Told):
    """Which orders go out by themselves again."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ORDERS)]


class GroupOut(Shown):
    """Orders that go out in one parcel."""

    group_id: UUID
    number: str
    order_ids: list[UUID]


class BesideOut(Shown):
    """An order that goes out, or could, together with others."""

    id: UUID
    number: str
    stage: OrderStage
    buyer_name: str
    address: str


class Suggestion(Shown):
    """Orders of one customer to one address of which nothing has left."""

    orders: list[BesideOut]


class Suggestions(Shown):
    """Sets of orders that could go out together."""

    items: list[Suggestion]


class Parted(Shown):
    """The orders that go out by themselves now."""

    done: list[UUID]


class Approval(Shown):
    """The orders that were approved, those of them that are bought already by the rule, and why not the others."""

    done: list[UUID]
    started: list[UUID]
    refused: list[Refused]
