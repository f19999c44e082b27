"""The states of an order task."""

from enum import StrEnum

from orderloom.kernel.actor import Party
from orderloom.kernel.machine import Machine, Move


class TaskStatus(StrEnum):
    """The lifecycle of an order task."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_PRODUCTION = "in_production"
    READY_TO_SHIP = "ready_to_ship"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    DONE = "done"
    CANCELLED = "cancelled"


class Milestone(StrEnum):
    """The points a task is to reach in time, in their order."""

    ACCEPT = "accept"
    START = "start"
    PRODUCED = "produced"
    SHIPPED = "shipped"


class DeclineReason(StrEnum):
    """Why a supplier declines a task."""

    NO_CAPACITY = "no_capacity"
    NO_MATERIAL = "no_material"
    CANNOT_MAKE = "cannot_make"
    PRICE = "price"
    DATE = "date"
    OTHER = "other"


_S = TaskStatus
_SYSTEM = frozenset({Party.SYSTEM})
_SUPPLIER = frozenset(
    {Party.SUPPLIER, Party.STAFF}
)  # staff may answer for a supplier; the timeline names them
_STAFF = frozenset({Party.STAFF, Party.SYSTEM})
LIVE = frozenset({_S.ACCEPTED, _S.IN_PRODUCTION, _S.READY_TO_SHIP, _S.SHIPPED, _S.DELIVERED, _S.DONE})

TASK = Machine(
    start=_S.QUEUED,
    final=[_S.DONE, _S.CANCELLED],
    moves={
        "offer": Move(frozenset({_S.QUEUED, _S.OFFERED}), _S.OFFERED, _STAFF, "routing.assign"),
        "accept": Move(frozenset({_S.OFFERED}), _S.ACCEPTED, _SUPPLIER, "production.answer"),
        "decline": Move(frozenset({_S.OFFERED}), _S.QUEUED, _SUPPLIER, "production.answer"),
        "start": Move(frozenset({_S.ACCEPTED}), _S.IN_PRODUCTION, _SUPPLIER, "production.answer"),
        "finish": Move(
            frozenset({_S.ACCEPTED, _S.IN_PRODUCTION}), _S.READY_TO_SHIP, _SUPPLIER, "production.answer"
        ),
        "ship": Move(
            frozenset({_S.ACCEPTED, _S.IN_PRODUCTION, _S.READY_TO_SHIP}),
            _S.SHIPPED,
            _SUPPLIER,
            "production.answer",
        ),
        "deliver": Move(frozenset({_S.SHIPPED}), _S.DELIVERED, _STAFF, "production.answer"),
        "complete": Move(
            frozenset({_S.SHIPPED, _S.DELIVERED}), _S.DONE, _SUPPLIER | _SYSTEM, "production.answer"
        ),
        "cancel": Move(frozenset({_S.QUEUED, _S.OFFERED}), _S.CANCELLED, _STAFF, "production.cancel"),
    },
)
