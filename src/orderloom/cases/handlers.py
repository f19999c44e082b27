"""What could not be done becomes a case, and a case is solved when it was done after all."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from orderloom.cases.commands.keep import open_case, solve_cases_of, solve_many
from orderloom.cases.kinds import CaseKind
from orderloom.cases.queries.cases import open_waits
from orderloom.catalog.queries import tree
from orderloom.intake.commands.progress import flag_orders
from orderloom.intake.events import ExceptionSettled, OrderUpdated
from orderloom.intake.models import CustomerOrder
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.counters import take_numbers
from orderloom.kernel.events import on
from orderloom.kernel.tenancy import current_workspace
from orderloom.production.commands.follow import follow_orders
from orderloom.production.events import (
    DateChanged,
    LatePredicted,
    OfferUnanswered,
    TaskAccepted,
    TaskCancelled,
    TaskShipped,
)
from orderloom.production.queries.queue import orders_waiting, waiting_for
from orderloom.routing.events import ScriptFailed, TasksRouted, Waiting


@on(TasksRouted)
def routed(actor: Actor, event: TasksRouted, at: datetime) -> None:
    """Open one case for each thing that keeps tasks waiting; clear the flags of orders whose tasks all went out."""
    if not event.waiting and not event.again:
        return
    _one_at_a_time(current_workspace())
    if event.waiting:
        _wait(event, at)
    if event.again:
        tasks = {task.task_id: task.order_id for task in event.offered}
        _settle(tasks, "routed", at)
        moved = sorted({*tasks, *(task.task_id for task in event.waiting)})
        solve_many(actor=system(current_workspace()), kind=CaseKind.NO_ANSWER, subjects=moved, now=at)


@on(TaskCancelled)
def cancelled(actor: Actor, event: TaskCancelled, at: datetime) -> None:
    """Solve what only this task was waiting for."""
    _one_at_a_time(current_workspace())
    _settle({event.task_id: event.order_id}, "cancelled", at)


def _one_at_a_time(workspace_id: UUID) -> None:
    """Hold the counter of cases until the transaction ends.

    Otherwise a case could be solved in the moment in which another order comes to wait for the same thing, and then
    that order's task would wait without a case.
    """
    take_numbers(workspace_id, "case", 0)


def _wait(event: TasksRouted, at: datetime) -> None:
    workspace_id = current_workspace()
    flag_orders(workspace_id=workspace_id, exceptions={task.order_id: task.reason for task in event.waiting})
    names = tree(workspace_id)
    counts = Counter(subject_of(workspace_id, task) for task in event.waiting)
    for task in event.waiting:
        subject = subject_of(workspace_id, task)
        if subject not in counts:
            continue
        category = names.path(task.category_id) if task.category_id else ""
        facts = {"hint": task.hint, "category": category, "number": task.number, "tasks": counts.pop(subject)}
        single = task.reason == CaseKind.ALL_DECLINED
        open_case(
            actor=system(workspace_id),
            kind=CaseKind(task.reason),
            subject_id=subject,
            facts=facts,
            now=at,
            order_id=task.order_id if single or facts["tasks"] == 1 else None,
            task_id=task.task_id if single else None,
            category_id=task.category_id,
        )


def subject_of(workspace_id: UUID, task: Waiting) -> UUID:
    """Return what the case is about: the task, the category that nobody makes, or the unknown category's words."""
    if task.reason == CaseKind.ALL_DECLINED:
        return task.task_id
    return wanted(workspace_id, task.category_id, task.hint)


def wanted(workspace_id: UUID, category_id: UUID | None, hint: str) -> UUID:
    """Return the id under which a case keeps a category, or the words of one that is not known."""
    return category_id or uuid5(workspace_id, f"category {hint.casefold()}")


def _settle(tasks: Mapping[UUID, UUID], solution: str, at: datetime) -> None:
    """Clear the flags of the tasks' orders, and solve the cases that no task waits for any more."""
    workspace_id = current_workspace()
    orders = set(tasks.values())
    clear = orders - orders_waiting(workspace_id, sorted(orders))
    flag_orders(workspace_id=workspace_id, exceptions=dict.fromkeys(sorted(clear), ""))
    # While they were flagged they waited on the merchant, whatever their tasks said.
    follow_orders(workspace_id=workspace_id, order_ids=sorted(clear), now=at)
    still = {wanted(workspace_id, category, hint) for category, hint in waiting_for(workspace_id)}
    over = [case for case in open_waits(workspace_id) if case.subject_id not in still]
    for case in over:
        if case.kind != CaseKind.ALL_DECLINED or case.subject_id in tasks:
            solve_cases_of(
                actor=system(workspace_id),
                kind=case.kind,
                subject_id=case.subject_id,
                solution=solution,
                now=at,
            )


@on(OrderUpdated)
def updated(actor: Actor, event: OrderUpdated, at: datetime) -> None:
    """Open a case where the shop has changed or cancelled what is bought already; solve it when the shop takes it back.

    The order bears the mark of it.
    """
    if not event.needs_person and "cancelled" not in event.changes.get("state", ()):
        return
    workspace_id, order_id = current_workspace(), event.order_id
    mark = CustomerOrder.objects.values_list("exception", flat=True).get(
        workspace_id=workspace_id, id=order_id
    )
    who = system(workspace_id)
    if mark in (CaseKind.CHANGED_UPSTREAM, CaseKind.CANCELLED_UPSTREAM):
        open_case(actor=who, kind=CaseKind(mark), subject_id=order_id, facts={}, now=at, order_id=order_id)
    if mark != CaseKind.CANCELLED_UPSTREAM:
        kind = CaseKind.CANCELLED_UPSTREAM
        solve_cases_of(actor=who, kind=kind, subject_id=order_id, solution="taken_back", now=at)


@on(ExceptionSettled)
def settled(actor: Actor, event: ExceptionSettled, at: datetime) -> None:
    """Solve the case about the order whose mark somebody took off."""
    if event.code in set(CaseKind):
        kind = CaseKind(event.code)
        solve_cases_of(actor=actor, kind=kind, subject_id=event.order_id, solution="settled", now=at)


@on(ScriptFailed)
def script_failed(actor: Actor, event: ScriptFailed, at: datetime) -> None:
    """Open one case for the script's version, however many lines it failed for."""
    facts = {"version": event.version, "fault": event.fault, "example": event.example, "tasks": event.tasks}
    open_case(
        actor=system(current_workspace()),
        kind=CaseKind.SKU_SCRIPT,
        subject_id=event.subject_id,
        facts=facts,
        now=at,
    )


@on(OfferUnanswered)
def unanswered(actor: Actor, event: OfferUnanswered, at: datetime) -> None:
    """Let a person decide who gets a task that its supplier did not answer for."""
    facts = {"number": event.number, "supplier": event.supplier}
    open_case(
        actor=system(current_workspace()), kind=CaseKind.NO_ANSWER, subject_id=event.task_id, facts=facts, now=at,
        order_id=event.order_id, task_id=event.task_id,
    )  # fmt: skip


@on(LatePredicted)
def will_be_late(actor: Actor, event: LatePredicted, at: datetime) -> None:
    """Let a person know in time that a promised day will not be kept."""
    facts = {
        "number": event.number, "supplier": event.supplier, "promised": event.promised.isoformat(),
        "forecast": event.forecast.isoformat(),
    }  # fmt: skip
    open_case(
        actor=system(current_workspace()), kind=CaseKind.LATE_PREDICTED, subject_id=event.task_id, facts=facts,
        now=at, order_id=event.order_id, task_id=event.task_id,
    )  # fmt: skip


def _over(task_id: UUID, kind: CaseKind, solution: str, at: datetime) -> None:
    solve_cases_of(
        actor=system(current_workspace()), kind=kind, subject_id=task_id, solution=solution, now=at
    )


@on(TaskAccepted)
def answered(actor: Actor, event: TaskAccepted, at: datetime) -> None:
    """Solve the case that nobody answered."""
    _over(event.task_id, CaseKind.NO_ANSWER, "answered", at)


@on(DateChanged)
def new_day(actor: Actor, event: DateChanged, at: datetime) -> None:
    """Solve the case that the promised day would not be kept: there is a new one."""
    _over(event.task_id, CaseKind.LATE_PREDICTED, "new_day", at)


@on(TaskShipped)
def sent(actor: Actor, event: TaskShipped, at: datetime) -> None:
    """Solve the case that the task would be late: it has left."""
    _over(event.task_id, CaseKind.LATE_PREDICTED, "shipped", at)
