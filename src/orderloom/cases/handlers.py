"""What could not be done becomes a case, and a case is solved when it was done after all."""

from collections import Counter
from datetime import datetime
from uuid import UUID, uuid5

from orderloom.cases.commands.keep import open_case, solve_cases_of
from orderloom.cases.kinds import CaseKind
from orderloom.cases.queries.cases import open_waits
from orderloom.catalog.queries import tree
from orderloom.intake.commands.progress import flag_orders
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.events import on
from orderloom.kernel.tenancy import current_workspace
from orderloom.production.queries.queue import orders_waiting, waiting_for
from orderloom.routing.events import ScriptFailed, TasksRouted, Waiting


@on(TasksRouted)
def routed(actor: Actor, event: TasksRouted, at: datetime) -> None:
    """Open one case for each thing that keeps tasks waiting; clear the flags of orders whose tasks all went out."""
    if event.waiting:
        _wait(event, at)
    if event.again and event.offered:
        _went_out(event, at)


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


def _went_out(event: TasksRouted, at: datetime) -> None:
    workspace_id = current_workspace()
    orders = {task.order_id for task in event.offered}
    clear = orders - orders_waiting(workspace_id, sorted(orders))
    flag_orders(workspace_id=workspace_id, exceptions=dict.fromkeys(sorted(clear), ""))
    still = {wanted(workspace_id, category, hint) for category, hint in waiting_for(workspace_id)}
    over = [case for case in open_waits(workspace_id) if case.subject_id not in still]
    tasks = {task.task_id for task in event.offered}
    for case in over:
        if case.kind != CaseKind.ALL_DECLINED or case.subject_id in tasks:
            solve_cases_of(
                actor=system(workspace_id),
                kind=case.kind,
                subject_id=case.subject_id,
                solution="routed",
                now=at,
            )


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
