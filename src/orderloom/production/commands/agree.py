"""What was agreed is done to the task: pieces, price, day, parts. One place for every way to agree."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.errors import Invalid
from orderloom.negotiation.states import Rest
from orderloom.negotiation.terms import Terms
from orderloom.production.commands.door import OpenTask
from orderloom.production.commands.parts import Parts
from orderloom.production.models import OrderTask
from orderloom.production.rules import has_passed
from orderloom.production.states import TaskStatus

DAY_PASSED = _("This day has passed. Choose a day from today on.")
LONGEST_REASON = 300
_S = TaskStatus


def standing_of(row: OrderTask) -> Terms:
    """Return the terms that the task stands for now; before it is accepted, the day that was asked for."""
    return Terms(
        quantity=row.quantity,
        unit_price=row.unit_price,
        currency=row.price_currency,
        day=row.promised_date or row.requested_date,
        substitute=row.substitute,
    )


def check_days(terms: Terms, standing: Terms, now: datetime) -> None:
    """Refuse days that have passed everywhere, unless they stand already. Raises Invalid."""
    days: list[date | None] = [part.day for part in terms.split] or [terms.day]
    if any(day is not None and day != standing.day and has_passed(day, now) for day in days):
        raise Invalid(fields={"day": DAY_PASSED})


def check_applicable(task: OpenTask, terms: Terms) -> None:
    """Refuse terms that cannot be done to the task as it is now. Raises Invalid."""
    row = task.row
    kept = terms.split[0].quantity if terms.split else terms.quantity
    if kept < row.shipped:
        raise Invalid(fields={"quantity": _("More than that has left already.")}, shipped=row.shipped)
    if row.status != _S.OFFERED:
        return
    if terms.quantity < 1:
        raise Invalid(fields={"quantity": _("Take at least 1 piece, or refuse the task.")})
    if terms.day is None:
        raise Invalid(fields={"day": _("Say by which day it leaves.")})
    if has_passed(terms.split[0].day if terms.split else terms.day, task.now):
        raise Invalid(fields={"day": DAY_PASSED})


def accept_now(task: OpenTask, promised: date | None) -> None:
    """Take an offered task for the day. Raises NotAllowed, IllegalMove."""
    row = task.row
    task.move("accept")
    row.accepted_at = task.now
    row.promised_date = promised
    row.first_promised_date = row.first_promised_date or promised
    row.respond_by = None


def apply(task: OpenTask, terms: Terms, parts: Parts) -> None:
    """Do to an accepted task what was agreed and can be done; pieces that leave it are collected as `parts`."""
    row = task.row
    if terms.quantity == 0 and terms.rest is Rest.DROP:
        _call_off(task)
        return
    _price(row, terms)
    _day(row, terms)
    _pieces(row, terms, parts)
    row.produced = min(row.produced, row.quantity)
    _close(task)


def _call_off(task: OpenTask) -> None:
    """End it by agreement; nobody can do that alone, so it is no move of the machine."""
    task.row.status, task.row.respond_by = _S.CANCELLED.value, None


def _price(row: OrderTask, terms: Terms) -> None:
    if terms.unit_price is not None:
        row.unit_price, row.price_currency = terms.unit_price, terms.currency
    row.substitute = terms.substitute


def _day(row: OrderTask, terms: Terms) -> None:
    """Move the promised day; a later one keeps the words it was asked for with, the first promise stays."""
    day = terms.split[0].day if terms.split else terms.day
    if day is None or day == row.promised_date:
        return
    if row.promised_date is not None and day > row.promised_date:
        row.slip_reason = terms.note[:LONGEST_REASON]
    row.promised_date = day
    row.first_promised_date = row.first_promised_date or day


def _pieces(row: OrderTask, terms: Terms, parts: Parts) -> None:
    less = row.quantity - terms.quantity
    if less < 0:
        row.quantity, row.added = terms.quantity, row.added - less
    elif less and terms.rest is Rest.DROP:
        row.quantity, row.dropped = terms.quantity, row.dropped + less
    elif less:
        parts.leave(row, less, None)
    for part in terms.split[1:]:
        parts.leave(row, part.quantity, part.day)


def _close(task: OpenTask) -> None:
    """Move on what has nothing left to do: all pieces went elsewhere, or all that stay have left already."""
    row = task.row
    if row.quantity == 0:
        _call_off(task)
    elif row.shipped == row.quantity:
        row.status, row.shipped_at = _S.SHIPPED.value, row.shipped_at or task.now
        row.ready_at = row.ready_at or task.now


def supplier_of(row: OrderTask) -> tuple[UUID, UUID]:
    """Return the supplier and its company of a task that has one."""
    assert row.supplier_id is not None
    assert row.company_id is not None
    return row.supplier_id, row.company_id
