"""The states of a supplier."""

from enum import StrEnum

from orderloom.kernel.actor import Party
from orderloom.kernel.machine import Machine, Move


class SupplierStatus(StrEnum):
    """Whether new tasks are given to the supplier."""

    ACTIVE = "active"
    PAUSED = "paused"


STAFF = frozenset({Party.STAFF, Party.SYSTEM})
SUPPLIER = Machine(
    start=SupplierStatus.ACTIVE,
    final=[],
    moves={
        "pause": Move(frozenset({SupplierStatus.ACTIVE}), SupplierStatus.PAUSED, STAFF, "partners.manage"),
        "resume": Move(frozenset({SupplierStatus.PAUSED}), SupplierStatus.ACTIVE, STAFF, "partners.manage"),
    },
)


class FailOver(StrEnum):
    """What becomes of an offer that nobody answered: the next supplier gets it, it stays, or a person decides."""

    YES = "yes"
    NO = "no"
    ASK = "ask"
