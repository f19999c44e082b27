"""A workspace's first steps: begin, try an order, put the list away."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.catalog.queries import tree
from orderloom.identity.permissions import SETTINGS
from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Totals
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.stores import add_store
from orderloom.intake.queries.stores import store_named
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Refusal
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.portals.demo.seed import TAG, add_demo, mark_demo
from orderloom.portals.events import StartDismissed
from orderloom.portals.models import DemoThing, Start

STORE = "Trial orders"


class NobodyMakes(Refusal):
    """A trial needs a supplier who makes something."""

    code = "nobody_makes"
    message = gettext_lazy("Nobody makes anything yet. Add a supplier with a category first.")


def begin_start(*, actor: Actor, now: datetime, with_demo: bool = True) -> None:
    """Give a new workspace its list of first steps, and demo data unless that is not wanted. Raises NotAllowed."""
    actor.require(SETTINGS)
    with transaction.atomic():
        Start.objects.get_or_create(workspace_id=actor.workspace_id, defaults={"created_at": now})
        if with_demo:
            add_demo(actor=actor, now=now)


@command
def dismiss_start(*, actor: Actor, now: datetime) -> None:
    """Put the list of first steps away, for everybody. Raises NotAllowed."""
    actor.require(SETTINGS)
    rows = Start.objects.filter(workspace_id=actor.workspace_id, dismissed_at=None)
    if rows.update(dismissed_at=now):
        record(actor, StartDismissed(), at=now)


@command
def try_order(*, actor: Actor, now: datetime) -> UUID:
    """Let an order come in and go to a supplier, to be looked at from both sides; return its id.

    It is demo data and goes with it. Raises NotAllowed and NobodyMakes.
    """
    for permission in ("intake.edit", "intake.confirm", "intake.purchase"):
        actor.require(permission)
    here = actor.workspace_id
    doc = _trial(_category(here), now)
    played = system(here, name=actor.name)
    store = store_named(played, STORE) or add_store(actor=played, name=STORE, platform="other", now=now)
    received = receive_orders(actor=actor, store_id=store.id, docs=[doc], now=now)
    (order_id,) = received.new_order_ids
    confirm_orders(actor=actor, order_ids=[order_id], now=now)
    start_purchasing(actor=actor, order_ids=[order_id], now=now)
    Start.objects.update_or_create(
        workspace_id=here,
        defaults={"trial_order_id": order_id},
        create_defaults={"trial_order_id": order_id, "created_at": now},
    )
    mark_demo(here, "order", [order_id])
    if not DemoThing.objects.filter(workspace_id=here, kind="store", thing_id=store.id).exists():
        mark_demo(here, "store", [store.id])
    return order_id


def _category(workspace_id: UUID) -> str:
    """Return a category that somebody active makes, best only the demo's suppliers. Raises NobodyMakes."""
    known = tree(workspace_id)
    rows = DemoThing.objects.filter(workspace_id=workspace_id, kind="supplier")
    demo = set(rows.values_list("thing_id", flat=True))
    made = [
        (any(maker.supplier_id not in demo for maker in makers), known.path(node_id))
        for node_id in known.nodes
        if (makers := [maker for maker in known.makers_of(node_id) if maker.active])
    ]
    if not made:
        raise NobodyMakes
    return min(made)[1]


def _trial(category: str, now: datetime) -> OrderDoc:
    price = Decimal("19.90")
    number = f"TRY-{new_id().hex[-8:].upper()}"
    line = LineDoc(
        ref="1", quantity=2, sku="TRY-1", title=_("Trial item"), unit_price=price, category_hint=category,
        personalisation=((_("Name"), "Nana Ruth", "text"),),
    )  # fmt: skip
    return OrderDoc(
        external_id=number, number=number, state="ready", placed_at=now, updated_at=now, paid=True, currency="USD",
        totals=Totals(goods=2 * price, total=2 * price), buyer=Buyer(name=_("Trial buyer"), email="", phone=""),
        ship_to=Address(
            _("Trial buyer"), "", ("12 Sample Street",), "Portland", "OR", "97210", "United States", "US", ""
        ),
        tags=(TAG,), lines=(line,), ship_by=now + timedelta(days=6),
    )  # fmt: skip
