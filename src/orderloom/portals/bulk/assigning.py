"""Give the open tasks of many orders, or many tasks, to one supplier; the argument is the supplier's id and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.partners.queries import visible_suppliers
from orderloom.partners.states import SupplierStatus
from orderloom.portals.order_moves import Outcome
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus
from orderloom.routing.commands.assign import assign_tasks
from orderloom.routing.permissions import ASSIGN

LONGEST = 300


def argument_of(supplier: str, reason: str) -> str:
    """Return what a move keeps of the choice. Raises Invalid."""
    try:
        chosen = UUID(supplier)
    except ValueError as wrong:
        raise Invalid(fields={"supplier": _("Choose a supplier.")}) from wrong
    return f"{chosen} {reason.strip() or _('Chosen by hand for several at once.')}"[:LONGEST]


def _read(argument: str) -> tuple[UUID, str]:
    supplier, _blank, reason = argument.partition(" ")
    try:
        return UUID(supplier), reason
    except ValueError as wrong:
        raise Invalid(fields={"supplier": _("Choose a supplier.")}) from wrong


def assignees(actor: Actor) -> list[tuple[UUID, str]]:
    """Return the suppliers that take tasks now, by name, if the actor may choose one."""
    if not actor.can(ASSIGN):
        return []
    active = visible_suppliers(actor).filter(status=SupplierStatus.ACTIVE)
    return list(active.order_by("name").values_list("id", "name"))


def assign_chosen(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    """Give the tasks to the supplier. Raises NotAllowed, Invalid."""
    supplier_id, reason = _read(argument)
    given = assign_tasks(actor=actor, task_ids=ids, supplier_id=supplier_id, reason=reason, now=now)
    return given.done, given.refused


def assign_orders(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    """Give those tasks of the orders that nobody has accepted to the supplier; an order is done when one of them is.

    Raises NotAllowed, Invalid.
    """
    orders = tasks_of(actor, ids)
    done, refused = assign_chosen(actor, list(orders), argument, now)
    return by_order(ids, orders, done, refused)


def tasks_of(actor: Actor, order_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the tasks of the orders that are not cancelled, each with its order."""
    rows = OrderTask.objects.filter(workspace_id=actor.workspace_id, order_id__in=order_ids).exclude(
        status=TaskStatus.CANCELLED.value
    )
    return dict(rows.order_by("id").values_list("id", "order_id"))


def by_order(
    ids: Sequence[UUID], orders: Mapping[UUID, UUID], done: Sequence[UUID], refused: Mapping[UUID, str]
) -> Outcome:
    """Return what was done with the tasks as what was done with their orders, and why the others were left."""
    moved = {orders[task_id] for task_id in done}
    codes: dict[UUID, set[str]] = defaultdict(set)
    for task_id, code in refused.items():
        codes[orders[task_id]].add(code)
    left = {one: _code(codes[one]) for one in ids if one not in moved}
    return [one for one in ids if one in moved], left


def _code(codes: set[str]) -> str:
    """Return the one reason that is told of an order: that its tasks are there already, else what stands against it."""
    return min(codes, key=lambda code: (code != "theirs", code)) if codes else "no_task"
