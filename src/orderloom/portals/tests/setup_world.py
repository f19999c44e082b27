"""A merchant with members of several roles, categories, suppliers and orders, and another merchant beside it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.test import Client

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.identity.commands.members import add_member
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.stores import add_store
from orderloom.intake.factories import line_doc, order_doc
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Shop:
    """A merchant's workspace with its people's browsers."""

    id: UUID
    slug: str
    owner: Client
    operator: Client
    viewer: Client
    people: dict[str, UUID]
    store_id: UUID
    mugs: UUID
    ceramic: UUID
    hongyun: UUID
    yiming: UUID

    def at(self, rest: str = "") -> str:
        return f"/merchant/{self.slug}/{rest}"

    def actor(self) -> Actor:
        return system(self.id)

    def receive(self, *numbers: int, hint: str = "Mugs") -> list[UUID]:
        docs = [
            order_doc(str(number), lines=(line_doc("1", title=f"Mug {number}", category_hint=hint),))
            for number in numbers
        ]
        with wear(Hat.workspace(self.id)):
            return list(
                receive_orders(
                    actor=self.actor(), store_id=self.store_id, docs=docs, now=clock.now()
                ).new_order_ids
            )

    def see(self, query):
        """Return what the query function gives in this workspace's hat."""
        with wear(Hat.workspace(self.id)), transaction.atomic():
            return query()


def browser(email: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def make_shop(slug: str) -> Shop:
    now = clock.now()
    owner = f"owner@{slug}.example"
    workspace_id = create_workspace(
        name=slug.title(), slug=slug, owner_email=owner, owner_name="Olga", now=now
    )
    actor = system(workspace_id)
    with wear(Hat.workspace(workspace_id)):
        people = {}
        for role in ("operator", "viewer"):
            people[role] = add_member(
                actor=actor, email=f"{role}@{slug}.example", name=role.title(), role=role, now=now
            )
        mugs, _ = add_path(actor=actor, path="Mugs", now=now)
        ceramic, _ = add_path(actor=actor, path="Mugs > Ceramic", now=now)
        store_id = add_store(actor=actor, name=f"Etsy {slug}", platform="etsy", now=now).id
        hongyun = create_supplier_with_categories(
            actor=actor,
            supplier=SupplierInput("Hongyun Cups", "HY", members=(f"chen@{slug}-hongyun.example",)),
            category_ids=[mugs],
            now=now,
        )
        yiming = create_supplier_with_categories(
            actor=actor, supplier=SupplierInput("Yiming", "YM"), category_ids=[mugs], now=now
        )
    people["owner"] = User.objects.get(email=owner).id
    return Shop(
        workspace_id,
        slug,
        browser(owner),
        browser(f"operator@{slug}.example"),
        browser(f"viewer@{slug}.example"),
        people,
        store_id,
        mugs,
        ceramic,
        hongyun,
        yiming,
    )


def words(answer) -> str:
    return answer.content.decode()
