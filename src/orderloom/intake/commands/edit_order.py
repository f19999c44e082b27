"""Change an order by hand: where it goes, by when, what is noted, who is in charge, what its lines are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.models import Category
from orderloom.identity.models import Member
from orderloom.intake.canonical import Address, OrderDoc
from orderloom.intake.commands.orders import refusal_of
from orderloom.intake.events import DueDateChanged, LineCategorised, OrderEdited, OwnersChosen
from orderloom.intake.merging import shown
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.intake.permissions import EDIT
from orderloom.intake.provenance import Provenance
from orderloom.intake.rows import PARTS, told_by
from orderloom.intake.rules import UNBOUGHT
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.intake.storable import fault_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Conflict, IllegalMove, Invalid, NotFound
from orderloom.kernel.events import record
from orderloom.kernel.models import TimelineEvent

EDITABLE = ("ship_to", "note", "ship_by", "tags")


@dataclass(frozen=True, slots=True)
class OrderEdit:
    """What is to change; None leaves a thing as it is. `has_no_ship_by` takes the date off."""

    ship_to: Address | None = None
    note: str | None = None
    ship_by: datetime | None = None
    has_no_ship_by: bool = False
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The order after the change."""

    order_id: UUID
    row_version: int
    changed: tuple[str, ...]


@command
def edit_order(*, actor: Actor, order_id: UUID, row_version: int, edit: OrderEdit, now: datetime) -> Edited:
    """Change the order; what is changed by hand stays until the channel tells something new of it.

    `row_version` is that of the order which the person saw. Raises NotAllowed, NotFound, Invalid, IllegalMove,
    Conflict with who has changed the order since.
    """
    actor.require(EDIT)
    order = locked_order(actor, order_id)
    if order.status not in OPEN and order.status != OrderStatus.DRAFT:
        raise IllegalMove
    if order.row_version != row_version:
        raise _conflict(order)
    changes = _apply(order, _told(edit))
    if not changes:
        return Edited(order_id, row_version, ())
    order.row_version += 1
    order.save()
    due = changes.pop("ship_by", None)
    if due:
        record(
            actor,
            DueDateChanged(order_id=order_id, before=str(due[0] or ""), after=str(due[1] or "")),
            at=now,
        )
    if changes:
        record(actor, OrderEdited(order_id=order_id, changes=changes), at=now)
    return Edited(order_id, order.row_version, (*changes, *(["ship_by"] if due else [])))


def locked_order(actor: Actor, order_id: UUID) -> CustomerOrder:
    """Return the order, locked until the transaction ends. Raises NotFound."""
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id=order_id)
    order = found.select_for_update(no_key=True).first()
    if order is None:
        raise NotFound
    return order


def _told(edit: OrderEdit) -> dict[str, tuple[Any, ...]]:
    doc = OrderDoc("edit", "edit", ship_to=edit.ship_to, note=edit.note, tags=edit.tags, ship_by=edit.ship_by)
    fault = fault_of(doc)
    if fault is not None:
        raise refusal_of(fault)
    told = {part: values for part, values in told_by(doc).items() if part in EDITABLE}
    return told | ({"ship_by": (None,)} if edit.has_no_ship_by else {})


def _apply(order: CustomerOrder, told: dict[str, tuple[Any, ...]]) -> dict[str, tuple[object, object]]:
    """Set the values that differ, and remember what the channel told in their place."""
    provenance = Provenance.read(order.provenance, order.external_version)
    changes: dict[str, tuple[object, object]] = {}
    for part, values in told.items():
        before = tuple(getattr(order, column) for column in PARTS[part])
        if before == values:
            continue
        if part not in provenance.kept:
            provenance.keep(part, before)
        for column, value in zip(PARTS[part], values, strict=True):
            setattr(order, column, value)
        changes[part] = (shown(before), shown(values))
    if "ship_by" in changes and order.status in UNBOUGHT:
        order.due_at = order.ship_by
    order.provenance = provenance.text()
    return changes


def _conflict(order: CustomerOrder) -> Conflict:
    """Return the refusal that says who changed the order last."""
    last = (
        TimelineEvent.objects.filter(workspace_id=order.workspace_id, order_id=order.id)
        .order_by("-id")
        .first()
    )
    if last is None:
        return Conflict(row_version=order.row_version)
    return Conflict(
        _("%(name)s changed this order in the meantime. Look at it again and repeat your change.")
        % {"name": last.actor_name},
        changed_by=last.actor_name,
        changed_at=last.at,
        kind=last.kind,
        changes=last.data,
        row_version=order.row_version,
    )


@command
def set_order_owners(
    *, actor: Actor, order_id: UUID, owners: Sequence[UUID], now: datetime
) -> tuple[UUID, ...]:
    """Put these people in charge of the order; nobody means those of its categories.

    Raises NotAllowed, NotFound, Invalid when somebody is no member of the workspace.
    """
    actor.require(EDIT)
    order = locked_order(actor, order_id)
    wanted = tuple(dict.fromkeys(owners))
    members = Member.objects.filter(workspace_id=actor.workspace_id, user_id__in=wanted, user__is_active=True)
    if members.count() != len(wanted):
        raise Invalid(
            _("Choose people who are members of this workspace."), fields={"owners": _("Not a member.")}
        )
    rows = OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id=order.id)
    if set(rows.values_list("user_id", flat=True)) == set(wanted):
        return wanted
    rows.delete()
    OrderOwner.objects.bulk_create(
        OrderOwner(workspace_id=order.workspace_id, order_id=order.id, user_id=user_id) for user_id in wanted
    )
    record(actor, OwnersChosen(order_id=order.id, owners=wanted), at=now)
    return wanted


@command
def categorise_lines(
    *, actor: Actor, line_ids: Sequence[UUID], category_id: UUID, now: datetime
) -> tuple[UUID, ...]:
    """Give the lines their category and return those that had another. Raises NotAllowed, NotFound."""
    actor.require(EDIT)
    paths = dict(Category.objects.filter(workspace_id=actor.workspace_id).values_list("id", "path"))
    if category_id not in paths:
        raise NotFound
    lines = OrderLine.objects.filter(workspace_id=actor.workspace_id, id__in=line_ids)
    order_ids = lines.order_by().values_list("order_id", flat=True)
    orders = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=list(order_ids))
    list(orders.order_by("id").select_for_update(no_key=True).values_list("id"))
    changed = [line for line in lines.order_by("order_id", "position") if line.category_id != category_id]
    lines.filter(id__in=[line.id for line in changed]).update(category_id=category_id)
    for line in changed:
        before = paths.get(line.category_id, "") if line.category_id else ""
        event = LineCategorised(
            order_id=line.order_id, subject_id=line.id, category=paths[category_id], before=before
        )
        record(actor, event, at=now)
    return tuple(line.id for line in changed)
