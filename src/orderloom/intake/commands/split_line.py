"""Split a line of an order into several before it is bought, so that several suppliers can make it; and undo that."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.commands.edit_line import AlreadyBought, keep_lines
from orderloom.intake.commands.edit_order import locked_order
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.permissions import EDIT
from orderloom.intake.review.events import LinesJoined, LineSplit
from orderloom.intake.rules import UNBOUGHT
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Text
from orderloom.kernel.events import record

MOST_PARTS = 20
PART = re.compile(r"^(.*)~\d+$", re.DOTALL)
MOST_STEM = 115  # of the 120 characters that a reference has


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of the line in their order; the first one is the line itself."""

    order_id: UUID
    line_ids: tuple[UUID, ...]


def stem(ref: str) -> str:
    """Return the reference of the line that a part was split from; of a line that is no part, its own."""
    found = PART.match(ref)
    return found[1] if found else ref


def parts_of(line: OrderLine, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """Return the lines that were one with this line, itself included, the first one first."""
    refs = {one.ref for one in lines}
    whole = stem(line.ref) if stem(line.ref) in refs else line.ref
    return [one for one in lines if one.ref == whole or stem(one.ref) == whole[:MOST_STEM]]


@command
def split_line(
    *, actor: Actor, order_id: UUID, line_id: UUID, quantities: Sequence[int], now: datetime
) -> Split:
    """Split the line into parts of these quantities, which add up to its own; nothing else about it changes.

    Pieces and amounts stay the same in all. It stays split until the shop tells other lines.
    Raises NotAllowed, NotFound, Invalid, AlreadyBought.
    """
    actor.require(EDIT)
    order, lines = _locked(actor, order_id)
    line = next((one for one in lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    _check(quantities, line.quantity)
    keep_lines(order)
    before, rest = line.quantity, quantities[1:]
    taken = {one.ref for one in lines}
    new = [_part(line, quantity, ref) for quantity, ref in zip(rest, _refs(line.ref, taken), strict=False)]
    line.quantity = quantities[0]
    line.save(update_fields=["quantity"])
    place = lines.index(line) + 1
    _number([*lines[:place], *new, *lines[place:]], new)
    _changed(order, len(new))
    event = LineSplit(
        order_id=order_id, subject_id=line.id, title=line.title, before=before, after=tuple(quantities)
    )
    record(actor, event, at=now)
    return Split(order_id, (line.id, *(one.id for one in new)))


def _locked(actor: Actor, order_id: UUID) -> tuple[CustomerOrder, list[OrderLine]]:
    """Lock the order and return it with its lines. Raises NotFound, AlreadyBought."""
    order = locked_order(actor, order_id)
    if order.status not in UNBOUGHT:
        raise AlreadyBought
    found = OrderLine.objects.filter(workspace_id=actor.workspace_id, order_id=order_id)
    return order, list(found.order_by("position"))


def _check(quantities: Sequence[int], whole: int) -> None:
    if not 2 <= len(quantities) <= MOST_PARTS:
        raise _wrong(_("Split it into 2 to 20 parts."))
    if any(isinstance(one, bool) or not isinstance(one, int) or one < 1 for one in quantities):
        raise _wrong(_("Each part has at least 1 piece."))
    if sum(quantities) != whole:
        words = _("Together the parts are %(sum)d pieces, and the line has %(whole)d.")
        raise _wrong(words % {"sum": sum(quantities), "whole": whole})


def _wrong(words: Text) -> Invalid:
    return Invalid(words, fields={"quantities": words})


def _refs(ref: str, taken: set[str]) -> list[str]:
    """Return references for new parts that no line of the order has."""
    whole = stem(ref) if stem(ref) in taken else ref
    names = (f"{whole[:MOST_STEM]}~{number}" for number in range(2, MOST_PARTS + len(taken) + 2))
    return [name for name in names if name not in taken]


def _part(line: OrderLine, quantity: int, ref: str) -> OrderLine:
    kept = {
        field.attname: getattr(line, field.attname)
        for field in OrderLine._meta.concrete_fields
        if field.attname not in ("id", "ref", "quantity")
    }
    return OrderLine(**kept, ref=ref, quantity=quantity)


def _number(ordered: Sequence[OrderLine], new: Sequence[OrderLine]) -> None:
    """Give the lines their places, the last first so that none takes the place of another, and store the new ones."""
    fresh = {one.id for one in new}
    for position, one in reversed(list(enumerate(ordered, 1))):
        if one.id in fresh:
            one.position = position
        elif one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    OrderLine.objects.bulk_create(new)


def _changed(order: CustomerOrder, more: int) -> None:
    order.lines_count += more
    order.row_version += 1
    order.save(update_fields=["lines_count", "row_version", "provenance"])


@command
def join_lines(*, actor: Actor, order_id: UUID, line_id: UUID, now: datetime) -> UUID:
    """Put the parts of a split line together again, and return the line.

    Raises NotAllowed, NotFound, Invalid when it was not split, AlreadyBought.
    """
    actor.require(EDIT)
    order, lines = _locked(actor, order_id)
    line = next((one for one in lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    whole, *others = parts_of(line, lines)
    if not others:
        words = _("This line was not split.")
        raise Invalid(words, fields={"line": words})
    keep_lines(order)
    before = tuple(one.quantity for one in (whole, *others))
    OrderLine.objects.filter(workspace_id=actor.workspace_id, id__in=[one.id for one in others]).delete()
    whole.quantity = sum(before)
    whole.save(update_fields=["quantity"])
    gone = {one.id for one in others}
    for position, one in enumerate((one for one in lines if one.id not in gone), 1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    _changed(order, -len(others))
    event = LinesJoined(
        order_id=order_id, subject_id=whole.id, title=whole.title, before=before, after=whole.quantity
    )
    record(actor, event, at=now)
    return whole.id
