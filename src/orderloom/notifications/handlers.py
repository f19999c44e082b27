"""Who is told when something happens."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from orderloom.cases.events import CaseOpened
from orderloom.identity.queries import Reader, company_readers, readers, workspace_card
from orderloom.intake.queries.orders import order_number
from orderloom.intake.queries.owners import people_in_charge, people_in_charge_of_all
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.events import on
from orderloom.kernel.tenancy import current_workspace
from orderloom.messages.events import MessagePosted
from orderloom.messages.queries.told import message_told
from orderloom.notifications.commands.notify import Note, notify, notify_all
from orderloom.partners.clocks import clocks
from orderloom.partners.queries import supplier_name, supplier_names
from orderloom.production.events import (
    ChangeCountered,
    ChangeEvent,
    ChangeProposed,
    ChangesSaid,
    Chase,
    MilestonesChased,
    Reminder,
    TaskDeclined,
    TaskDone,
    TasksReminded,
)
from orderloom.production.queries.tasks import categories_of, category_of
from orderloom.routing.events import Offered, TasksRouted

MOST_NAMED = 20  # tasks that one reminder names


@on(TasksRouted)
def offered(actor: Actor, event: TasksRouted, at: datetime) -> None:
    """Tell each supplier once, however many tasks it got."""
    by_company: dict[UUID, list[Offered]] = defaultdict(list)
    for task in event.offered:
        by_company[task.company_id].append(task)
    if not by_company:
        return
    told = company_readers(list(by_company))
    if not told:
        return
    workspace = workspace_card(current_workspace())
    notes = []
    for found in told:
        tasks = by_company[found.company_id]
        only = tasks[0].task_id if len(tasks) == 1 else None
        facts = {"count": len(tasks), "workspace": workspace.name}
        notes.append(Note(found.reader, "tasks_offered", facts, company_id=found.company_id, task_id=only))
    notify_all(workspace_id=workspace.id, notes=notes, now=at)


@on(TasksReminded)
def reminded(actor: Actor, event: TasksReminded, at: datetime) -> None:
    """Remind each supplier once, naming its tasks."""
    by_company: dict[UUID, list[Reminder]] = defaultdict(list)
    for one in event.reminders:
        by_company[one.company_id].append(one)
    workspace = workspace_card(current_workspace())
    notes = []
    for found in company_readers(list(by_company)):
        tasks = by_company[found.company_id]
        numbers = ", ".join(f"T-{one.number}" for one in tasks[:MOST_NAMED])
        facts = {"count": len(tasks), "workspace": workspace.name, "tasks": numbers}
        only = tasks[0].task_id if len(tasks) == 1 else None
        notes.append(Note(found.reader, "tasks_reminded", facts, company_id=found.company_id, task_id=only))
    notify_all(workspace_id=workspace.id, notes=notes, now=at)


@on(MilestonesChased)
def chased(actor: Actor, event: MilestonesChased, at: datetime) -> None:
    """Remind each supplier once of what is due, then its second person, then the people in charge."""
    workspace = workspace_card(current_workspace())
    groups: dict[tuple[UUID, str, str], list[Chase]] = defaultdict(list)
    for one in event.chases:
        if one.stage != "merchant":
            groups[one.company_id, one.stage, one.milestone].append(one)
    suppliers = {one.supplier_id for one in event.chases if one.stage == "second"}
    seconds = set(clocks(workspace.id, suppliers, workspace.work).seconds.values()) if suppliers else set()
    people = company_readers(sorted({company for company, _stage, _milestone in groups}))
    notes = []
    for (company_id, stage, milestone), tasks in groups.items():
        numbers = ", ".join(f"T-{one.number}" for one in tasks[:MOST_NAMED])
        facts = {"count": len(tasks), "workspace": workspace.name, "tasks": numbers, "milestone": milestone}
        only = tasks[0].task_id if len(tasks) == 1 else None
        members = [one.reader for one in people if one.company_id == company_id]
        second = [one for one in members if one.id in seconds] if stage == "second" else []
        notes += [
            Note(one, f"clock_{stage}", facts, company_id=company_id, task_id=only)
            for one in second or members
        ]
    notify_all(workspace_id=workspace.id, notes=notes, now=at)
    for one in event.chases:
        if one.stage == "merchant":
            _escalated(workspace.id, one, at)


def _escalated(workspace_id: UUID, chase: Chase, at: datetime) -> None:
    notify(
        workspace_id=workspace_id,
        user_ids=people_in_charge(workspace_id, chase.order_id, category_of(workspace_id, chase.task_id)),
        kind="clock_merchant",
        facts={
            "number": chase.number,
            "supplier": supplier_name(workspace_id, chase.supplier_id),
            "order": order_number(workspace_id, chase.order_id),
            "milestone": chase.milestone,
        },
        now=at,
        order_id=chase.order_id,
        task_id=chase.task_id,
    )


@on(TaskDone)
def done(actor: Actor, event: TaskDone, at: datetime) -> None:
    """Tell the people in charge that a task is done."""
    workspace_id = current_workspace()
    notify(
        workspace_id=workspace_id,
        user_ids=people_in_charge(workspace_id, event.order_id, category_of(workspace_id, event.task_id)),
        kind="task_done",
        facts={
            "number": event.number,
            "title": event.title,
            "supplier": supplier_name(workspace_id, event.supplier_id),
            "order": order_number(workspace_id, event.order_id),
        },
        now=at,
        order_id=event.order_id,
        task_id=event.task_id,
    )


@on(TaskDeclined)
def declined(actor: Actor, event: TaskDeclined, at: datetime) -> None:
    """Let the people in charge know that a supplier refused."""
    workspace_id = current_workspace()
    notify(
        workspace_id=workspace_id,
        user_ids=people_in_charge(workspace_id, event.order_id, category_of(workspace_id, event.task_id)),
        kind="task_declined",
        facts={"number": event.number, "supplier": supplier_name(workspace_id, event.supplier_id)},
        now=at,
        level="know",
        order_id=event.order_id,
        task_id=event.task_id,
    )


@on(CaseOpened)
def case_opened(actor: Actor, event: CaseOpened, at: datetime) -> None:
    """Tell a case's owner that it waits on them; what one could not be told is not told by the same way again."""
    if event.owner_id is None or event.case == "not_delivered":
        return
    notify(
        workspace_id=current_workspace(),
        user_ids=[event.owner_id],
        kind="case_opened",
        facts={**event.facts, "case_number": event.number, "case": event.case},
        now=at,
        order_id=event.order_id,
        task_id=event.task_id,
    )


@on(MessagePosted)
def written(actor: Actor, event: MessagePosted, at: datetime) -> None:
    """Tell the other side that somebody wrote: the supplier's members, or the merchant's people in charge.

    What the team writes for itself is told to nobody here; they see it on the order.
    """
    if event.company_id is None or event.task_id is None:
        return
    workspace_id = current_workspace()
    told = message_told(workspace_id, event.subject_id)
    facts = {**told.facts, "workspace": workspace_card(workspace_id).name}
    if actor.party is Party.SUPPLIER:
        category_id = category_of(workspace_id, event.task_id)
        people = readers(people_in_charge(workspace_id, event.order_id, category_id))
        kind, company_id = "message_from_supplier", None
    else:
        people = [found.reader for found in company_readers([event.company_id])]
        kind, company_id = "message_from_merchant", event.company_id
    order_id = event.order_id if company_id is None else None
    notes = [Note(one, kind, facts, "act", company_id, order_id, event.task_id) for one in people]
    notify_all(workspace_id=workspace_id, notes=notes, now=at)


@on(ChangesSaid)
def talked(actor: Actor, event: ChangesSaid, at: datetime) -> None:
    """Tell the other side once that there are proposals to answer, and once of what became of its own."""
    workspace = workspace_card(current_workspace())
    by_supplier = actor.party is Party.SUPPLIER
    notes = (
        _to_merchant(workspace.id, event.said) if by_supplier else _to_suppliers(workspace.name, event.said)
    )
    notify_all(workspace_id=workspace.id, notes=notes, now=at)


def _asks(said: ChangeEvent) -> bool:
    return isinstance(said, ChangeProposed | ChangeCountered)


def _to_suppliers(workspace: str, said: Sequence[ChangeEvent]) -> list[Note]:
    groups: dict[tuple[UUID, bool], list[ChangeEvent]] = defaultdict(list)
    for one in said:
        if one.company_id:
            groups[one.company_id, _asks(one)].append(one)
    people = company_readers(sorted({company for company, _is_asked in groups}))
    return [
        _talk_note(found.reader, "merchant", is_asked, {"workspace": workspace}, told, company)
        for (company, is_asked), told in groups.items()
        for found in people
        if found.company_id == company
    ]


def _to_merchant(workspace_id: UUID, said: Sequence[ChangeEvent]) -> list[Note]:
    """Return the notes to the people in charge; what was accepted by itself right after asks nobody."""
    settled = {one.task_id for one in said if not _asks(one)}
    categories = categories_of(workspace_id, [one.task_id for one in said])
    places = {one.task_id: (one.order_id, categories.get(one.task_id)) for one in said}
    charged = people_in_charge_of_all(workspace_id, set(places.values()))
    names = supplier_names(workspace_id, {one.company_id for one in said if one.company_id})
    groups: dict[tuple[UUID, UUID, bool], list[ChangeEvent]] = defaultdict(list)
    for one in said:
        if one.company_id and not (_asks(one) and one.task_id in settled):
            for user_id in charged[places[one.task_id]]:
                groups[user_id, one.company_id, _asks(one)].append(one)
    people = {one.id: one for one in readers({user_id for user_id, _company, _is_asked in groups})}
    return [
        _talk_note(people[user_id], "supplier", is_asked, {"supplier": names.get(company, "")}, told, None)
        for (user_id, company, is_asked), told in groups.items()
        if user_id in people
    ]


def _talk_note(
    person: Reader,
    side: str,
    is_asked: bool,
    facts: dict[str, object],
    told: Sequence[ChangeEvent],
    company_id: UUID | None,
) -> Note:
    kind = f"proposals_from_{side}" if is_asked else f"proposals_answered_by_{side}"
    numbers = ", ".join(f"T-{one.number}" for one in told[:MOST_NAMED])
    (first, *others) = told
    only = None if others else first.task_id
    order_id = first.order_id if only and company_id is None else None
    facts = {**facts, "count": len(told), "tasks": numbers}
    return Note(person, kind, facts, "act" if is_asked else "know", company_id, order_id, only)
