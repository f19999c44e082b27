"""The states of a customer order, and the words that a list shows, which are computed."""

from enum import StrEnum

from orderloom.kernel.actor import Party
from orderloom.kernel.machine import Machine, Move


class OrderStatus(StrEnum):
    """The lifecycle of a customer order."""

    DRAFT = "draft"
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    PURCHASING = "purchasing"
    IN_FULFILMENT = "in_fulfilment"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OrderStage(StrEnum):
    """What a list shows: computed from the lifecycle and the tasks' quantities, never set by hand."""

    DRAFT = "draft"
    REVIEW = "review"
    CONFIRMED = "confirmed"
    PURCHASING = "purchasing"
    PRODUCTION = "production"
    READY = "ready"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Payment(StrEnum):
    """Whether the customer has paid, as the channel says."""

    UNKNOWN = "unknown"
    UNPAID = "unpaid"
    PART_PAID = "part_paid"
    PAID = "paid"
    REFUNDED = "refunded"


class WaitsOn(StrEnum):
    """Who has the ball."""

    MERCHANT = "merchant"
    SUPPLIER = "supplier"
    CARRIER = "carrier"
    NOBODY = "nobody"


class Platform(StrEnum):
    """Where a store sells."""

    AMAZON = "amazon"
    ETSY = "etsy"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    TMALL = "tmall"
    OTHER = "other"


_S = OrderStatus
_STAFF = frozenset({Party.STAFF, Party.SYSTEM})
_SYSTEM = frozenset({Party.SYSTEM})
OPEN = frozenset({_S.RECEIVED, _S.CONFIRMED, _S.PURCHASING, _S.IN_FULFILMENT})

ORDER = Machine(
    start=_S.DRAFT,
    final=[_S.COMPLETED, _S.CANCELLED],
    moves={
        "receive": Move(frozenset({_S.DRAFT}), _S.RECEIVED, _STAFF, "intake.edit"),
        "confirm": Move(frozenset({_S.RECEIVED}), _S.CONFIRMED, _STAFF, "intake.confirm"),
        "send_back": Move(frozenset({_S.CONFIRMED}), _S.RECEIVED, _STAFF, "intake.confirm"),
        "purchase": Move(frozenset({_S.CONFIRMED}), _S.PURCHASING, _STAFF, "intake.purchase"),
        "fulfil": Move(frozenset({_S.PURCHASING}), _S.IN_FULFILMENT, _SYSTEM),
        "complete": Move(frozenset({_S.IN_FULFILMENT}), _S.COMPLETED, _SYSTEM),
        "cancel": Move(
            frozenset({_S.DRAFT, _S.RECEIVED, _S.CONFIRMED}), _S.CANCELLED, _STAFF, "intake.cancel"
        ),
    },
)
