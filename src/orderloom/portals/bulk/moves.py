"""The moves that can be made with many rows of a list, what each needs, and which one takes it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.intake.permissions import CONFIRM, EDIT, PURCHASE
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.portals.bulk.assigning import assign_chosen, assign_orders
from orderloom.portals.bulk.taking_back import unassign_chosen, unassign_orders, uncharge
from orderloom.portals.order_moves import MOVES, Outcome
from orderloom.production.commands.remind import remind_tasks
from orderloom.production.permissions import ANSWER
from orderloom.routing.permissions import ASSIGN

ORDERS, TASKS = "orders", "tasks"
AT_ONCE = 200  # rows that are moved while somebody waits for the page; more are the worker's


@dataclass(frozen=True, slots=True)
class BulkMove:
    """A move: its name for people, the permission that it needs, and the move that takes it back, if there is one.

    One that `takes_back` is told, as its argument, the run that it takes back.
    """

    label: str | Promise
    permission: str
    act: Callable[[Actor, Sequence[UUID], str, datetime], Outcome]
    inverse: str = ""
    takes_back: bool = False


def _remind(actor: Actor, ids: Sequence[UUID], argument: str, now: datetime) -> Outcome:
    reminded = remind_tasks(actor=actor, task_ids=ids, now=now)
    return reminded.done, dict(reminded.refused)


_FORMER = gettext_lazy("Undo: assign supplier")
LISTS: Mapping[str, Mapping[str, BulkMove]] = {
    ORDERS: {
        "approve": BulkMove(gettext_lazy("Approve"), CONFIRM, MOVES["approve"], "send_back"),
        "confirm": BulkMove(gettext_lazy("Confirm"), CONFIRM, MOVES["confirm"], "send_back"),
        "send_back": BulkMove(gettext_lazy("Back to review"), CONFIRM, MOVES["send_back"], "confirm"),
        "purchase": BulkMove(gettext_lazy("Start purchasing"), PURCHASE, MOVES["purchase"]),
        "hold": BulkMove(gettext_lazy("Hold"), EDIT, MOVES["hold"], "release"),
        "release": BulkMove(gettext_lazy("Release"), EDIT, MOVES["release"], "hold"),
        "charge": BulkMove(gettext_lazy("Put in charge"), EDIT, MOVES["charge"], "uncharge"),
        "uncharge": BulkMove(gettext_lazy("Undo: put in charge"), EDIT, uncharge, takes_back=True),
        "assign": BulkMove(gettext_lazy("Assign supplier"), ASSIGN, assign_orders, "unassign"),
        "unassign": BulkMove(_FORMER, ASSIGN, unassign_orders, takes_back=True),
    },
    TASKS: {
        "assign": BulkMove(gettext_lazy("Assign supplier"), ASSIGN, assign_chosen, "unassign"),
        "unassign": BulkMove(_FORMER, ASSIGN, unassign_chosen, takes_back=True),
        "remind": BulkMove(gettext_lazy("Remind"), ANSWER, _remind),
    },
}


def move_of(list_name: str, name: str) -> BulkMove:
    """Return the move of a list. Raises Invalid."""
    found = LISTS.get(list_name, {}).get(name)
    if found is None:
        raise Invalid(_("There is no such move."))
    return found
