"""Take in orders that a program sends, and start purchasing for them when it asks for that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.purchasing import Started, start_purchasing
from orderloom.intake.commands.receive_orders import Received, receive_orders
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the orders, and of their purchasing when it was asked for."""

    received: Received
    purchasing: Started | None


@command
def take_orders(
    *, actor: Actor, store_id: UUID | str, docs: Sequence[OrderDoc], purchase: bool, now: datetime
) -> Taken:
    """Receive the orders and, if asked, start their purchasing: one transaction, one link of the timeline.

    `store_id` may also be the store's name. Raises NotAllowed, NotFound.
    """
    received = receive_orders(actor=actor, store_id=store_id, docs=docs, now=now, purchase=purchase)
    if not purchase or not received.orders:
        return Taken(received, None)
    bought = tuple(received.bought_ids)
    left = list(dict.fromkeys(received.orders.values()).keys() - set(bought))
    if not left:
        return Taken(received, Started(bought))
    done = start_purchasing(actor=actor, order_ids=left, now=now)
    return Taken(received, replace(done, started=bought + done.started))
