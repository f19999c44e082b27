"""What happens to customer orders. All but the last two are facts of the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from uuid import UUID

from orderloom.intake.routable import LineToRoute
from orderloom.kernel.events import Event, JoinableEvent

Changes = Mapping[str, tuple[object, object]]
"""Old and new value of each thing that changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReceived(Event):
    """An order came in for the first time."""

    order_id: UUID
    number: int
    store: str
    lines: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUpdated(Event):
    """The channel tells the order in a newer state.

    What `needs_person` names came after purchasing had started and was not carried out: it waits for somebody.
    """

    order_id: UUID
    changes: Changes
    needs_person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited(Event):
    """Somebody changed the order by hand; `columns` tells what an address was piece by piece, to put it back."""

    order_id: UUID
    changes: Changes
    columns: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """The order was looked through and may be bought."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasingStarted(Event):
    """The order's lines go to suppliers from now on."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(Event):
    """The order waits until somebody releases it."""

    order_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased(Event):
    """The order no longer waits."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order will not be bought."""

    order_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRevived(Event):
    """The channel took back the cancellation of an order that nobody had bought yet."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInFulfilment(Event):
    """At least one supplier has accepted, and every line has somebody who makes it."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(Event):
    """Everything that was ordered is done."""

    order_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersChosen(Event):
    """Somebody chose the people in charge of the order; none means those of its categories."""

    order_id: UUID
    owners: tuple[UUID, ...]
    before: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCategorised(Event):
    """A line got its category by hand."""

    order_id: UUID
    subject_id: UUID
    category: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineQuantityChanged(Event):
    """Somebody changed how many pieces of a line are to be bought."""

    order_id: UUID
    subject_id: UUID
    title: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUndone(Event):
    """Somebody took a change back; `subject_id` is the fact that it was, of this kind."""

    order_id: UUID
    subject_id: UUID
    undid: str
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateChanged(Event):
    """The day by which the order has to be shipped was changed by hand."""

    order_id: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionSettled(Event):
    """Somebody has dealt with what the order was stopped for."""

    order_id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(Event):
    """A file was read to its end, was stopped, or could not be read."""

    subject_id: UUID
    file_name: str
    status: str
    orders_created: int
    orders_updated: int
    rejected_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTakenBack(Event):
    """The import that brought the order was undone; the order keeps its number and is cancelled."""

    order_id: UUID
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRestored(Event):
    """The import that changed the order was undone; these things are again as they were."""

    order_id: UUID
    file_name: str
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Event):
    """An import was undone as far as its orders had not moved on."""

    subject_id: UUID
    file_name: str
    taken_back: int
    restored: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAdded(Event):
    """A shop was added."""

    subject_id: UUID
    name: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChanged(Event):
    """A shop was changed."""

    subject_id: UUID
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingSaved(Event):
    """Somebody said which column is which, and kept it for the next file."""

    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRuleSet(Event):
    """What is bought without a person was changed."""

    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersToRoute(JoinableEvent):
    """Purchasing has started for these orders; only announced, their own facts are on the timeline.

    `new_lines` are all lines of orders that were stored in the same transaction; of others they are to be read.
    """

    order_ids: tuple[UUID, ...]
    new_lines: tuple[LineToRoute, ...] = ()

    def joined(self, later: Self) -> Self:
        """Return all the orders, each once."""
        order_ids = tuple(dict.fromkeys(self.order_ids + later.order_ids))
        return replace(self, order_ids=order_ids, new_lines=())


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersCompleted(Event):
    """These orders are complete; only announced, their own facts are on the timeline."""

    order_ids: tuple[UUID, ...]
