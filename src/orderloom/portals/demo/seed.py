"""Demo data for a new workspace: marked as such, so that one click takes all of it away again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orderloom.catalog.queries import nodes_of
from orderloom.identity.permissions import SETTINGS
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Refusal
from orderloom.kernel.events import record
from orderloom.kernel.ids import new_id
from orderloom.notifications.models import Delivery, Notice
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.demo import Stock, make_stock, play
from orderloom.portals.demo.catalogue import SUPPLIERS, DemoSupplier
from orderloom.portals.demo.orders import STORES, DemoOrder, demo_orders
from orderloom.portals.events import DemoAdded
from orderloom.portals.models import DemoThing
from orderloom.production.commands.tick import let_pass
from orderloom.scripting.commands import ensure_default_script

COUNT = 24
TAG = "demo"


class NotNew(Refusal):
    """Demo orders would go to real suppliers."""

    code = "not_new"
    message = _("Demo data goes into a new workspace only, before it has suppliers or categories.")


def add_demo(*, actor: Actor, now: datetime) -> int:
    """Fill the workspace with suppliers, orders and tasks to try things on, all or nothing; return how many orders.

    Not one command but many, as days pass in it: each sees what the one before has led to.
    Nobody can sign in for the suppliers. Raises NotAllowed and NotNew (there are suppliers or categories already).
    """
    actor.require(SETTINGS)
    with transaction.atomic():
        return _add(actor, now)


def _add(actor: Actor, now: datetime) -> int:
    if nodes_of(actor.workspace_id) or visible_suppliers(actor).exists():
        raise NotNew
    played = system(actor.workspace_id, name="Demo")
    began, first = now - timedelta(days=8), new_id()
    ensure_default_script(actor=played, now=began)
    stock = make_stock(played, _nobodys(SUPPLIERS), {name: f"Demo {name}" for name, _kind in STORES}, began)
    orders = play(played, stock, [_tagged(order) for order in demo_orders(now, COUNT)])
    let_pass(actor=played, now=now)
    _mark(actor=actor, stock=stock, orders=orders, now=now)
    _hush(actor.workspace_id, first, now)
    return len(orders)


def _hush(workspace_id: UUID, first: UUID, now: datetime) -> None:
    """Take back the letters about what was only played; in the application they are read already."""
    told = Notice.objects.filter(workspace_id=workspace_id, id__gt=first)
    Delivery.objects.filter(workspace_id=workspace_id, notice_id__in=told.values("id")).delete()
    told.update(read_at=now)


def mark_demo(workspace_id: UUID, kind: str, things: Sequence[UUID]) -> None:
    """Note that the things are demo data; part of a command."""
    DemoThing.objects.bulk_create(
        DemoThing(workspace_id=workspace_id, kind=kind, thing_id=thing) for thing in things
    )


@command
def _mark(*, actor: Actor, stock: Stock, orders: Sequence[UUID], now: datetime) -> None:
    here = actor.workspace_id
    mark_demo(here, "order", orders)
    mark_demo(here, "store", list(stock.stores.values()))
    mark_demo(here, "supplier", list(stock.suppliers.values()))
    mark_demo(here, "category", list(stock.categories.values()))
    record(actor, DemoAdded(orders=len(orders), suppliers=len(stock.suppliers)), at=now)


def _nobodys(suppliers: Sequence[DemoSupplier]) -> list[DemoSupplier]:
    """Return the suppliers without people: their password is known to everybody."""
    return [
        replace(one, supplier=replace(one.supplier, members=(), email="", code=f"DEMO-{one.supplier.code}"))
        for one in suppliers
    ]


def _tagged(order: DemoOrder) -> DemoOrder:
    return replace(order, doc=replace(order.doc, tags=(TAG,)))
