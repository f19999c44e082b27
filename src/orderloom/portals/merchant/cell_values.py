"""What the editor of a cell begins with, and the marks of what was seen there."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from orderloom.intake.commands.edit_order import owners_mark
from orderloom.intake.field_merge import seen_text
from orderloom.portals.merchant.cell_kinds import SHIP_TO
from orderloom.portals.merchant.order_forms import ADDRESS

Held = tuple[str, str]
"""The value as a form holds it, and the marks."""


def day_of(at: datetime | None, zone: str) -> str:
    """Return the day of a moment at the workspace, as a date field holds it."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat() if at else ""


def ship_by(order: Any) -> datetime | None:
    """Return by when an order is to be shipped; before it is bought, that is what a list shows as due."""
    found: datetime | None = order.ship_by if hasattr(order, "ship_by") else order.due_at
    return found


def address_values(order: Any) -> dict[str, str]:
    """Return the address as the fields of its form."""
    told = {f"to_{name}": getattr(order, f"ship_{name}") for name in ADDRESS}
    return told | {"was_country": order.ship_country}


def _due(order: Any, _line: Any, zone: str) -> Held:
    at = ship_by(order)
    return day_of(at, zone), seen_text({"ship_by": at})


def _tags(order: Any, _line: Any, _zone: str) -> Held:
    return order.tags.replace("\n", ", "), seen_text({"tags": order.tags})


def _note(order: Any, _line: Any, _zone: str) -> Held:
    return order.note, seen_text({"note": order.note})


def _address(order: Any, _line: Any, _zone: str) -> Held:
    seen = seen_text({one: getattr(order, one) for one in SHIP_TO})
    return json.dumps(address_values(order), ensure_ascii=False), seen


def owners_held(own: Sequence[UUID]) -> Held:
    """Return what the editor of those in charge holds: the one, or nobody when there are several."""
    return str(own[0]) if len(own) == 1 else "", f"owners:{owners_mark(own)}"


def _owner(order: Any, _line: Any, _zone: str) -> Held:
    return owners_held([one.id for one in order.owners])


def _category(_order: Any, line: Any, _zone: str) -> Held:
    return str(line.category_id or ""), seen_text({"category": line.category_id})


def _quantity(_order: Any, line: Any, _zone: str) -> Held:
    return str(line.quantity), seen_text({"quantity": line.quantity})


HELD: dict[str, Callable[[Any, Any, str], Held]] = {
    "due": _due,
    "tags": _tags,
    "note": _note,
    "address": _address,
    "owner": _owner,
    "category": _category,
    "quantity": _quantity,
}
