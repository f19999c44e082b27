"""The reasons for which orders wait, above the list: each with its count, and what it narrows the list down to."""

from dataclasses import dataclass

from orderloom.intake.queries.findings import finding_counts
from orderloom.kernel.actor import Actor
from orderloom.portals.lists.asked import Asked
from orderloom.portals.merchant.review_words import LABELS


@dataclass(frozen=True, slots=True)
class ReasonTab:
    """A reason with its number of orders and the address of the list that shows them."""

    kind: str
    label: str
    count: int
    url: str
    current: bool


def reason_tabs(actor: Actor, base: str, asked: Asked) -> list[ReasonTab]:
    """Return the reasons that hold orders now, where the list shows what is to be reviewed; one statement."""
    chosen = asked.get("reason")
    if asked.tab != "review" and not chosen:
        return []
    return [
        ReasonTab(
            kind,
            str(LABELS[kind]),
            count,
            base + asked.but(reason="" if kind == chosen else kind).query(),
            current=kind == chosen,
        )
        for kind, count in finding_counts(actor).items()
    ]
