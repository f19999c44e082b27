"""Suppliers for tests."""

from typing import Any
from uuid import UUID

from orderloom.identity.factories import DAY
from orderloom.kernel.actor import Actor
from orderloom.partners.commands import SupplierInput, create_supplier


def make_supplier(actor: Actor, name: str = "Hongyun Cups", **told: Any) -> UUID:
    """Add a supplier to the actor's workspace and return its id."""
    return create_supplier(actor=actor, supplier=SupplierInput(name, **told), now=DAY)
