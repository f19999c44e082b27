"""What happens to the rules of negotiation; what happens to a negotiation is told by its subject's stage."""

from dataclasses import dataclass

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceChanged(Event):
    """The workspace set how far suppliers may change what stands without being asked."""

    kind: str
    before: str
    after: str
