"""A merchant with suppliers for tests, made by the product's own commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from orderloom.catalog.commands.categories import add_category
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.identity.commands.members import add_member
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.queries import company_people, hat_of
from orderloom.intake.canonical import Address, LineDoc, OrderDoc
from orderloom.intake.commands.stores import add_store
from orderloom.intake.commands.take_orders import take_orders
from orderloom.intake.models import CustomerOrder
from orderloom.kernel.actor import Actor, Party, system
from orderloom.kernel.ids import new_id
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput
from orderloom.partners.models import Supplier
from orderloom.production.models import OrderTask

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = date(2026, 3, 9)
R = TypeVar("R")


def later(hours: float) -> datetime:
    """Return an instant so many hours after NOW."""
    return NOW + timedelta(hours=hours)


@dataclass(frozen=True)
class Seller:
    """A supplier with the person who signs in for it."""

    supplier_id: UUID
    actor: Actor


@dataclass
class Shop:
    """A workspace with its people, its store, its categories and its suppliers by name."""

    id: UUID
    owner: Actor
    operator: Actor
    viewer: Actor
    store_id: UUID
    categories: dict[str, UUID] = field(default_factory=dict)
    sellers: dict[str, Seller] = field(default_factory=dict)
    bought: int = 0

    @property
    def system(self) -> Actor:
        """Return the program itself, in this workspace."""
        return system(self.id)

    def holder(self, task: OrderTask) -> Actor:
        """Return the person who signs in for the supplier that has the task now."""
        return next(one.actor for one in self.sellers.values() if one.supplier_id == task.supplier_id)


def do(deed: Callable[..., R], *, actor: Actor, **told: Any) -> R:
    """Carry out a command in its actor's own hat, at NOW unless another moment is told."""
    with wear(hat_of(actor)):
        return deed(actor=actor, **({"now": NOW} | told))


def look(shop: Shop, read: Callable[[], R]) -> R:
    """Return what the reading finds in the hat of the shop."""
    with wear(Hat.workspace(shop.id)), transaction.atomic():
        return read()


def make_shop(makers: Mapping[str, Sequence[str]], *, slug: str = "birch") -> Shop:
    """Return a merchant: `makers` names each category's suppliers, who are added in the order of their names."""
    workspace_id = create_workspace(
        name=slug.title(), slug=slug, owner_email=f"{slug}@example.com", owner_name="Owner", now=NOW
    )
    owner = staff(workspace_id, Role.OWNER)
    people = {}
    for role in (Role.OPERATOR, Role.VIEWER):
        people[role] = do(
            add_member, actor=owner, email=f"{role}.{slug}@example.com", name=role.title(), role=role.value
        )
    store = do(add_store, actor=owner, name="Front street", platform="other", zone="UTC")
    shop = Shop(
        workspace_id,
        owner,
        staff(workspace_id, Role.OPERATOR, people[Role.OPERATOR]),
        staff(workspace_id, Role.VIEWER, people[Role.VIEWER]),
        store.id,
    )
    for name in makers:
        shop.categories[name] = do(add_category, actor=owner, name=name, name_zh="", code=name)
    for name in sorted({name for names in makers.values() for name in names}):
        add_seller(shop, name, [category for category, names in makers.items() if name in names])
    return shop


def staff(workspace_id: UUID, role: Role, user_id: UUID | None = None) -> Actor:
    """Return somebody of the workspace's staff; without a person it is a program with a token."""
    token = None if user_id else new_id()
    return Actor(Party.STAFF, role.title(), user_id, workspace_id, permissions=held_by(role), token_id=token)


def add_seller(shop: Shop, name: str, categories: Sequence[str], *, weight: int = 1) -> Seller:
    """Add a supplier with one person to the shop."""
    email = f"{name.lower()}@s{shop.id.hex[-8:]}.example.com"
    told = SupplierInput(name=name, language="en", weight=weight, members=(email,))
    supplier_id = do(
        create_supplier_with_categories,
        actor=shop.owner,
        supplier=told,
        category_ids=[shop.categories[category] for category in categories],
    )

    def read() -> Actor:
        company_id = Supplier.objects.get(id=supplier_id).company_id
        (person,) = company_people(company_id)
        return Actor(Party.SUPPLIER, name, person, company_id=company_id)

    shop.sellers[name] = Seller(supplier_id, look(shop, read))
    return shop.sellers[name]


def order_of(name: str, hints: Sequence[str], *, quantity: int = 3, **told: Any) -> OrderDoc:
    """Return a paid order with one line for each category that is hinted at."""
    values: dict[str, Any] = {
        "number": name,
        "state": "ready",
        "placed_at": NOW,
        "paid": True,
        "currency": "USD",
        "ship_to": Address(name="Ada Byron", lines=("1 Main Street",), city="Springfield", country_code="US"),
        "lines": tuple(
            LineDoc(ref=str(place), quantity=quantity, title=f"{hint} {name}", category_hint=hint)
            for place, hint in enumerate(hints)
        ),
    }
    return OrderDoc(external_id=name, **(values | told))


def buy(shop: Shop, *hints: str, now: datetime = NOW, **told: Any) -> list[OrderTask]:
    """Buy one order whose lines hint at the categories, and return its tasks in their order."""
    shop.bought += 1
    doc = order_of(f"N{shop.bought}", hints, **told)
    taken = do(take_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc], purchase=True, now=now)
    return tasks_of(shop, taken.received.orders[doc.external_id])


def tasks_of(shop: Shop, order_id: UUID) -> list[OrderTask]:
    """Return the tasks of an order as they are now."""
    rows = OrderTask.objects.filter(workspace_id=shop.id, order_id=order_id).order_by("number")
    return look(shop, lambda: list(rows))


def again(shop: Shop, task: OrderTask) -> OrderTask:
    """Return the task as it is now."""
    return look(shop, lambda: OrderTask.objects.get(workspace_id=shop.id, id=task.id))


def order_now(shop: Shop, task: OrderTask) -> CustomerOrder:
    """Return the task's order as it is now."""
    return look(shop, lambda: CustomerOrder.objects.get(workspace_id=shop.id, id=task.order_id))


def facts_of(shop: Shop, task: OrderTask) -> list[str]:
    """Return the kinds of the facts about the task, in their order."""
    rows = TimelineEvent.objects.filter(workspace_id=shop.id, task_id=task.id)
    return look(shop, lambda: list(rows.order_by("link_number", "place").values_list("kind", flat=True)))
