"""Create, hold, release and cancel orders, and deal with what they were stopped for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.purchasing import advance_by_rule, rule_of
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.events import ExceptionSettled, OrderCancelled, OrderHeld, OrderReleased
from orderloom.intake.models import CustomerOrder
from orderloom.intake.permissions import CANCEL, EDIT
from orderloom.intake.review.kinds import MARK
from orderloom.intake.rules import UNBOUGHT
from orderloom.intake.states import OPEN
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, Invalid
from orderloom.kernel.events import Event, record
from orderloom.kernel.ids import new_id
from orderloom.kernel.tables.faults import RowError

MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class Created:
    """An order that was entered by hand."""

    order_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The orders for which it was done, and for the others why not."""

    done: tuple[UUID, ...]
    refused: dict[UUID, str] = field(default_factory=dict)


@command
def create_order(*, actor: Actor, store_id: UUID, doc: OrderDoc, now: datetime) -> Created:
    """Store an order that somebody has entered; without a number of the shop's it gets one of its own.

    Raises NotAllowed, NotFound, Invalid, Conflict when the shop has this order already.
    """
    actor.require(EDIT)
    if not doc.external_id:
        name = f"H-{new_id().hex[-10:].upper()}"
        doc = replace(doc, external_id=name, number=doc.number or name)
    received = receive_orders(actor=actor, store_id=store_id, docs=[doc], now=now)
    for _doc, fault in received.rejected:
        raise refusal_of(fault)
    if not received.new_order_ids:
        raise Conflict(
            _("This store has an order with this number already."),
            fields={"external_id": _("Taken.")},
            order_id=str(received.orders[doc.external_id]),
        )
    (order_id,) = received.new_order_ids
    return Created(
        order_id,
        CustomerOrder.objects.values_list("number", flat=True).get(
            workspace_id=actor.workspace_id, id=order_id
        ),
    )


def refusal_of(fault: RowError) -> Invalid:
    """Return the refusal that says what is wrong with one field."""
    return Invalid(f"{fault.reason} {fault.fix}", fields={fault.column or "text": fault.reason})


@command
def hold_orders(*, actor: Actor, order_ids: Sequence[UUID], reason: str, now: datetime) -> Moved:
    """Let the orders wait until somebody releases them. Raises NotAllowed."""
    actor.require(EDIT)
    done = _change(
        actor,
        order_ids,
        "held = true, hold_reason = %s",
        "status = ANY(%s) AND NOT held",
        reason[:MOST_REASON],
        _open(),
    )
    return _told(
        actor,
        order_ids,
        done,
        now,
        lambda order_id: OrderHeld(order_id=order_id, reason=reason),
        lambda status, is_held: "held" if is_held else f"already_{status}",
    )


@command
def release_orders(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> Moved:
    """Let the orders go on; those that qualify by the rule are confirmed and bought. Raises NotAllowed."""
    actor.require(EDIT)
    done = _change(actor, order_ids, "held = false, hold_reason = ''", "held")
    moved = _told(
        actor,
        order_ids,
        done,
        now,
        lambda order_id: OrderReleased(order_id=order_id),
        lambda *_told: "not_held",
    )
    advance_by_rule(actor, rule_of(actor), done, now=now)
    return moved


@command
def cancel_orders(*, actor: Actor, order_ids: Sequence[UUID], reason: str, now: datetime) -> Moved:
    """Cancel those of the orders that nobody has bought yet. Raises NotAllowed."""
    actor.require(CANCEL)
    done = _change(
        actor,
        order_ids,
        "status = 'cancelled', stage = 'cancelled', waits_on = 'nobody', waits_name = '', cancelled_at = %s",
        "status = ANY(%s)",
        now,
        sorted(UNBOUGHT),
    )
    return _told(
        actor, order_ids, done, now, lambda order_id: OrderCancelled(order_id=order_id, reason=reason)
    )


@command
def settle_exceptions(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> Moved:
    """Take the mark off orders whose trouble somebody has dealt with; what review has found is approved instead.

    Raises NotAllowed.
    """
    actor.require(EDIT)
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=order_ids).exclude(
        Q(exception="") | Q(exception__startswith=MARK)
    )
    codes = dict(found.order_by("id").select_for_update(no_key=True).values_list("id", "exception"))
    done = _change(actor, list(codes), "exception = ''", "exception <> ''")
    moved = _told(
        actor,
        order_ids,
        done,
        now,
        lambda order_id: ExceptionSettled(order_id=order_id, code=codes[order_id]),
    )
    advance_by_rule(actor, rule_of(actor), done, now=now)
    return moved


def _open() -> list[str]:
    return sorted(status.value for status in OPEN)


def _change(
    actor: Actor, order_ids: Sequence[UUID], sets: str, condition: str, *values: object
) -> list[UUID]:
    """Change those of the orders that meet the condition, in one statement; return them."""
    setting: list[Any] = list(values[: sets.count("%s")])
    meeting: list[Any] = list(values[len(setting) :])
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH chosen AS (SELECT id FROM intake_customerorder "  # noqa: S608  both pieces are ours
            f"WHERE workspace_id = %s AND id = ANY(%s) AND {condition} ORDER BY id FOR NO KEY UPDATE) "
            f"UPDATE intake_customerorder o SET {sets}, row_version = o.row_version + 1 "
            "WHERE o.id = ANY(ARRAY(SELECT id FROM chosen)) AND o.workspace_id = %s RETURNING o.id",
            [actor.workspace_id, list(order_ids), *meeting, *setting, actor.workspace_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _told(
    actor: Actor,
    order_ids: Sequence[UUID],
    done: Sequence[UUID],
    now: datetime,
    event: Callable[[UUID], Event],
    why: Callable[[str, bool], str] = lambda status, _is_held: f"already_{status}",
) -> Moved:
    """Record the event of each that was done; `why` says of the others, by status and hold, why they were not."""
    for order_id in done:
        record(actor, event(order_id), at=now)
    left = set(order_ids) - set(done)
    if not left:
        return Moved(tuple(done))
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=left)
    codes = {
        order_id: why(status, is_held)
        for order_id, status, is_held in found.values_list("id", "status", "held")
    }
    return Moved(tuple(done), dict.fromkeys(left, "not_found") | codes)
