"""Which changes of an order can be taken back, told by its timeline. Plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Data = Mapping[str, Any]
REVERSIBLE = frozenset(
    {
        "OrderEdited", "DueDateChanged", "OwnersChosen", "LineCategorised", "LineQuantityChanged", "OrderHeld",
        "OrderReleased",
    }
)  # fmt: skip
UNDONE = "ChangeUndone"
BOUGHT = frozenset({"PurchasingStarted", "TaskOffered"})
OVER = frozenset({"OrderCancelled", "OrderCompleted", "OrderTakenBack"})
RELINED = frozenset({"LineSplit", "LinesJoined"})


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact of an order's timeline; `link` is shared by the facts of one command."""

    id: UUID
    kind: str
    data: Data
    subject_id: UUID | None
    link: int


def touched(one: Happened) -> set[str]:
    """Return what a fact has changed, each thing by a name that later changes of the same thing share."""
    if one.kind in ("OrderEdited", "OrderUpdated", "OrderRestored"):
        return set(one.data.get("changes", ())) - set(one.data.get("needs_person", ()))
    if one.kind == "DueDateChanged":
        return {"ship_by"}
    if one.kind == "OwnersChosen":
        return {"owners"}
    if one.kind in ("LineCategorised", "LineQuantityChanged"):
        return {f"{one.kind}:{one.subject_id}"}
    if one.kind in ("OrderHeld", "OrderReleased"):
        return {"held"}
    if one.kind in BOUGHT | RELINED:
        return {"bought" if one.kind in BOUGHT else "lines"}
    return {"over"} if one.kind in OVER else set()


def depends(one: Happened) -> set[str]:
    """Return what may not have changed since, for the fact to be taken back."""
    lines = {"lines", "bought"} if one.kind.startswith("Line") else set()
    return touched(one) | lines | {"over"}


def is_reversible(one: Happened) -> bool:
    """Tell whether the fact keeps what was before it."""
    if one.kind == "OwnersChosen":
        return one.data.get("before") is not None
    if one.kind == "OrderEdited" and "ship_to" in one.data["changes"]:
        return bool(one.data.get("columns"))
    return one.kind in REVERSIBLE


def undoable(events: Iterable[Happened]) -> set[UUID]:
    """Return those of an order's facts, told newest first, that nothing later depends on.

    What was itself taken back, or took something back, is none of them.
    """
    found: set[UUID] = set()
    later: set[str] = set()
    closed: set[object] = set()
    for one in events:
        if one.kind == UNDONE:
            closed |= {one.subject_id, one.link}
        elif is_reversible(one) and not depends(one) & later and not {one.id, one.link} & closed:
            found.add(one.id)
        later |= touched(one)
    return found


def siblings(events: Iterable[Happened]) -> set[UUID]:
    """Return the facts that only say how a change was taken back: the fact that it was stands beside them."""
    told = list(events)
    links = {one.link for one in told if one.kind == UNDONE}
    return {one.id for one in told if one.link in links and one.kind in REVERSIBLE}
