"""What the rules of review have found, as lists, pages and programs need it; the rules and the blocked buyers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, QuerySet

from orderloom.intake.models import BlockedBuyer, ReviewFinding
from orderloom.intake.permissions import SEE
from orderloom.intake.queries.review_book import book
from orderloom.intake.review.kinds import PRIORITY, ReviewKind
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid

PAGE = 50


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A reason to look at an order, open or settled; `settled` says how, `params` what the words need."""

    id: UUID
    order_id: UUID
    order_number: int
    kind: str
    params: dict[str, Any]
    found_at: datetime
    settled: str
    settled_at: datetime | None
    settled_by: str


@dataclass(frozen=True, slots=True)
class FindingPage:
    """A page of reasons; `next_cursor` leads to the next one and is blank on the last."""

    rows: tuple[FindingCard, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule of review as it is in force."""

    kind: str
    is_on: bool
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BlockedCard:
    """A sign of a blocked buyer."""

    id: UUID
    by: str
    value: str
    why: str
    added_by: str
    created_at: datetime


def _visible(actor: Actor) -> QuerySet[ReviewFinding]:
    actor.require(SEE)
    return ReviewFinding.objects.filter(workspace_id=actor.workspace_id)


def _cards(rows: QuerySet[ReviewFinding]) -> list[FindingCard]:
    own = [one.name for one in fields(FindingCard) if one.name != "order_number"]
    return [
        FindingCard(order_number=row.pop("of"), **row) for row in rows.values(*own, of=F("order__number"))
    ]


def open_findings(actor: Actor, order_ids: Sequence[UUID]) -> dict[UUID, list[FindingCard]]:
    """Return what is open about each of the orders, the weightiest first, in one statement. Raises NotAllowed."""
    found: dict[UUID, list[FindingCard]] = defaultdict(list)
    if order_ids:
        for card in _cards(_visible(actor).filter(order_id__in=order_ids, settled_at=None)):
            found[card.order_id].append(card)
    for cards in found.values():
        cards.sort(key=lambda card: PRIORITY.index(ReviewKind(card.kind)))
    return found


def findings_of(actor: Actor, order_id: UUID) -> list[FindingCard]:
    """Return all that was ever found about the order, the newest first. Raises NotAllowed."""
    return _cards(_visible(actor).filter(order_id=order_id).order_by("-found_at", "-id"))


def finding_page(actor: Actor, *, kind: str = "", cursor: str = "", limit: int = PAGE) -> FindingPage:
    """Return open reasons, of one kind or of all, the newest first. Raises NotAllowed, Invalid."""
    rows = _visible(actor).filter(settled_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    if cursor:
        try:
            rows = rows.filter(id__lt=UUID(cursor))
        except ValueError as wrong:
            raise Invalid(fields={"cursor": "?"}) from wrong
    cards = _cards(rows.order_by("-id")[: limit + 1])
    return FindingPage(tuple(cards[:limit]), str(cards[limit - 1].id) if len(cards) > limit else "")


def finding_counts(actor: Actor) -> dict[str, int]:
    """Return of how many orders each kind is open, for those that are. Raises NotAllowed."""
    rows = _visible(actor).filter(settled_at=None).values("kind").annotate(count=Count("id")).order_by()
    counts = {row["kind"]: row["count"] for row in rows}
    return {kind.value: counts[kind.value] for kind in PRIORITY if kind.value in counts}


def held_for(workspace_id: UUID, kind: str) -> QuerySet[ReviewFinding, UUID]:
    """Return the ids of the orders of which this kind is open, for a filter."""
    rows = ReviewFinding.objects.filter(workspace_id=workspace_id, settled_at=None, kind=kind)
    return rows.values_list("order_id", flat=True)


def open_kinds() -> ArraySubquery:
    """Return the expression that gives the kinds that are open of each order of a query."""
    rows = ReviewFinding.objects.filter(
        workspace_id=OuterRef("workspace_id"), order_id=OuterRef("id"), settled_at=None
    )
    return ArraySubquery(rows.values("kind"))


def rule_cards(actor: Actor) -> list[RuleCard]:
    """Return all rules, on or off, the weightiest first. Raises NotAllowed."""
    actor.require(SEE)
    found = book(actor.workspace_id)
    params = {**found.rules, **found.off}
    return [RuleCard(kind.value, kind in found.rules, params[kind]) for kind in PRIORITY]


def blocked_buyers(actor: Actor) -> list[BlockedCard]:
    """Return the list of blocked buyers, the newest first. Raises NotAllowed."""
    actor.require(SEE)
    names = [one.name for one in fields(BlockedCard)]
    rows = BlockedBuyer.objects.filter(workspace_id=actor.workspace_id).order_by("-id")
    return [BlockedCard(**row) for row in rows.values(*names)]
