"""Write fields of a locked order, put them on the timeline, and keep them against the channel."""

from datetime import datetime
from typing import Any

from orderloom.intake.events import DueDateChanged, OrderEdited
from orderloom.intake.merging import shown
from orderloom.intake.models import CustomerOrder
from orderloom.intake.provenance import Provenance, mark
from orderloom.intake.rows import PARTS
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel.actor import Actor
from orderloom.kernel.events import record

Told = dict[str, tuple[Any, ...]]
"""Parts of an order, each as the values of its columns."""
Changes = dict[str, tuple[object, object]]


def write_fields(actor: Actor, order: CustomerOrder, told: Told, *, now: datetime) -> Changes:
    """Set the parts that differ, save the order, record what changed, and return it with old and new values."""
    changes, columns = _set(order, told)
    if not changes:
        return {}
    order.row_version += 1
    order.save()
    rest = dict(changes)
    due = rest.pop("ship_by", None)
    if due:
        moved = DueDateChanged(order_id=order.id, before=str(due[0] or ""), after=str(due[1] or ""))
        record(actor, moved, at=now)
    if rest:
        record(actor, OrderEdited(order_id=order.id, changes=rest, columns=columns), at=now)
    return changes


def _set(order: CustomerOrder, told: Told) -> tuple[Changes, Changes]:
    """Set the values and return the parts that changed, and the columns of those that have several."""
    provenance = Provenance.read(order.provenance, order.external_version)
    changes: Changes = {}
    columns: Changes = {}
    for part, values in told.items():
        before = tuple(getattr(order, column) for column in PARTS[part])
        if before == values:
            continue
        _keep(provenance, part, before, values)
        for column, old, value in zip(PARTS[part], before, values, strict=True):
            setattr(order, column, value)
            if len(values) > 1:
                columns[column] = (old, value)
        changes[part] = (shown(before), shown(values))
    if "ship_by" in changes and order.status in UNBOUGHT:
        order.due_at = order.ship_by
    order.provenance = provenance.text()
    return changes, columns


def _keep(provenance: Provenance, part: str, before: tuple[Any, ...], values: tuple[Any, ...]) -> None:
    """Remember what the channel told, or forget about it when the part holds that again."""
    if part not in provenance.kept:
        provenance.keep(part, before)
    elif provenance.kept[part] == mark(values):
        del provenance.kept[part]
