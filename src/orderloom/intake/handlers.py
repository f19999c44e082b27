"""What intake does when one of its own orders has changed: the rules of review look at it again."""

from datetime import datetime
from uuid import UUID

from orderloom.intake.commands.keep_groups import keep_groups
from orderloom.intake.commands.purchasing import advance_by_rule, rule_of
from orderloom.intake.commands.review_orders import review_orders
from orderloom.intake.events import ChangeUndone, LineCategorised, OrderCancelled, OrderEdited
from orderloom.intake.review.events import OrdersToReview
from orderloom.intake.review.kinds import ReviewKind, touched_by
from orderloom.kernel.actor import Actor
from orderloom.kernel.events import announce_at_end, on
from orderloom.kernel.tenancy import current_workspace


@on(OrderEdited)
def edited(actor: Actor, event: OrderEdited, at: datetime) -> None:
    """Ask the rules that look at what was edited."""
    _ask(actor, event.order_id, touched_by(event.changes), at)


@on(ChangeUndone)
def undone(actor: Actor, event: ChangeUndone, at: datetime) -> None:
    """Ask the rules that look at what was taken back."""
    _ask(actor, event.order_id, touched_by(event.changes) or frozenset({ReviewKind.UNMAPPED}), at)


@on(LineCategorised)
def categorised(actor: Actor, event: LineCategorised, at: datetime) -> None:
    """Ask whether lines without a category are left."""
    _ask(actor, event.order_id, frozenset({ReviewKind.UNMAPPED}), at)


@on(OrderCancelled)
def cancelled(actor: Actor, event: OrderCancelled, at: datetime) -> None:
    """Nothing holds a cancelled order, and none is a duplicate of it."""
    _ask(actor, event.order_id, frozenset(ReviewKind), at)


def _ask(actor: Actor, order_id: UUID, kinds: frozenset[ReviewKind], at: datetime) -> None:
    if kinds:
        announce_at_end(actor, OrdersToReview(touched={order_id: kinds}), at=at)


def _moved(event: OrdersToReview) -> list[UUID]:
    """Return the orders whose address or state may be another."""
    return [order_id for order_id, kinds in event.touched.items() if ReviewKind.ADDRESS in kinds]


@on(OrdersToReview)
def review(actor: Actor, event: OrdersToReview, at: datetime) -> None:
    """Look at all of them at once, and let those go on that nothing holds any more."""
    workspace_id = current_workspace()
    keep_groups(workspace_id, _moved(event), now=at)
    freed = review_orders(workspace_id, event.touched, now=at)
    if freed:
        advance_by_rule(actor, rule_of(actor), freed, now=at)
