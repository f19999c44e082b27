"""What a link is for, and how it stands."""

from enum import StrEnum

from orderloom.production.states import TaskStatus


class Purpose(StrEnum):
    """The one thing that a link lets its holder do; all of them show the task and its messages."""

    ANSWER = "answer"
    MAKE = "make"
    SHIP = "ship"
    READ = "read"


class Standing(StrEnum):
    """How a link stands when somebody comes by it."""

    LIVE = "live"
    PASSED = "passed"  # used, or the task has gone on: it shows, and lets nothing be done
    EXPIRED = "expired"
    OVER = "over"  # the task is somebody else's now
    REVOKED = "revoked"


class Known(StrEnum):
    """Why a device is taken for the member's own."""

    FIRST = "first"
    CODE = "code"
    SIGN_IN = "sign_in"


_S = TaskStatus
PURPOSES = {
    _S.OFFERED: Purpose.ANSWER,
    _S.ACCEPTED: Purpose.MAKE,
    _S.IN_PRODUCTION: Purpose.MAKE,
    _S.READY_TO_SHIP: Purpose.SHIP,
    _S.SHIPPED: Purpose.SHIP,
    _S.DELIVERED: Purpose.SHIP,
}


def purpose_of(status: str) -> Purpose:
    """Return what a link to a task in this state is for."""
    return PURPOSES.get(TaskStatus(status), Purpose.READ)
