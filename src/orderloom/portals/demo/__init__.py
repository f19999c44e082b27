"""The demo workspace: a merchant with suppliers and orders in every stage, made by the product's own commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from orderloom.catalog.commands.categories import add_path, change_category
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.identity.commands.members import add_member
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.stores import add_store
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import pause_supplier
from orderloom.portals.demo.catalogue import CATEGORIES, SUPPLIERS, DemoSupplier
from orderloom.portals.demo.orders import STORES, DemoOrder, demo_orders
from orderloom.portals.demo.work import work_on
from orderloom.production.commands.tick import let_pass
from orderloom.scripting.commands import ensure_default_script
from orderloom.scripting.sku import DEFAULT_SOURCE

SLUG, NAME = "demo", "Birch & Clay"
PASSWORD = "weave-the-orders"  # noqa: S105  the demo's password is printed for everybody to use
OPERATOR = "lin@demo.example"


class Account(NamedTuple):
    """Somebody who may sign in to the demo."""

    who: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Stock:
    """The demo's categories, suppliers and stores by their names."""

    categories: dict[str, UUID]
    suppliers: dict[str, UUID]
    stores: dict[str, UUID]


def create(*, now: datetime) -> list[Account]:
    """Make the demo workspace, all or nothing, and return who may sign in. Raises Invalid when it is there already."""
    began = now - timedelta(days=8)
    with transaction.atomic():
        workspace_id = create_workspace(
            name=NAME, slug=SLUG, owner_email=OPERATOR, owner_name="Lin Mei", owner_password=PASSWORD, now=began,
            currency="USD", zone="Asia/Shanghai",
        )  # fmt: skip
        with wear(Hat.workspace(workspace_id)):
            _fill(system(workspace_id), began, now)
        _let_in()
    return [
        Account("Operator (merchant)", OPERATOR, PASSWORD),
        Account("Supplier 鸿运杯业", "hongyun@demo.example", PASSWORD),
        Account("Supplier Jinhua Textile", "jinhua@demo.example", PASSWORD),
    ]


def _fill(actor: Actor, began: datetime, now: datetime) -> None:
    add_member(actor=actor, email="sam@demo.example", name="Sam Birch", role="operator", now=began)
    stock = make_stock(actor, SUPPLIERS, {name: name for name, _platform in STORES}, began)
    ensure_default_script(actor=actor, source=DEFAULT_SOURCE, now=began)
    play(actor, stock, list(demo_orders(now)))
    let_pass(actor=actor, now=now)
    pause_supplier(actor=actor, supplier_id=stock.suppliers["DH"], now=now - timedelta(hours=3))


def make_stock(
    actor: Actor, suppliers: Sequence[DemoSupplier], store_names: Mapping[str, str], now: datetime
) -> Stock:
    """Make the demo's categories, suppliers and stores. Raises Invalid and Conflict when a name is taken."""
    categories = {}
    for path, name_zh in CATEGORIES.items():
        category_id, _made = add_path(actor=actor, path=path, now=now)
        categories[path] = category_id
        parent = categories.get(path.rpartition(" > ")[0])
        change_category(
            actor=actor, category_id=category_id, name=path.rpartition(" > ")[2], name_zh=name_zh, code="",
            parent_id=parent, now=now,
        )  # fmt: skip
    made = {
        one.supplier.code: create_supplier_with_categories(
            actor=actor, supplier=one.supplier, category_ids=[categories[path] for path in one.makes], now=now
        )
        for one in suppliers
    }
    stores = {
        name: add_store(actor=actor, name=store_names[name], platform=platform, now=now).id
        for name, platform in STORES
    }
    return Stock(categories, made, stores)


def play(actor: Actor, stock: Stock, orders: Sequence[DemoOrder]) -> list[UUID]:
    """Let the days pass: each order comes in at its time, and goes as far as it is meant to. Return the orders."""
    made = []
    for order in orders:
        placed = order.doc.placed_at
        assert placed is not None
        received = receive_orders(
            actor=actor, store_id=stock.stores[order.store], docs=[order.doc], now=placed
        )
        (order_id,) = received.new_order_ids
        made.append(order_id)
        if order.reach >= 1:
            confirm_orders(actor=actor, order_ids=[order_id], now=placed + timedelta(minutes=20))
        if order.reach >= 2:
            start_purchasing(actor=actor, order_ids=[order_id], now=placed + timedelta(minutes=25))
            work_on(actor, order_id, order.reach, placed + timedelta(minutes=40))
    return made


def _let_in() -> None:
    """Give the demo's people their password."""
    for user in User.objects.filter(email__endswith="@demo.example"):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
