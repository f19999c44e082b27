"""A merchant with two suppliers that take turns, made by the product's own commands."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.test import Client

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.intake.canonical import OrderDoc
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.stores import add_store
from orderloom.intake.factories import line_doc, order_doc
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party, system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput
from orderloom.partners.models import Supplier
from orderloom.production.models import OrderTask

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = (("Name", "Nana  Ruth\n☕", "text"), ("Font", "Script", "choice"))


@dataclass(frozen=True)
class Maker:
    """A supplier company with the person who signs in for it."""

    company_id: UUID
    user: User
    client: Client

    def actor(self) -> Actor:
        return Actor(Party.SUPPLIER, str(self.user), self.user.id, company_id=self.company_id)

    def tasks(self) -> list[OrderTask]:
        with wear(Hat.supplier(self.company_id)), transaction.atomic():
            return list(OrderTask.objects.filter(company_id=self.company_id).order_by("id"))

    def task(self, task_id: UUID) -> OrderTask:
        return next(task for task in self.tasks() if task.id == task_id)

    def post(self, task: OrderTask, name: str, **data: object):
        told = {"attempt": task.attempt, **data}
        return self.client.post(f"/supplier/tasks/{task.id}/{name}/", told)


@dataclass(frozen=True)
class World:
    """The merchant's workspace and its two suppliers."""

    workspace_id: UUID
    store_id: UUID
    first: Maker
    second: Maker

    def buy(self, *numbers: int, lines: int = 1, quantity: int = 4) -> None:
        """Receive and buy orders; their tasks go to the two suppliers in turn."""
        docs = [self._doc(number, lines, quantity) for number in numbers]
        actor, now = system(self.workspace_id), clock.now()
        with wear(Hat.workspace(self.workspace_id)):
            ids = receive_orders(actor=actor, store_id=self.store_id, docs=docs, now=now).new_order_ids
            confirm_orders(actor=actor, order_ids=ids, now=now)
            start_purchasing(actor=actor, order_ids=ids, now=now)

    @staticmethod
    def _doc(number: int, lines: int, quantity: int) -> OrderDoc:
        made = tuple(
            line_doc(
                str(place),
                title=f"Mug {number}-{place}",
                variant="White",
                quantity=quantity,
                category_hint="Mugs",
                personalisation=ASKED,
            )
            for place in range(1, lines + 1)
        )
        return order_doc(str(number), lines=made, ship_by=clock.now() + timedelta(days=6))


def make_world() -> World:
    now = clock.now()
    workspace_id = create_workspace(
        name="Birch & Clay", slug="birch", owner_email="owner@example.com", owner_name="Lin Mei", now=now
    )
    with wear(Hat.workspace(workspace_id)):
        actor = system(workspace_id)
        mugs, _made = add_path(actor=actor, path="Mugs", now=now)
        makers = [_maker(actor, name, mugs) for name in ("hongyun", "yiming")]
        store = add_store(actor=actor, name="Shop", platform="shopify", now=now)
    return World(workspace_id, store.id, makers[0], makers[1])


def _maker(actor: Actor, name: str, category_id: UUID) -> Maker:
    told = SupplierInput(name=name.title(), code=name[:2], language="en", members=(f"{name}@example.com",))
    supplier_id = create_supplier_with_categories(
        actor=actor, supplier=told, category_ids=[category_id], now=clock.now()
    )
    with transaction.atomic():
        company_id = Supplier.objects.get(id=supplier_id).company_id
        user = User.objects.get(email=f"{name}@example.com")
    client = Client()
    client.force_login(user, backend=BACKEND)
    return Maker(company_id, user, client)
