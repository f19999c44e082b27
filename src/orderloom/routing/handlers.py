"""What routing does when something happens upstream."""

from datetime import datetime

from orderloom.catalog.events import SupplierCategoriesChanged
from orderloom.intake.events import (
    ExceptionSettled,
    LineCategorised,
    OrderReleased,
    OrdersToRoute,
    OrderUpdated,
)
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.events import Event, announce_at_end, on
from orderloom.kernel.jobs import defer
from orderloom.kernel.tenancy import current_workspace
from orderloom.partners.events import SupplierPaused, SupplierResumed
from orderloom.production.events import OffersExpired, PartsOpened, TaskAccepted, TaskCancelled, TasksDeclined
from orderloom.routing.commands.answers import (
    note_acceptance,
    note_cancellation,
    note_declines,
    note_expiry,
    note_parts,
)
from orderloom.routing.commands.route import route_orders
from orderloom.routing.events import MakersLeave, WaitingMayGo
from orderloom.routing.jobs import route_chunk, route_waiting
from orderloom.routing.pools import wait_for_turns

AT_ONCE = 500  # orders that are routed in the transaction that started them; more go to the worker in chunks


@on(OrdersToRoute)
def route(actor: Actor, event: OrdersToRoute, at: datetime) -> None:
    """Route a few orders at once, and many by the worker."""
    workspace_id = current_workspace()
    if len(event.order_ids) <= AT_ONCE:
        route_orders(actor=system(workspace_id), order_ids=event.order_ids, now=at, new_lines=event.new_lines)
        return
    for start in range(0, len(event.order_ids), AT_ONCE):
        chunk = [str(order_id) for order_id in event.order_ids[start : start + AT_ONCE]]
        defer(route_chunk, workspace_id=workspace_id, order_ids=chunk)


@on(TasksDeclined)
def next_suppliers(actor: Actor, event: TasksDeclined, at: datetime) -> None:
    """Close the declined offers and ask the next suppliers."""
    note_declines(actor=system(current_workspace()), event=event, now=at)


@on(PartsOpened)
def parts_opened(actor: Actor, event: PartsOpened, at: datetime) -> None:
    """Find suppliers for the parts that have none."""
    note_parts(actor=system(current_workspace()), event=event, now=at)


@on(OffersExpired)
def passed_on(actor: Actor, event: OffersExpired, at: datetime) -> None:
    """Close the offers that nobody answered and ask the next suppliers."""
    note_expiry(actor=system(current_workspace()), event=event, now=at)


@on(TaskAccepted)
def accepted(actor: Actor, event: TaskAccepted, at: datetime) -> None:
    """Close the offer as accepted."""
    note_acceptance(actor=system(current_workspace()), event=event, now=at)


@on(TaskCancelled)
def cancelled(actor: Actor, event: TaskCancelled, at: datetime) -> None:
    """Withdraw the offer."""
    note_cancellation(actor=system(current_workspace()), event=event, now=at)


@on(SupplierPaused)
def paused(actor: Actor, event: SupplierPaused, at: datetime) -> None:
    """Let no run that is on now end after the pause."""
    announce_at_end(actor, MakersLeave(supplier_ids=frozenset([event.subject_id])), at=at)


@on(SupplierCategoriesChanged)
def makes_less(actor: Actor, event: SupplierCategoriesChanged, at: datetime) -> None:
    """Let no run that is on now end after the change."""
    if event.removed:
        announce_at_end(actor, MakersLeave(supplier_ids=frozenset([event.subject_id])), at=at)


@on(MakersLeave)
def wait_for_runs(actor: Actor, event: MakersLeave, at: datetime) -> None:
    """Wait for the runs that hold the suppliers' pools."""
    wait_for_turns(current_workspace(), event.supplier_ids)


def try_again(actor: Actor, event: Event, at: datetime) -> None:
    """Try the waiting tasks again: somebody may be able to make them now. Many such events ask once."""
    announce_at_end(actor, WaitingMayGo(), at=at)


@on(WaitingMayGo)
def route_again(actor: Actor, event: WaitingMayGo, at: datetime) -> None:
    """Leave the waiting tasks to the worker."""
    workspace_id = current_workspace()
    defer(route_waiting, queueing_lock=f"route waiting {workspace_id}", workspace_id=workspace_id)


@on(OrderUpdated)
def goes_on(actor: Actor, event: OrderUpdated, at: datetime) -> None:
    """Try the waiting tasks again when the shop has taken a cancellation back."""
    if event.changes.get("state", ("",))[0] == "cancelled":
        try_again(actor, event, at)


for kind in (SupplierResumed, SupplierCategoriesChanged, LineCategorised, OrderReleased, ExceptionSettled):
    on(kind)(try_again)
