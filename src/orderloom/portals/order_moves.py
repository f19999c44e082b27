"""What staff do with orders, one or many: the same moves for the page, the list, and the worker."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderloom.intake.commands.approve_orders import approve_orders, send_back
from orderloom.intake.commands.orders import cancel_orders, hold_orders, release_orders, settle_exceptions
from orderloom.intake.commands.owners import put_in_charge
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.portals.merchant.order_words import why_left

Outcome = tuple[Sequence[UUID], dict[UUID, str]]
"""The orders for which it was done, and why the others were left."""
Move = Callable[[Actor, Sequence[UUID], str, datetime], Outcome]


def _confirm(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = confirm_orders(actor=actor, order_ids=ids, now=now)
    return done.confirmed, done.refused


def _approve(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = approve_orders(actor=actor, order_ids=ids, now=now)
    return done.approved, done.refused


def _send_back(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = send_back(actor=actor, order_ids=ids, now=now)
    return done.done, done.refused


def _purchase(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    done = start_purchasing(actor=actor, order_ids=ids, now=now)
    return done.started, done.refused | dict.fromkeys(done.unchanged, "already_purchasing")


def _hold(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = hold_orders(actor=actor, order_ids=ids, reason=reason, now=now)
    return moved.done, moved.refused


def _release(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = release_orders(actor=actor, order_ids=ids, now=now)
    return moved.done, moved.refused


def _settle(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = settle_exceptions(actor=actor, order_ids=ids, now=now)
    return moved.done, moved.refused


def _cancel(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    moved = cancel_orders(actor=actor, order_ids=ids, reason=reason, now=now)
    return moved.done, moved.refused


def _charge(actor: Actor, ids: Sequence[UUID], reason: str, now: datetime) -> Outcome:
    """Put somebody in charge; `reason` is their id."""
    try:
        user_id = UUID(reason)
    except ValueError as wrong:
        raise Invalid(_("Choose people who are members of this workspace.")) from wrong
    moved = put_in_charge(actor=actor, order_ids=ids, user_id=user_id, now=now)
    return moved.done, moved.refused


MOVES: dict[str, Move] = {
    "confirm": _confirm,
    "approve": _approve,
    "send_back": _send_back,
    "purchase": _purchase,
    "hold": _hold,
    "release": _release,
    "settle": _settle,
    "cancel": _cancel,
    "charge": _charge,
}
ALONE = ("confirm", "approve", "send_back", "purchase", "hold", "release", "settle", "cancel")


def said(name: str, done: int, left: Sequence[str]) -> str:
    """Return what was done with how many orders, and why the others stay; `left` holds the codes."""
    told = [_done(name, done)] if done or not left else []
    if left:
        rest = ngettext("%(n)d order stays: %(why)s.", "%(n)d orders stay: %(why)s.", len(left))
        told.append(rest % {"n": len(left), "why": why_left(left)})
    return " ".join(told)


def _done(name: str, count: int) -> str:
    words = {
        "confirm": ngettext("%(n)d order confirmed.", "%(n)d orders confirmed.", count),
        "approve": ngettext("%(n)d order approved.", "%(n)d orders approved.", count),
        "send_back": ngettext(
            "%(n)d order waits for review again.", "%(n)d orders wait for review again.", count
        ),
        "assign": ngettext(
            "%(n)d order is with the supplier now.", "%(n)d orders are with the supplier now.", count
        ),
        "unassign": ngettext(
            "%(n)d order is back where it was.", "%(n)d orders are back where they were.", count
        ),
        "uncharge": ngettext(
            "%(n)d order has its former person in charge again.",
            "%(n)d orders have their former people in charge again.",
            count,
        ),
        "purchase": ngettext(
            "Purchasing started for %(n)d order.", "Purchasing started for %(n)d orders.", count
        ),
        "hold": ngettext("%(n)d order on hold.", "%(n)d orders on hold.", count),
        "release": ngettext("%(n)d order released.", "%(n)d orders released.", count),
        "settle": ngettext("%(n)d order settled.", "%(n)d orders settled.", count),
        "cancel": ngettext("%(n)d order cancelled.", "%(n)d orders cancelled.", count),
        "charge": ngettext(
            "%(n)d order has its person in charge.", "%(n)d orders have their person in charge.", count
        ),
    }
    return words[name] % {"n": count}
