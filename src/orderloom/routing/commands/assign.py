"""Give tasks to a supplier that a person has chosen: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.catalog.queries import Maker
from orderloom.intake.queries.lines import lines_to_route
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove, Invalid
from orderloom.kernel.events import announce
from orderloom.production.commands.follow import follow_orders
from orderloom.production.commands.open import take_back
from orderloom.production.queries.queue import QueuedTask, lock_task, lock_tasks
from orderloom.production.rules import said
from orderloom.production.states import TaskStatus
from orderloom.routing import why
from orderloom.routing.commands.reroute import Search, give, make_all_codes, run_of
from orderloom.routing.commands.route import Match, Run, tell_failure
from orderloom.routing.events import Offered, TasksRouted
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.routing.permissions import ASSIGN

LONGEST_REASON = 500
ASSIGNABLE = frozenset({TaskStatus.QUEUED, TaskStatus.OFFERED})


@dataclass(frozen=True, slots=True)
class Assigned:
    """The tasks that the supplier was asked for, and the codes of why the others stay where they are."""

    done: tuple[UUID, ...]
    refused: dict[UUID, str] = field(default_factory=dict)


@command
def assign_task(*, actor: Actor, task_id: UUID, supplier_id: UUID, reason: str, now: datetime) -> Offered:
    """Give a queued or offered task to a supplier by hand; the pool does not count it as a turn.

    Raises NotAllowed, NotFound, IllegalMove (already accepted), and Invalid (no reason, or the supplier is paused).
    """
    run, maker = _begin(actor, supplier_id, reason, now)
    task = lock_task(run.workspace_id, task_id)
    if task.status not in ASSIGNABLE:
        raise IllegalMove(move="offer", state=task.status)
    for offered in ask(run, [task], maker, reason):
        return offered
    raise IllegalMove(move="offer", state=task.status)


@command
def assign_tasks(
    *, actor: Actor, task_ids: Sequence[UUID], supplier_id: UUID, reason: str, now: datetime
) -> Assigned:
    """Give those of the tasks that nobody has accepted to a supplier by hand, in a fixed number of statements.

    Those that this supplier is asked for already stay as they are. Raises NotAllowed, and Invalid (no reason, or the
    supplier is paused).
    """
    run, maker = _begin(actor, supplier_id, reason, now)
    tasks = lock_tasks(run.workspace_id, task_ids)
    refused = dict.fromkeys(set(task_ids) - {task.id for task in tasks}, "not_found")
    going = []
    for task in tasks:
        if task.status not in ASSIGNABLE:
            refused[task.id] = "cancelled" if task.status is TaskStatus.CANCELLED else "accepted"
        elif task.supplier_id == supplier_id:
            refused[task.id] = "theirs"
        else:
            going.append(task)
    done = tuple(one.task_id for one in ask(run, going, maker, reason)) if going else ()
    left = {task.id for task in going} - set(done)
    return Assigned(done, refused | dict.fromkeys(left, "not_bought"))


def _begin(actor: Actor, supplier_id: UUID, reason: str, now: datetime) -> tuple[Run, Maker]:
    """Return the run and the supplier. Raises NotAllowed, Invalid."""
    actor.require(ASSIGN)
    if not said(reason, LONGEST_REASON):
        raise Invalid(fields={"reason": _("Say why, so that the timeline can explain it.")})
    run = run_of(actor, now)
    maker = run.tree.makers.get(supplier_id)
    if maker is None or not maker.active:
        raise Invalid(
            fields={"supplier": _("This supplier takes no tasks now. Choose another or resume it.")}
        )
    return run, maker


def ask(run: Run, tasks: Sequence[QueuedTask], maker: Maker, reason: str) -> list[Offered]:
    """Take the locked tasks from those who have not answered, and offer them to the supplier; part of a command.

    Those whose order is not being bought any more are left.
    """
    orders = sorted({task.order_id for task in tasks})
    lines = {line.line_id: line for line in lines_to_route(run.workspace_id, orders)}
    tasks = [task for task in tasks if task.line_id in lines]
    withdraw(run, [task for task in tasks if task.status is TaskStatus.OFFERED])
    kept = why.by_hand(maker.name, run.actor.name, said(reason, LONGEST_REASON))
    searches = [
        Search(
            task,
            Match(lines[task.line_id], task.quantity, maker=maker, why=kept),
            frozenset(),
            task.sku,
        )
        for task in tasks
    ]
    failure = make_all_codes(run, searches)
    offered = give(run, searches)
    follow_orders(workspace_id=run.workspace_id, order_ids=orders, now=run.now)
    announce(run.actor, TasksRouted(offered=tuple(offered), waiting=(), again=True), at=run.now)
    tell_failure(run, failure)
    return offered


def withdraw(run: Run, tasks: Sequence[QueuedTask]) -> None:
    """End the offers that stand, and put their tasks back in the queue; part of a command.

    An earlier attempt's offer is over already.
    """
    if not tasks:
        return
    ids = [task.id for task in tasks]
    Assignment.objects.filter(
        workspace_id=run.workspace_id, task_id__in=ids, status=AssignmentStatus.OFFERED
    ).update(status=AssignmentStatus.WITHDRAWN, answered_at=run.now)
    take_back(actor=run.actor, task_ids=ids, now=run.now)
