"""Confirm orders and start purchasing, which is the trigger of all that follows: one order or a hundred thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from orderloom.intake.events import OrderConfirmed, OrdersToRoute, PurchasingStarted
from orderloom.intake.models import CustomerOrder, PurchaseRule
from orderloom.intake.permissions import CONFIRM, PURCHASE
from orderloom.intake.rules import Rule, refusal_code
from orderloom.intake.states import OrderStage, OrderStatus, Payment, WaitsOn
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.events import announce_at_end, fact_of, gather

FENCE = "NOT o.held AND o.exception = '' AND o.upstream_state = ANY(%s) AND o.lines_count > 0"
READY = ("ready",)
EVEN_SHIPPED = ("ready", "fulfilled")
PAID = f"o.payment = '{Payment.PAID.value}'"
Place = tuple[datetime, UUID]
"""Where an order stands among those that can be bought: when it was placed, and its id."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The orders that were confirmed, and why the others were not; `started` went on to purchasing by the rule."""

    confirmed: tuple[UUID, ...]
    refused: dict[UUID, str] = field(default_factory=dict)
    started: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """The orders whose purchasing started, those for which it had started before, and why the others stay."""

    started: tuple[UUID, ...]
    unchanged: tuple[UUID, ...] = ()
    refused: dict[UUID, str] = field(default_factory=dict)


@command
def confirm_orders(*, actor: Actor, order_ids: Sequence[UUID], now: datetime) -> Confirmed:
    """Confirm those of the orders that nothing stands against; purchasing starts too where the rule says so.

    Raises NotAllowed.
    """
    actor.require(CONFIRM)
    moved = _move(actor, order_ids, ["received"], OrderStatus.CONFIRMED, OrderStage.CONFIRMED, now=now)
    confirmed = tuple(moved)
    gather([fact_of(actor, OrderConfirmed(order_id=order_id), now) for order_id in confirmed])
    rule = rule_of(actor)
    started = (
        _start(actor, confirmed, ["confirmed"], now=now, only_paid=rule.must_be_paid)
        if confirmed and rule.purchase
        else ()
    )
    return Confirmed(confirmed, _refused(actor, order_ids, confirmed, "already_confirmed"), started)


@command
def start_purchasing(
    *, actor: Actor, order_ids: Sequence[UUID], now: datetime, even_shipped: bool = False
) -> Started:
    """Start purchasing for those of the orders that nothing stands against.

    Received ones are confirmed on the way when the actor may do that. `even_shipped` are bought, too, whatever the shop
    says of having shipped them: that plays the files of past orders through. Repeated, it changes nothing. Raises
    NotAllowed.
    """
    actor.require(PURCHASE)
    sources = ["received", "confirmed"] if actor.can(CONFIRM) else ["confirmed"]
    started = _start(actor, order_ids, sources, now=now, states=EVEN_SHIPPED if even_shipped else READY)
    refused = _refused(actor, order_ids, started)
    begun = {f"already_{status}" for status in ("purchasing", "in_fulfilment", "completed")}
    unchanged = tuple(order_id for order_id, code in refused.items() if code in begun)
    return Started(
        started, unchanged, {order_id: code for order_id, code in refused.items() if code not in begun}
    )


def start_purchasing_where(
    *,
    actor: Actor,
    store_id: UUID | None = None,
    now: datetime,
    chunk: int = 5000,
    even_shipped: bool = False,
) -> Iterator[Started]:
    """Start purchasing for all orders that can be bought, oldest first; each chunk is a transaction of its own.

    `even_shipped` takes those, too, that the shop has shipped already. Must be called outside a transaction, in the
    hat of the actor's workspace. Raises NotAllowed.
    """
    actor.require(PURCHASE)
    sources = ["received", "confirmed"] if actor.can(CONFIRM) else ["confirmed"]
    last: Place | None = None
    states = EVEN_SHIPPED if even_shipped else READY
    while places := _purchasable(actor, store_id, sources, states, chunk, last):
        last = places[-1]
        order_ids = [order_id for _placed_at, order_id in places]
        yield start_purchasing(actor=actor, order_ids=order_ids, now=now, even_shipped=even_shipped)


def _purchasable(
    actor: Actor,
    store_id: UUID | None,
    sources: list[str],
    states: Sequence[str],
    chunk: int,
    after: Place | None,
) -> list[Place]:
    """Return the next orders that can be bought, from the place on where the chunk before ended."""
    with transaction.atomic():
        found = CustomerOrder.objects.filter(
            workspace_id=actor.workspace_id,
            status__in=sources,
            held=False,
            exception="",
            upstream_state__in=states,
            lines_count__gt=0,
        )
        if store_id is not None:
            found = found.filter(store_id=store_id)
        if after is not None:
            placed_at, order_id = after
            found = found.filter(Q(placed_at__gt=placed_at) | Q(id__gt=order_id), placed_at__gte=placed_at)
        return list(found.order_by("placed_at", "id").values_list("placed_at", "id")[:chunk])


def rule_of(actor: Actor) -> Rule:
    """Return the workspace's rule; without one nothing happens by itself."""
    found = PurchaseRule.objects.filter(workspace_id=actor.workspace_id).first()
    return Rule(found.confirm_by_itself, found.purchase_by_itself, found.must_be_paid) if found else Rule()


def advance_by_rule(actor: Actor, rule: Rule, order_ids: Sequence[UUID], *, now: datetime) -> None:
    """Confirm and buy those of the orders that qualify by the rule; part of the command that calls it."""
    if not order_ids:
        return
    if rule.confirm:
        target = (OrderStatus.CONFIRMED, OrderStage.CONFIRMED)
        moved = _move(actor, order_ids, ["received"], *target, now=now, only_paid=rule.must_be_paid)
        gather([fact_of(actor, OrderConfirmed(order_id=order_id), now) for order_id in moved])
    if rule.purchase:
        _start(actor, order_ids, ["confirmed"], now=now, only_paid=rule.must_be_paid)


def _start(
    actor: Actor,
    order_ids: Sequence[UUID],
    sources: list[str],
    *,
    now: datetime,
    only_paid: bool = False,
    states: Sequence[str] = READY,
) -> tuple[UUID, ...]:
    target = (OrderStatus.PURCHASING, OrderStage.PURCHASING)
    moved = _move(actor, order_ids, sources, *target, now=now, only_paid=only_paid, states=states)
    if not moved:
        return ()
    facts = []
    for order_id, before in moved.items():
        if before == OrderStatus.RECEIVED:
            facts.append(fact_of(actor, OrderConfirmed(order_id=order_id), now))
        facts.append(fact_of(actor, PurchasingStarted(order_id=order_id), now))
    gather(facts)
    announce_at_end(actor, OrdersToRoute(order_ids=tuple(moved)), at=now)
    return tuple(moved)


def _move(
    actor: Actor,
    order_ids: Sequence[UUID],
    sources: list[str],
    status: OrderStatus,
    stage: OrderStage,
    *,
    now: datetime,
    only_paid: bool = False,
    states: Sequence[str] = READY,
) -> dict[UUID, str]:
    """Move the orders that stand in one of the sources and behind no fence; return their former status."""
    waits_on = WaitsOn.NOBODY if status is OrderStatus.PURCHASING else WaitsOn.MERCHANT
    purchasing_at = now if status is OrderStatus.PURCHASING else None
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH chosen AS (SELECT o.id, o.status, o.placed_at FROM intake_customerorder o "  # noqa: S608  constants of ours are put in; values are parameters
            f"WHERE o.workspace_id = %s AND o.id = ANY(%s) AND o.status = ANY(%s) AND {FENCE} "
            f"{f'AND {PAID} ' if only_paid else ''}ORDER BY o.id FOR NO KEY UPDATE), "
            "moved AS (UPDATE intake_customerorder o SET status = %s, stage = %s, waits_on = %s, waits_name = '', "
            "confirmed_at = coalesce(o.confirmed_at, %s), purchasing_at = %s, row_version = o.row_version + 1 "
            "WHERE o.id = ANY(ARRAY(SELECT id FROM chosen)) AND o.workspace_id = %s) "
            "SELECT id, status FROM chosen ORDER BY placed_at, id",  # no join, which would be walked row by row
            [
                actor.workspace_id, list(order_ids), sources, list(states), status.value, stage.value,
                waits_on.value, now, purchasing_at, actor.workspace_id,
            ],
        )  # fmt: skip
        return dict(cursor.fetchall())


def _refused(
    actor: Actor, order_ids: Sequence[UUID], done: Sequence[UUID], otherwise: str = "not_confirmed"
) -> dict[UUID, str]:
    """Return for each order that has not moved why; `otherwise` when nothing stands against it."""
    left = set(order_ids) - set(done)
    if not left:
        return {}
    codes = dict.fromkeys(left, "not_found")
    fields = ("status", "held", "exception", "upstream_state", "lines_count")
    for row in CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=left).values(
        "id", *fields
    ):
        codes[row["id"]] = refusal_code(**{name: row[name] for name in fields}) or otherwise
    return codes
