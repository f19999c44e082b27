"""Rows and documents for tests, with everything that a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from orderloom.identity.models import SlugIndex, Workspace
from orderloom.intake.canonical import Address, Buyer, LineDoc, OrderDoc, Totals
from orderloom.intake.models import PurchaseRule, Store
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def later(hours: int) -> datetime:
    """Return an instant so many hours after DAY."""
    return DAY + timedelta(hours=hours)


def make_workspace(slug: str = "") -> UUID:
    """Store a workspace and return its id."""
    workspace_id = new_id()
    name = slug or f"w{workspace_id.hex[-12:]}"
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        Workspace.objects.create(id=workspace_id, slug=name, name=name.title(), created_at=DAY)
        SlugIndex.objects.create(slug=name, workspace_id=workspace_id)
    return workspace_id


def make_store(workspace_id: UUID, name: str = "Shop", platform: str = "shopify", **fields: Any) -> UUID:
    """Store a shop in the workspace and return its id."""
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        store = Store(workspace_id=workspace_id, name=name, platform=platform, created_at=DAY, **fields)
        store.save()
    return store.id


def make_rule(workspace_id: UUID, *, confirm: bool = True, purchase: bool = True, paid: bool = True) -> None:
    """Store the workspace's rule of purchasing."""
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        PurchaseRule.objects.update_or_create(
            workspace_id=workspace_id,
            defaults={
                "confirm_by_itself": confirm,
                "purchase_by_itself": purchase,
                "must_be_paid": paid,
                "changed_at": DAY,
            },
        )


def line_doc(ref: str = "1", **fields: Any) -> LineDoc:
    """Return one mug as a line."""
    told: dict[str, Any] = {
        "quantity": 1,
        "sku": f"MUG-{ref}",
        "title": "Mug",
        "unit_price": Decimal("12.50"),
    }
    return LineDoc(ref=ref, **(told | fields))


def order_doc(external_id: str = "1001", **fields: Any) -> OrderDoc:
    """Return a paid order of one mug."""
    told: dict[str, Any] = {
        "number": f"#{external_id}",
        "state": "ready",
        "placed_at": DAY,
        "paid": True,
        "currency": "USD",
        "totals": Totals(goods=Decimal("12.50"), total=Decimal("16.00")),
        "buyer": Buyer(name="Ada Byron", email="ada@example.com"),
        "ship_to": Address(
            name="Ada Byron",
            lines=("1 Main Street",),
            city="Springfield",
            region="IL",
            postal="62701",
            country="United States",
            country_code="US",
        ),
        "note": "",
        "lines": (line_doc(),),
        "rows": (2,),
    }
    return OrderDoc(external_id=external_id, **(told | fields))
