"""What the supplier's pages read, all in the supplier's own hat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import Company, Workspace
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.kernel.models import TimelineEvent
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import TaskStatus

PAGE = 20
COUNTED = 1000  # a tab says "999+" from here on: counting costs by the row
MOST_EVENTS = 200
_S = TaskStatus
MAKING = (_S.ACCEPTED, _S.IN_PRODUCTION)
LIVE = (*MAKING, _S.READY_TO_SHIP)
_COUNT = (
    "SELECT '{name}', count(*) FROM (SELECT 1 FROM production_ordertask "
    "WHERE company_id = %(company)s AND {condition} LIMIT %(most)s) AS some_of_them"
)
COUNTS = " UNION ALL ".join(
    [
        *(
            _COUNT.format(name=state.value, condition=f"status = '{state.value}'")
            for state in (_S.OFFERED, *LIVE, _S.SHIPPED, _S.DELIVERED)
        ),
        _COUNT.format(
            name="soon",
            condition="status IN ('accepted', 'in_production', 'ready_to_ship') AND promised_date <= %(soon)s",
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Merchant:
    """A workspace that this company works for."""

    id: UUID
    name: str
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a tab: tasks in some states, in the order in which they are to be dealt with.

    `order` is "id" (oldest first), "-id", or "day" (by the promised day); `until` leaves out later days.
    """

    states: tuple[TaskStatus, ...]
    order: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Tasks of a tab and the cursor of its next page."""

    tasks: list[OrderTask]
    next_cursor: str


def company_name(actor: Actor) -> str:
    """Return the name of the supplier company."""
    return Company.objects.values_list("name", flat=True).get(id=actor.company_id)


def merchants_of(actor: Actor) -> dict[UUID, Merchant]:
    """Return the workspaces that the company works for, by id, in the order of their names."""
    # The policy of the supplier's hat shows exactly these.
    rows = Workspace.objects.order_by("name", "id").values_list("id", "name", "zone", "language")
    return {row[0]: Merchant(*row) for row in rows} if actor.company_id else {}


def runs_of(tab: str, today: date) -> list[Run]:
    """Return the parts of a tab. Raises KeyError for a tab that does not exist."""
    return {
        "todo": [Run((_S.OFFERED,), "id"), Run(LIVE, "day", today + timedelta(days=1))],
        "making": [Run(MAKING, "day")],
        "ship": [Run((_S.READY_TO_SHIP,), "day")],
        "shipped": [Run((_S.SHIPPED, _S.DELIVERED), "-id"), Run((_S.DONE,), "-id")],
    }[tab]


def task_page(actor: Actor, runs: Sequence[Run], cursor: str) -> TaskPage:
    """Return one page of a tab, one statement for each of its parts at most. Raises Invalid (no such cursor)."""
    begin, key = _read(cursor, len(runs))
    found: list[OrderTask] = []
    for place, run in enumerate(runs):
        if place < begin:
            continue
        wanted = PAGE - len(found)
        rows = _rows(actor, run, key if place == begin else "", wanted + 1)
        found += rows[:wanted]
        if len(rows) > wanted:
            return TaskPage(found, f"{place}.{_key(run, found[-1])}" if found else "")
        if len(found) == PAGE and place + 1 < len(runs):
            return TaskPage(found, f"{place + 1}.")
    return TaskPage(found, "")


def _rows(actor: Actor, run: Run, key: str, limit: int) -> list[OrderTask]:
    # One index range for each state, merged: a condition on several states would sort all their rows.
    ranges = [_range(actor, run, state, key)[:limit] for state in run.states]
    if len(ranges) == 1:
        return list(ranges[0])
    return list(ranges[0].union(*ranges[1:], all=True).order_by(*_order(run))[:limit])


def _order(run: Run) -> tuple[str, ...]:
    return ("promised_date", "id") if run.order == "day" else (run.order,)


def _range(actor: Actor, run: Run, state: TaskStatus, key: str) -> QuerySet[OrderTask]:
    rows = visible_tasks(actor).filter(status=state.value).order_by(*_order(run))
    if run.until:
        rows = rows.filter(promised_date__lte=run.until)
    if not key:
        return rows
    if run.order == "day":
        day, after = _day_and_id(key)
        return rows.filter(promised_date__gte=day).filter(Q(promised_date__gt=day) | Q(id__gt=after))
    return rows.filter(id__gt=_uuid(key)) if run.order == "id" else rows.filter(id__lt=_uuid(key))


def _key(run: Run, task: OrderTask) -> str:
    return f"{task.promised_date}~{task.id}" if run.order == "day" else str(task.id)


def _read(cursor: str, runs: int) -> tuple[int, str]:
    if not cursor:
        return 0, ""
    place, _dot, key = cursor.partition(".")
    if place not in {str(number) for number in range(runs)}:
        raise _no_page()
    return int(place), key


def _day_and_id(key: str) -> tuple[date, UUID]:
    day, _tilde, after = key.partition("~")
    try:
        return date.fromisoformat(day), UUID(after)
    except ValueError as wrong:
        raise _no_page() from wrong


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError as wrong:
        raise _no_page() from wrong


def _no_page() -> Invalid:
    return Invalid(fields={"after": _("There is no such page. Begin with the first one.")})


def counts(actor: Actor, today: date) -> dict[str, int]:
    """Return how many tasks each tab holds, in one statement; COUNTED means that many or more.

    Tasks that are done are not counted: nothing is left to do about them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS, {"company": actor.company_id, "most": COUNTED, "soon": today + timedelta(days=1)}
        )
        found: dict[str, int] = dict(cursor.fetchall())
    return {
        "todo": found["offered"] + found["soon"],
        "making": found["accepted"] + found["in_production"],
        "ship": found["ready_to_ship"],
        "shipped": found["shipped"] + found["delivered"],
        "new": found["offered"],
        "open": sum(found[state] for state in ("offered", *LIVE)),
    }


def parcel_mates(actor: Actor, task: OrderTask) -> list[str]:
    """Return the numbers of the company's other tasks that are to go into the same parcel."""
    if task.ship_group is None:
        return []
    same = visible_tasks(actor).filter(workspace_id=task.workspace_id, ship_group=task.ship_group)
    rows = same.exclude(id=task.id).exclude(status=_S.CANCELLED).order_by("number")
    return [f"T-{number}" for number in rows.values_list("number", flat=True)]


def next_day(actor: Actor) -> date | None:
    """Return the day on which the next task is to leave."""
    rows = [task.promised_date for task in _rows(actor, Run(LIVE, "day"), "", 1)]
    return rows[0] if rows else None


def events_of(actor: Actor, task_id: UUID) -> list[TimelineEvent]:
    """Return what happened to the task as far as this company may know, the newest first."""
    rows = TimelineEvent.objects.filter(company_id=actor.company_id, task_id=task_id)
    return list(rows.order_by("-id")[:MOST_EVENTS])
