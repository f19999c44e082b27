"""Approve orders in spite of what the rules of review have found, and take an approval back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from orderloom.intake.commands.purchasing import advance_by_rule, confirm_orders, rule_of
from orderloom.intake.commands.review_orders import review_orders
from orderloom.intake.models import CustomerOrder
from orderloom.intake.permissions import CONFIRM
from orderloom.intake.review.events import OrderSentBack, ReviewApproved
from orderloom.intake.review.kinds import ReviewKind
from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import array
from orderloom.kernel.commands import command
from orderloom.kernel.events import fact_of, gather

MAY_BE_APPROVED = """
SELECT id FROM intake_customerorder
WHERE workspace_id = %s AND id = ANY(%s::uuid[]) AND status IN ('received', 'confirmed') AND NOT held
    AND upstream_state = 'ready' AND exception LIKE 'review\\_%%'
ORDER BY id FOR NO KEY UPDATE
"""
FREE = "UPDATE intake_customerorder SET exception = '' WHERE workspace_id = %s AND id = ANY(%s::uuid[])"
APPROVE = """
UPDATE intake_reviewfinding SET settled = 'approved', settled_at = %s, settled_by = %s
WHERE workspace_id = %s AND order_id = ANY(%s::uuid[]) AND settled_at IS NULL RETURNING order_id, kind
"""
SEND_BACK = """
WITH chosen AS (
    SELECT id, confirmed_at FROM intake_customerorder
    WHERE workspace_id = %s AND id = ANY(%s::uuid[]) AND status = 'confirmed' ORDER BY id FOR NO KEY UPDATE
), opened AS (
    UPDATE intake_reviewfinding f SET settled = '', settled_at = NULL, settled_by = '' FROM chosen
    WHERE f.order_id = chosen.id AND f.workspace_id = %s AND f.settled = 'approved'
        AND f.settled_at = chosen.confirmed_at
)
UPDATE intake_customerorder o SET status = 'received', stage = 'review', waits_on = 'merchant', waits_name = '',
    confirmed_at = NULL, row_version = o.row_version + 1
FROM chosen WHERE o.id = chosen.id AND o.workspace_id = %s RETURNING o.id
"""


@dataclass(frozen=True, slots=True)
class Approved:
    """The orders that were approved, and why the others were not; `started` went on to purchasing by the rule."""

    approved: tuple[UUID, ...]
    refused: dict[UUID, str] = field(default_factory=dict)
    started: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SentBack:
    """The orders that wait for review again, and why the others do not."""

    done: tuple[UUID, ...]
    refused: dict[UUID, str] = field(default_factory=dict)


@command
def approve_orders(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> Approved:
    """Approve the orders as they are: their reasons for review no longer hold them, and they are confirmed.

    What is approved is remembered: the same reason holds the order again only when its facts have changed. Orders
    on hold, and those that their shop does not let be bought, stay. Raises NotAllowed.
    """
    actor.require(CONFIRM)
    reasons = _free(actor, order_ids, now)
    events = [ReviewApproved(order_id=order_id, reasons=tuple(kinds)) for order_id, kinds in reasons.items()]
    gather([fact_of(actor, event, now) for event in events])
    confirmed = confirm_orders(actor=actor, order_ids=order_ids, now=now)
    before = [order_id for order_id in reasons if order_id in confirmed.refused]
    advance_by_rule(actor, rule_of(actor), before, now=now)
    refused = {order_id: code for order_id, code in confirmed.refused.items() if order_id not in reasons}
    return Approved((*confirmed.confirmed, *before), refused, confirmed.started)


def _free(actor: Actor, order_ids: Sequence[UUID], now: datetime) -> dict[UUID, list[str]]:
    """Settle all reasons of those of the orders that may be approved; return the reasons by order."""
    here = actor.workspace_id
    with connection.cursor() as cursor:
        cursor.execute(MAY_BE_APPROVED, [here, array(list(order_ids))])
        reasons: dict[UUID, list[str]] = {row[0]: [] for row in cursor.fetchall()}
        ids = array(list(reasons))
        cursor.execute(FREE, [here, ids])
        cursor.execute(APPROVE, [now, actor.name[:200], here, ids])
        for order_id, kind in sorted(cursor.fetchall()):
            reasons[order_id].append(kind)
    return reasons


@command
def send_back(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> SentBack:
    """Let confirmed orders that nobody has bought wait for review again, with the reasons that were approved.

    Raises NotAllowed.
    """
    actor.require(CONFIRM)
    here = actor.workspace_id
    with connection.cursor() as cursor:
        cursor.execute(SEND_BACK, [here, array(list(order_ids)), here, here])
        done = tuple(row[0] for row in cursor.fetchall())
    gather([fact_of(actor, OrderSentBack(order_id=order_id), now) for order_id in done])
    review_orders(here, dict.fromkeys(done, frozenset(ReviewKind)), now=now)
    left = set(order_ids) - set(done)
    found = CustomerOrder.objects.filter(workspace_id=here, id__in=left).values_list("id", "status")
    codes = {order_id: f"already_{status}" for order_id, status in found}
    return SentBack(done, dict.fromkeys(left, "not_found") | codes)
