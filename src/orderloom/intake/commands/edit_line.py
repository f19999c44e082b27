"""Change one line of an order by hand: how many pieces are bought, and what kind of thing it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.models import Category
from orderloom.intake.commands.clashes import conflict
from orderloom.intake.commands.edit_order import categorise_lines, locked_order
from orderloom.intake.events import LineQuantityChanged
from orderloom.intake.field_merge import lay_over
from orderloom.intake.line_merging import SAID, said_of_rows
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.permissions import EDIT
from orderloom.intake.provenance import Provenance
from orderloom.intake.rows import LINES
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, Invalid, NotFound
from orderloom.kernel.events import record

MOST_PIECES = 1_000_000


class AlreadyBought(IllegalMove):
    """A supplier works by the line already."""

    code = "already_bought"
    message = _("This order is bought already. Agree on another quantity with the supplier.")


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What is to change of a line; None leaves a thing as it is."""

    quantity: int | None = None
    category_id: UUID | None = None


@command
def edit_line(
    *, actor: Actor, order_id: UUID, line_id: UUID, edit: LineEdit, seen: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """Change the line and return the names of what changed; `seen` holds the marks of `quantity` and `category`.

    Raises NotAllowed, NotFound, Invalid, AlreadyBought, Conflict with its `clashes`.
    """
    actor.require(EDIT)
    order = locked_order(actor, order_id)
    line = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id=order_id, id=line_id).first()
    if line is None:
        raise NotFound
    wanted = _wanted(edit)
    stored = {"quantity": line.quantity, "category": line.category_id}
    laid = lay_over(stored, wanted, seen)
    if laid.clashes:
        theirs = {name: stored[name] for name in laid.clashes}
        raise conflict(actor.workspace_id, order_id, theirs, line_id)
    if "quantity" in laid.changes and edit.quantity is not None:
        set_quantity(actor, order, line, edit.quantity, now=now)
    if "category" in laid.changes and edit.category_id is not None:
        categorise_lines(actor=actor, line_ids=[line_id], category_id=edit.category_id, now=now)
    return tuple(laid.changes)


def _wanted(edit: LineEdit) -> dict[str, object]:
    if edit.quantity is not None and not 1 <= edit.quantity <= MOST_PIECES:
        wrong = _("Between 1 and 1,000,000.")
        raise Invalid(wrong, fields={"quantity": wrong})
    wanted: dict[str, object] = {"quantity": edit.quantity, "category": edit.category_id}
    return {name: value for name, value in wanted.items() if value is not None}


def set_quantity(
    actor: Actor, order: CustomerOrder, line: OrderLine, quantity: int, *, now: datetime
) -> None:
    """Set how many pieces of a line of the locked order are bought; it stays until the channel tells other lines.

    Raises AlreadyBought.
    """
    if order.status not in UNBOUGHT:
        raise AlreadyBought
    keep_lines(order)
    before, line.quantity = line.quantity, quantity
    line.save(update_fields=["quantity"])
    order.units += quantity - before
    order.row_version += 1
    order.save(update_fields=["units", "row_version", "provenance"])
    event = LineQuantityChanged(
        order_id=order.id, subject_id=line.id, title=line.title, before=before, after=quantity
    )
    record(actor, event, at=now)


def keep_lines(order: CustomerOrder) -> None:
    """Keep the lines against the channel for as long as it tells those that are stored now."""
    provenance = Provenance.read(order.provenance, order.external_version)
    if LINES in provenance.kept:
        return
    lines = OrderLine.objects.filter(workspace_id=order.workspace_id, order_id=order.id)
    provenance.keep(LINES, said_of_rows(list(lines.order_by("position").values(*SAID))))
    order.provenance = provenance.text()


def category_path(actor: Actor, category_id: UUID | None) -> str:
    """Return the path of a category; a blank one when there is none."""
    if category_id is None:
        return ""
    found = Category.objects.filter(workspace_id=actor.workspace_id, id=category_id)
    return found.values_list("path", flat=True).first() or ""
