"""Change an order by hand: where it goes, by when, what is noted, who is in charge, what its lines are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.models import Category
from orderloom.identity.models import Member
from orderloom.intake.canonical import Address, OrderDoc
from orderloom.intake.commands.clashes import conflict
from orderloom.intake.commands.orders import refusal_of
from orderloom.intake.commands.write_fields import Told, write_fields
from orderloom.intake.events import LineCategorised, OwnersChosen
from orderloom.intake.field_merge import lay_over, seen_mark
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.intake.permissions import EDIT
from orderloom.intake.rows import PARTS, told_by
from orderloom.intake.states import OPEN, OrderStatus
from orderloom.intake.storable import fault_of
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, Invalid, NotFound
from orderloom.kernel.events import record

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
def edit_order(
    *,
    actor: Actor,
    order_id: UUID,
    edit: OrderEdit,
    now: datetime,
    row_version: int = 0,
    seen: Mapping[str, str] | None = None,
) -> Edited:
    """Change the order; what is changed by hand stays until the channel tells something new of it.

    `row_version` is that of the order which the person saw; when it is not the present one, each field is merged by
    the mark in `seen` (see `field_merge`), and only fields that somebody else has changed are a conflict.
    Raises NotAllowed, NotFound, Invalid, IllegalMove, Conflict with its `clashes`.
    """
    actor.require(EDIT)
    order = locked_order(actor, order_id)
    if order.status not in OPEN and order.status != OrderStatus.DRAFT:
        raise IllegalMove
    told = _told(edit)
    marks = _marks(order, told) if order.row_version == row_version else seen or {}
    merged = _merged(order, told, marks)
    changes = write_fields(actor, order, merged, now=now)
    return Edited(order_id, order.row_version, tuple(changes))


def locked_order(actor: Actor, order_id: UUID) -> CustomerOrder:
    """Return the order, locked until the transaction ends. Raises NotFound."""
    found = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id=order_id)
    order = found.select_for_update(no_key=True).first()
    if order is None:
        raise NotFound
    return order


def _told(edit: OrderEdit) -> Told:
    doc = OrderDoc("edit", "edit", ship_to=edit.ship_to, note=edit.note, tags=edit.tags, ship_by=edit.ship_by)
    fault = fault_of(doc)
    if fault is not None:
        raise refusal_of(fault)
    told = {part: values for part, values in told_by(doc).items() if part in EDITABLE}
    return told | ({"ship_by": (None,)} if edit.has_no_ship_by else {})


def _marks(order: CustomerOrder, told: Told) -> dict[str, str]:
    """Return the marks of the order as it is: who saw its present version saw all of it."""
    return {column: seen_mark(getattr(order, column)) for part in told for column in PARTS[part]}


def _merged(order: CustomerOrder, told: Told, marks: Mapping[str, str]) -> Told:
    """Return the parts as they shall be. Raises Conflict."""
    wanted = {
        column: value
        for part, values in told.items()
        for column, value in zip(PARTS[part], values, strict=True)
    }
    stored = {column: getattr(order, column) for column in wanted}
    laid = lay_over(stored, wanted, marks)
    if laid.clashes:
        theirs = {column: stored[column] for column in laid.clashes}
        raise conflict(order.workspace_id, order.id, theirs, row_version=order.row_version)
    whole = stored | laid.changes
    return {part: tuple(whole[column] for column in PARTS[part]) for part in told}


@command
def set_order_owners(
    *, actor: Actor, order_id: UUID, owners: Sequence[UUID], now: datetime, seen: str | None = None
) -> tuple[UUID, ...]:
    """Put these people in charge of the order; nobody means those of its categories.

    `seen` is the mark of those whom the person saw in charge (see `owners_mark`). Raises NotAllowed, NotFound,
    Invalid when somebody is no member of the workspace, Conflict when others have been put in charge since.
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
    before = tuple(rows.order_by("id").values_list("user_id", flat=True))
    if set(before) == set(wanted):
        return wanted
    if seen is not None and seen != owners_mark(before):
        raise conflict(order.workspace_id, order.id, {"owners": before})
    rows.delete()
    OrderOwner.objects.bulk_create(
        OrderOwner(workspace_id=order.workspace_id, order_id=order.id, user_id=user_id) for user_id in wanted
    )
    record(actor, OwnersChosen(order_id=order.id, owners=wanted, before=before), at=now)
    return wanted


def owners_mark(owners: Iterable[UUID]) -> str:
    """Return the mark of the people in charge, in whichever order."""
    return seen_mark(sorted(str(one) for one in owners))


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
