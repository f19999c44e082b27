"""Where an order stands, by its status and by what its channel says."""

from dataclasses import dataclass

from orderloom.intake.states import OrderStage, OrderStatus, Payment, WaitsOn

RANK = {"pending": 0, "ready": 1, "fulfilled": 2, "cancelled": 3}
"""How far a channel's state is. A source without version times is out of date when it lags behind."""

UNBOUGHT = frozenset({OrderStatus.DRAFT.value, OrderStatus.RECEIVED.value, OrderStatus.CONFIRMED.value})
BOUGHT = frozenset({OrderStatus.PURCHASING.value, OrderStatus.IN_FULFILMENT.value})
CHANGED_UPSTREAM = "changed_upstream"
CANCELLED_UPSTREAM = "cancelled_upstream"


@dataclass(frozen=True, slots=True)
class Rule:
    """When orders are confirmed and bought without a person."""

    confirm: bool = False
    purchase: bool = False
    must_be_paid: bool = True

    def first_status(self, *, state: str, payment: str, lines: int) -> OrderStatus:
        """Return the status that an order begins with, or moves on to, under the rule."""
        paid = payment == Payment.PAID.value or not self.must_be_paid
        if not (self.confirm and paid and state == "ready" and lines):
            return OrderStatus.RECEIVED
        return OrderStatus.PURCHASING if self.purchase else OrderStatus.CONFIRMED


_STAGES = {
    OrderStatus.DRAFT: (OrderStage.DRAFT, WaitsOn.MERCHANT),
    OrderStatus.RECEIVED: (OrderStage.REVIEW, WaitsOn.MERCHANT),
    OrderStatus.CONFIRMED: (OrderStage.CONFIRMED, WaitsOn.MERCHANT),
    OrderStatus.PURCHASING: (OrderStage.PURCHASING, WaitsOn.NOBODY),
    OrderStatus.CANCELLED: (OrderStage.CANCELLED, WaitsOn.NOBODY),
}


def standing(status: OrderStatus, state: str) -> tuple[OrderStage, WaitsOn]:
    """Return what a list shows of an order before its tasks tell more, and who has the ball.

    An order that its channel has shipped already counts as completed: it is kept for the record, is never bought,
    and waits on nobody. One that is not paid yet waits on its buyer, hence on nobody here.
    """
    stage, waits_on = _STAGES[status]
    if status in (OrderStatus.RECEIVED, OrderStatus.CONFIRMED):
        if state == "fulfilled":
            return OrderStage.COMPLETED, WaitsOn.NOBODY
        if state == "pending":
            return stage, WaitsOn.NOBODY
    return stage, waits_on


def payment_of(paid: bool | None, state: str | None) -> str | None:
    """Return the payment that a source tells, or None when it does not say."""
    if paid is None:
        return Payment.UNPAID.value if state == "pending" else None
    return Payment.PAID.value if paid else Payment.UNPAID.value


def refusal_code(*, status: str, held: bool, exception: str, upstream_state: str, lines_count: int) -> str:
    """Return why an order cannot be confirmed or bought, or an empty text."""
    if status not in UNBOUGHT:
        return f"already_{status}"
    if held:
        return "held"
    if exception:
        return exception
    if upstream_state != "ready":
        return f"upstream_{upstream_state}"
    return "" if lines_count else "no_lines"
