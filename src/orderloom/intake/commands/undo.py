"""Take a change of an order back: the inverse of what the timeline says, while nothing later depends on it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.models import Category
from orderloom.intake.commands.edit_line import category_path, set_quantity
from orderloom.intake.commands.edit_order import locked_order, set_order_owners
from orderloom.intake.commands.orders import hold_orders, release_orders
from orderloom.intake.commands.write_fields import Changes, write_fields
from orderloom.intake.events import ChangeUndone, LineCategorised
from orderloom.intake.merging import shown
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.intake.permissions import EDIT
from orderloom.intake.rows import PARTS
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.intake.undoing import UNDONE, Happened, depends, is_reversible, touched
from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, NotFound, Refusal
from orderloom.kernel.events import record
from orderloom.kernel.models import TimelineEvent


class NotUndoable(Refusal):
    """The change cannot be taken back."""

    code = "not_undoable"
    message = _("This cannot be taken back. Change it by hand.")


class Overtaken(Refusal):
    """Something later depends on the change."""

    code = "overtaken"
    message = _("This has changed again since then. Change it by hand.")


@dataclass(frozen=True, slots=True)
class _Undoing:
    """One change that is being taken back."""

    actor: Actor
    order: CustomerOrder
    fact: Happened
    now: datetime

    @property
    def data(self) -> Any:
        """Return what the fact tells."""
        return self.fact.data

    def line(self) -> OrderLine:
        """Return the line that the fact is of. Raises Overtaken when it is gone."""
        lines = OrderLine.objects.filter(workspace_id=self.actor.workspace_id, order_id=self.order.id)
        found = lines.filter(id=self.fact.subject_id or NOWHERE).first()
        if found is None:
            raise Overtaken
        return found


@command
def undo_change(*, actor: Actor, order_id: UUID, event_id: UUID, now: datetime) -> str:
    """Take one change of the order back and return its kind; the timeline then says so.

    Raises NotAllowed, NotFound, IllegalMove, NotUndoable, Overtaken with who has changed it again.
    """
    actor.require(EDIT)
    order = locked_order(actor, order_id)
    fact = _fact(actor, order_id, event_id)
    if not is_reversible(fact):
        raise NotUndoable
    if order.status not in OPEN and order.status != OrderStatus.DRAFT:
        raise IllegalMove
    _refuse_overtaken(actor, order_id, fact)
    changes = INVERSES[fact.kind](_Undoing(actor, order, fact, now))
    undone = ChangeUndone(order_id=order_id, subject_id=event_id, undid=fact.kind, changes=changes)
    record(actor, undone, at=now)
    return fact.kind


def _fact(actor: Actor, order_id: UUID, event_id: UUID) -> Happened:
    row = TimelineEvent.objects.filter(
        workspace_id=actor.workspace_id, order_id=order_id, id=event_id
    ).first()
    if row is None:
        raise NotFound
    return happened(row)


def happened(row: TimelineEvent) -> Happened:
    """Return a fact of the timeline as the rules of undoing read it."""
    return Happened(row.id, row.kind, json.loads(row.data), row.subject_id, row.link_number)


def _refuse_overtaken(actor: Actor, order_id: UUID, fact: Happened) -> None:
    """Refuse when a later fact has changed what the fact changed, or has taken it back. Raises Overtaken."""
    later = TimelineEvent.objects.filter(workspace_id=actor.workspace_id, order_id=order_id, id__gt=fact.id)
    rows = [row for row in later.order_by("-id") if row.link_number != fact.link]
    for row in rows:
        one = happened(row)
        if one.kind == UNDONE and one.subject_id == fact.id:
            raise Overtaken(_("%(name)s has taken this back already.") % {"name": row.actor_name})
        if depends(fact) & touched(one):
            raise Overtaken(_said(one) % {"name": row.actor_name})


def _said(later: Happened) -> Any:
    if "bought" in touched(later):
        return _("Suppliers work by this already. Change it by hand.")
    return _("%(name)s has changed this again since then. Change it by hand.")


def _fields(undoing: _Undoing) -> Changes:
    order, columns = undoing.order, undoing.data.get("columns", {})
    told = {}
    for part, (before, after) in undoing.data["changes"].items():
        names = PARTS[part]
        now = tuple(getattr(order, name) for name in names)
        whole = len(names) > 1
        held = (
            all(getattr(order, name) == columns[name][1] for name in columns)
            if whole
            else shown(now) == after
        )
        if not held:
            raise Overtaken
        told[part] = tuple(columns[name][0] for name in names) if whole else (before,)
    return write_fields(undoing.actor, order, told, now=undoing.now)


def _due(undoing: _Undoing) -> Changes:
    before, after = (_moment(undoing.data[name]) for name in ("before", "after"))
    if undoing.order.ship_by != after:
        raise Overtaken
    return write_fields(undoing.actor, undoing.order, {"ship_by": (before,)}, now=undoing.now)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _owners(undoing: _Undoing) -> Changes:
    order, data = undoing.order, undoing.data
    rows = OrderOwner.objects.filter(workspace_id=order.workspace_id, order_id=order.id)
    if {str(one) for one in rows.values_list("user_id", flat=True)} != set(data["owners"]):
        raise Overtaken
    former = [UUID(one) for one in data["before"]]
    set_order_owners(actor=undoing.actor, order_id=order.id, owners=former, now=undoing.now)
    return {"owners": (data["owners"], data["before"])}


def _category(undoing: _Undoing) -> Changes:
    line, data, actor = undoing.line(), undoing.data, undoing.actor
    if category_path(actor, line.category_id) != data["category"]:
        raise Overtaken
    found = Category.objects.filter(workspace_id=actor.workspace_id, path=data["before"]).first()
    if found is None and data["before"]:
        raise NotUndoable(_("The category from before is gone."))
    OrderLine.objects.filter(workspace_id=actor.workspace_id, id=line.id).update(category=found)
    event = LineCategorised(
        order_id=undoing.order.id, subject_id=line.id, category=data["before"], before=data["category"]
    )
    record(actor, event, at=undoing.now)
    return {"category": (data["category"], data["before"])}


def _quantity(undoing: _Undoing) -> Changes:
    line, data = undoing.line(), undoing.data
    if line.quantity != data["after"]:
        raise Overtaken
    set_quantity(undoing.actor, undoing.order, line, data["before"], now=undoing.now)
    return {"quantity": (data["after"], data["before"])}


def _hold(undoing: _Undoing) -> Changes:
    moved = release_orders(actor=undoing.actor, order_ids=[undoing.order.id], now=undoing.now)
    if not moved.done:
        raise Overtaken
    return {"held": (True, False)}


def _release(undoing: _Undoing) -> Changes:
    events = TimelineEvent.objects.filter(
        workspace_id=undoing.actor.workspace_id,
        order_id=undoing.order.id,
        kind="OrderHeld",
        id__lt=undoing.fact.id,
    )
    data = events.order_by("-id").values_list("data", flat=True).first()
    reason = json.loads(data)["reason"] if data else ""
    moved = hold_orders(actor=undoing.actor, order_ids=[undoing.order.id], reason=reason, now=undoing.now)
    if not moved.done:
        raise Overtaken
    return {"held": (False, True)}


INVERSES: dict[str, Callable[[_Undoing], Changes]] = {
    "OrderEdited": _fields,
    "DueDateChanged": _due,
    "OwnersChosen": _owners,
    "LineCategorised": _category,
    "LineQuantityChanged": _quantity,
    "OrderHeld": _hold,
    "OrderReleased": _release,
}
