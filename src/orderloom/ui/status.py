"""The status vocabulary: one table of tone, glyph, words and who has the ball."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Ball(StrEnum):
    """Who must act next."""

    MERCHANT = "merchant"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    HOLDER = "holder"
    SYSTEM = "system"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Look:
    """How one status is shown: `tint` only where somebody must act."""

    tone: str
    glyph: str
    label: str | Promise
    ball: Ball
    tint: bool = False


ORDER: dict[str, Look] = {
    "draft": Look("idle", "draft", pgettext_lazy("order status", "Draft"), Ball.MERCHANT),
    "received": Look("wait", "review", pgettext_lazy("order status", "To review"), Ball.MERCHANT, tint=True),
    "confirmed": Look("work", "draft", pgettext_lazy("order status", "Reviewed"), Ball.MERCHANT),
    "purchasing": Look("work", "buy", pgettext_lazy("order status", "Purchasing"), Ball.SYSTEM),
    "in_fulfilment": Look("work", "make", pgettext_lazy("order status", "In fulfilment"), Ball.SUPPLIER),
    "in_production": Look("work", "make", pgettext_lazy("order status", "In production"), Ball.SUPPLIER),
    "ready_to_ship": Look("work", "ready", pgettext_lazy("order status", "Ready to ship"), Ball.SUPPLIER),
    "shipped": Look("move", "ship", pgettext_lazy("order status", "Shipped"), Ball.CARRIER),
    "completed": Look("done", "done", pgettext_lazy("order status", "Completed"), Ball.NOBODY),
    "cancelled": Look("idle", "cancel", pgettext_lazy("order status", "Cancelled"), Ball.NOBODY),
    "on_hold": Look("idle", "hold", pgettext_lazy("order status", "On hold"), Ball.HOLDER),
}

TASK: dict[str, Look] = {
    "queued": Look("idle", "draft", pgettext_lazy("task status", "To assign"), Ball.SYSTEM),
    "offered": Look("wait", "review", pgettext_lazy("task status", "New"), Ball.SUPPLIER, tint=True),
    "accepted": Look("work", "buy", pgettext_lazy("task status", "Accepted"), Ball.SUPPLIER),
    "in_production": Look("work", "make", pgettext_lazy("task status", "Making"), Ball.SUPPLIER),
    "ready_to_ship": Look("work", "ready", pgettext_lazy("task status", "Ready"), Ball.SUPPLIER),
    "shipped": Look("move", "ship", pgettext_lazy("task status", "Shipped"), Ball.CARRIER),
    "delivered": Look("move", "ship", pgettext_lazy("task status", "Delivered"), Ball.SUPPLIER),
    "done": Look("done", "done", pgettext_lazy("task status", "Done"), Ball.NOBODY),
    "declined": Look("risk", "refuse", pgettext_lazy("task status", "Refused"), Ball.MERCHANT, tint=True),
    "expired": Look("risk", "exc", pgettext_lazy("task status", "No answer"), Ball.MERCHANT, tint=True),
    "cancelled": Look("idle", "cancel", pgettext_lazy("task status", "Cancelled"), Ball.NOBODY),
    "short_closed": Look("idle", "cancel", pgettext_lazy("task status", "Closed short"), Ball.NOBODY),
    "on_hold": Look("idle", "hold", pgettext_lazy("task status", "On hold"), Ball.HOLDER),
}

ASSIGNMENT: dict[str, Look] = {
    "offered": Look("wait", "review", pgettext_lazy("assignment status", "Offered"), Ball.SUPPLIER),
    "accepted": Look("done", "done", pgettext_lazy("assignment status", "Accepted"), Ball.NOBODY),
    "declined": Look("risk", "refuse", pgettext_lazy("assignment status", "Refused"), Ball.NOBODY),
    "expired": Look("risk", "exc", pgettext_lazy("assignment status", "No answer"), Ball.NOBODY),
    "withdrawn": Look("idle", "cancel", pgettext_lazy("assignment status", "Withdrawn"), Ball.NOBODY),
    "superseded": Look("idle", "cancel", pgettext_lazy("assignment status", "Replaced"), Ball.NOBODY),
}

PARCEL: dict[str, Look] = {
    "no_number": Look(
        "wait", "review", pgettext_lazy("parcel status", "No number yet"), Ball.SUPPLIER, tint=True
    ),
    "moving": Look("move", "ship", pgettext_lazy("parcel status", "On the way"), Ball.CARRIER),
    "arrived": Look("done", "done", pgettext_lazy("parcel status", "Arrived"), Ball.NOBODY),
    "voided": Look("idle", "cancel", pgettext_lazy("parcel status", "Voided"), Ball.NOBODY),
}

CASE: dict[str, Look] = {
    "open": Look("risk", "exc", pgettext_lazy("case status", "Open"), Ball.MERCHANT, tint=True),
    "in_progress": Look("work", "make", pgettext_lazy("case status", "In progress"), Ball.MERCHANT),
    "snoozed": Look("idle", "hold", pgettext_lazy("case status", "Snoozed"), Ball.HOLDER),
    "resolved": Look("done", "done", pgettext_lazy("case status", "Resolved"), Ball.NOBODY),
    "closed": Look("idle", "cancel", pgettext_lazy("case status", "Closed"), Ball.NOBODY),
}

JOB: dict[str, Look] = {
    "waiting": Look("idle", "draft", pgettext_lazy("job status", "Waiting"), Ball.SYSTEM),
    "running": Look("work", "make", pgettext_lazy("job status", "Running"), Ball.SYSTEM),
    "needs_a_hand": Look(
        "wait", "review", pgettext_lazy("job status", "Needs a hand"), Ball.MERCHANT, tint=True
    ),
    "done": Look("done", "done", pgettext_lazy("job status", "Done"), Ball.NOBODY),
    "failed": Look("risk", "exc", pgettext_lazy("job status", "Failed"), Ball.MERCHANT, tint=True),
    "stopped": Look("idle", "cancel", pgettext_lazy("job status", "Stopped"), Ball.NOBODY),
}

PARTY: dict[str, Look] = {
    "active": Look("done", "done", pgettext_lazy("supplier status", "Active"), Ball.NOBODY),
    "paused": Look("idle", "hold", pgettext_lazy("supplier status", "Paused"), Ball.HOLDER),
    "invited": Look("wait", "review", pgettext_lazy("supplier status", "Invited"), Ball.SUPPLIER),
}

VOCABULARY: dict[str, dict[str, Look]] = {
    "order": ORDER,
    "task": TASK,
    "assignment": ASSIGNMENT,
    "parcel": PARCEL,
    "case": CASE,
    "job": JOB,
    "supplier": PARTY,
}


def look(thing: str, code: str) -> Look:
    """Return how `code` of a `thing` ("order", "task", ...) is shown; an unknown code is shown as itself.

    Raises KeyError when `thing` is not in the vocabulary.
    """
    return VOCABULARY[thing].get(code) or Look("idle", "draft", code, Ball.NOBODY)


def label(thing: str, code: str) -> str:
    """Return the word for a status in the active language."""
    return str(look(thing, code).label)
