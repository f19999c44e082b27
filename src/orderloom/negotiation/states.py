"""The states of a negotiation, its sides, and what a side can do."""

from enum import StrEnum


class Side(StrEnum):
    """The two sides of a negotiation."""

    MERCHANT = "merchant"
    SUPPLIER = "supplier"

    @property
    def other(self) -> "Side":
        """Return the side across the table."""
        return Side.SUPPLIER if self is Side.MERCHANT else Side.MERCHANT


class NegotiationStatus(StrEnum):
    """The lifecycle of a negotiation; all but the first are ends."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Deed(StrEnum):
    """What a side does about the version that is on the table."""

    COUNTER = "counter"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class Rest(StrEnum):
    """What becomes of the pieces that an agreement leaves out."""

    ROUTE = "route"  # somebody else makes them
    DROP = "drop"  # nobody does


ENDS = {
    Deed.ACCEPT: NegotiationStatus.ACCEPTED,
    Deed.REJECT: NegotiationStatus.REJECTED,
    Deed.WITHDRAW: NegotiationStatus.WITHDRAWN,
}
