"""Take in orders from a shop: a file, the API or a form all come through here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from orderloom.catalog.queries import categoriser_of
from orderloom.intake.canonical import LineDoc, OrderDoc, content_hash
from orderloom.intake.commands.import_changes import note_changes, without_before
from orderloom.intake.commands.keep_groups import keep_groups
from orderloom.intake.commands.newcomers import Home, Newcomer
from orderloom.intake.commands.purchasing import advance_by_rule
from orderloom.intake.commands.review_orders import review_orders
from orderloom.intake.commands.storing import Changed, door, known, write_changed, write_new
from orderloom.intake.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderReceived,
    OrderRevived,
    OrdersToRoute,
    OrderUpdated,
    PurchasingStarted,
)
from orderloom.intake.models import ImportWhat
from orderloom.intake.permissions import CONFIRM, IMPORT, PURCHASE
from orderloom.intake.review.events import ReviewHeld
from orderloom.intake.review.kinds import touched_by
from orderloom.intake.routable import LineToRoute
from orderloom.intake.rules import Rule
from orderloom.intake.states import OrderStatus
from orderloom.intake.storable import fault_of
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.commands import command
from orderloom.kernel.events import Event, announce, announce_at_end, fact_of, gather
from orderloom.kernel.tables.faults import RowError


@dataclass(slots=True)
class Received:
    """What became of the documents; `orders` holds the id of each order by its external id.

    `duplicate_rows` counts the rows of orders that were known and have not changed, and rows that repeat another.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    stale: int = 0
    lines_created: int = 0
    duplicates: int = 0
    duplicate_rows: int = 0
    new_order_ids: list[UUID] = field(default_factory=list)
    bought_ids: list[UUID] = field(default_factory=list)
    orders: dict[str, UUID] = field(default_factory=dict)
    rejected: list[tuple[OrderDoc, RowError]] = field(default_factory=list)
    is_import: bool = False
    is_told_once: bool = True  # no order is told again in the same transaction
    touched: dict[ImportWhat, list[tuple[UUID, str]]] = field(default_factory=dict)

    def touch(self, what: ImportWhat, order_id: UUID, before: str = "") -> None:
        """Note what became of an order that was known, with how it was before."""
        self.touched.setdefault(what, []).append((order_id, before))


@command
def receive_orders(
    *,
    actor: Actor,
    store_id: UUID | str,
    docs: Sequence[OrderDoc],
    now: datetime,
    run_id: UUID | None = None,
    purchase: bool = False,
) -> Received:
    """Store the orders: new ones whole, known ones as far as the document is newer or says more.

    What cannot be stored comes back as rejected. Orders that qualify by the workspace's rule are confirmed and bought
    at once; with `purchase` all do that nothing stands against, if the actor may confirm and buy them. `run_id` names
    the import that the documents come from; a program may name the store by its name. Raises NotAllowed, NotFound.
    """
    actor.require(IMPORT)
    received = Received(is_import=run_id is not None)
    fit = _fit(docs, received, is_measured=run_id is not None)
    home = door(actor, store_id, [doc.external_id for doc in fit])
    if purchase and actor.can(CONFIRM) and actor.can(PURCHASE):
        home = replace(home, rule=Rule(confirm=True, purchase=True, must_be_paid=False))
    find = categoriser_of(home.workspace_id, home.edition).find

    def categorise(line: LineDoc) -> UUID | None:
        return find(line.category_hint, line.title, line.sku, line.vendor, home.default_category_id)

    batches = _batches(fit)
    received.is_told_once = len(batches) == 1
    for batch in batches:
        _receive(actor, home, batch, categorise, now, received)
    if run_id is not None:
        for what, orders in received.touched.items():
            note_changes(home.workspace_id, run_id, what, orders, now)
    return received


def _fit(docs: Sequence[OrderDoc], received: Received, *, is_measured: bool) -> list[OrderDoc]:
    """Leave out what cannot be stored; formats of files have measured the texts already."""
    fit = []
    for doc in docs:
        fault = fault_of(doc, is_measured=is_measured)
        if fault is None:
            fit.append(doc)
            received.duplicate_rows += max(0, len(doc.rows) - len(doc.lines)) if doc.lines else 0
        else:
            received.rejected.append((doc, fault))
    return fit


def _batches(docs: Sequence[OrderDoc]) -> list[list[OrderDoc]]:
    """Part the documents so that none holds the same order twice; the order of the tellings stays."""
    batches: list[dict[str, OrderDoc]] = []
    told: dict[str, int] = {}
    for doc in docs:
        place = told[doc.external_id] = told.get(doc.external_id, -1) + 1
        if place == len(batches):
            batches.append({})
        batches[place][doc.external_id] = doc
    return [list(batch.values()) for batch in batches]


def _receive(
    actor: Actor,
    home: Home,
    docs: Sequence[OrderDoc],
    categorise: Callable[[LineDoc], UUID | None],
    now: datetime,
    received: Received,
) -> None:
    stored = known(home, docs)
    fresh: list[tuple[OrderDoc, str]] = []
    differing: list[tuple[OrderDoc, str]] = []
    for doc in docs:
        content = content_hash(doc)
        found = stored.get(doc.external_id)
        if found is None:
            fresh.append((doc, content))
            continue
        received.orders[doc.external_id] = found.id
        if found.content_hash == content:
            _note_unchanged(doc, received, found.id)
        else:
            differing.append((doc, content))
    if fresh:
        _note_new(actor, home, write_new(home, fresh, categorise, now), now, received)
    if differing:
        changed = write_changed(home, differing, categorise, now, keep_before=received.is_import)
        _note_changed(actor, home, changed, now, received)


def _note_unchanged(doc: OrderDoc, received: Received, order_id: UUID) -> None:
    received.touch(ImportWhat.UNCHANGED, order_id)
    received.unchanged += 1
    received.duplicates += 1
    repeated = max(0, len(doc.rows) - len(doc.lines)) if doc.lines else 0
    received.duplicate_rows += len(doc.rows) - repeated


def _note_new(
    actor: Actor, home: Home, newcomers: Sequence[Newcomer], now: datetime, received: Received
) -> None:
    events: list[Event] = []
    bought: list[Newcomer] = []
    for new in newcomers:
        received.orders[new.external_id] = new.id
        received.lines_created += new.lines
        events.append(
            OrderReceived(
                order_id=new.id, number=new.number, store=home.store_name, lines=new.lines, units=new.units
            )
        )
        if new.status in (OrderStatus.CONFIRMED, OrderStatus.PURCHASING):
            events.append(OrderConfirmed(order_id=new.id))
        if new.status == OrderStatus.PURCHASING:
            events.append(PurchasingStarted(order_id=new.id))
            bought.append(new)
    received.created += len(newcomers)
    received.bought_ids += [new.id for new in bought]
    received.new_order_ids += [new.id for new in newcomers]
    received.touched.setdefault(ImportWhat.CREATED, []).extend(without_before(new.id for new in newcomers))
    held = [ReviewHeld(order_id=new.id, reasons=new.reasons) for new in newcomers if new.reasons]
    gather([fact_of(actor, event, now) for event in events])
    gather([fact_of(system(home.workspace_id), event, now) for event in held])
    if bought:
        told = bought if received.is_told_once else ()
        lines = sorted((line for new in told for line in new.to_route), key=LineToRoute.place)
        ids = tuple(new.id for new in bought)
        announce_at_end(actor, OrdersToRoute(order_ids=ids, new_lines=tuple(lines)), at=now)


def _note_changed(
    actor: Actor, home: Home, changed: Sequence[Changed], now: datetime, received: Received
) -> None:
    events: list[Event] = []
    for one in changed:
        if one.is_stale:
            received.touch(ImportWhat.STALE, one.order_id)
            received.stale += 1
        elif not one.changes:
            _note_unchanged(one.doc, received, one.order_id)
        else:
            received.touch(ImportWhat.UPDATED, one.order_id, one.before)
            received.updated += 1
            received.lines_created += one.lines_created
            events += _events_of(one)
    for event in events:
        announce(actor, event, at=now)
    gather([fact_of(actor, event, now) for event in events])
    touched = {one.order_id: touched_by(one.changes) for one in changed if one.changes}
    keep_groups(home.workspace_id, [order_id for order_id, kinds in touched.items() if kinds], now=now)
    freed = review_orders(home.workspace_id, touched, now=now, rules=home.review)
    advance_by_rule(actor, home.rule, list(dict.fromkeys([*touched, *freed])), now=now)


def _events_of(one: Changed) -> list[Event]:
    events: list[Event] = [
        OrderUpdated(order_id=one.order_id, changes=one.changes, needs_person=tuple(one.needs_person))
    ]
    if one.move == "cancelled":
        events.append(OrderCancelled(order_id=one.order_id, reason="upstream"))
    if one.move == "revived":
        events.append(OrderRevived(order_id=one.order_id))
    return events
