"""What happens in review: facts of the timeline, but for the last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from orderloom.intake.review.kinds import ReviewKind
from orderloom.kernel.events import Event, JoinableEvent

Changes = Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHeld(Event):
    """Rules of review found reasons to look at the order; it waits until they are approved or gone."""

    order_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMended(Event):
    """Reasons to look at the order are gone."""

    order_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApproved(Event):
    """Somebody has looked at the order and lets it go on in spite of these reasons."""

    order_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSentBack(Event):
    """A confirmed order waits for review again."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRuleSet(Event):
    """A rule of review was switched or given other parameters."""

    rule: str
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerBlocked(Event):
    """Somebody put a sign of a buyer on the list."""

    subject_id: UUID
    by: str
    value: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerUnblocked(Event):
    """Somebody took a sign of a buyer off the list."""

    subject_id: UUID
    by: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSplit(Event):
    """A line was split into several of the same thing; `after` holds their quantities."""

    order_id: UUID
    subject_id: UUID
    title: str
    before: int
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesJoined(Event):
    """The parts of a split line were put together again."""

    order_id: UUID
    subject_id: UUID
    title: str
    before: tuple[int, ...]
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedTogether(Event):
    """The order goes out in one parcel with others, whose numbers are told."""

    order_id: UUID
    group: int
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedApart(Event):
    """The order no longer goes out together with others."""

    order_id: UUID
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsChanged(JoinableEvent):
    """These orders have come into a group or left one; only announced."""

    order_ids: tuple[UUID, ...]

    def joined(self, later: Self) -> Self:
        """Return all the orders, each once."""
        return replace(self, order_ids=tuple(dict.fromkeys(self.order_ids + later.order_ids)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersToReview(JoinableEvent):
    """Something that rules of review look at may have changed; only announced. It names the kinds of rules."""

    touched: Mapping[UUID, frozenset[ReviewKind]] = field(default_factory=dict)

    def joined(self, later: Self) -> Self:
        """Return all the orders, each with all its kinds."""
        both = dict(self.touched)
        for order_id, kinds in later.touched.items():
            both[order_id] = both.get(order_id, frozenset()) | kinds
        return replace(self, touched=both)
