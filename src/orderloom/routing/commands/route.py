"""Find the supplier for every line of orders whose purchasing has started: match, rotate, make the SKU, offer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from orderloom.catalog.queries import Edition, Maker, Tree, tree_of, tree_seen_last
from orderloom.intake.queries.lines import lines_to_route
from orderloom.intake.routable import LineToRoute
from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import Rows
from orderloom.kernel.commands import command
from orderloom.kernel.counters import next_numbers
from orderloom.kernel.events import announce, fact_of, gather, record
from orderloom.kernel.ids import new_ids
from orderloom.kernel.workdays import EVERY_DAY, WorkCalendar
from orderloom.partners.clock_rules import OfferTimes
from orderloom.partners.clocks import clocks
from orderloom.production.commands.follow import follow_new, follow_orders
from orderloom.production.commands.open import NewTask, open_tasks
from orderloom.production.queries.progress import quantities_in_tasks
from orderloom.production.rules import TaskPart
from orderloom.production.states import TaskStatus
from orderloom.routing import why
from orderloom.routing.due import requested_date
from orderloom.routing.events import Offered, ScriptFailed, TaskOffered, TasksRouted, TaskWaits, Waiting
from orderloom.routing.pools import lock_pools, save_turns
from orderloom.routing.queries.scripts import script_subject
from orderloom.routing.queries.settings import settings_of
from orderloom.routing.skus import Failure, Made, make_codes, request_of
from orderloom.scripting.queries import Published

ASSIGNMENT_COLUMNS = (
    "id", "workspace_id", "task_id", "supplier_id", "category_id", "attempt", "turn", "status", "at", "respond_by",
    "reason", "reason_text", "script_number", "why",
)  # fmt: skip


@dataclass(slots=True)
class Match:
    """A line with the supplier that was found, or without one and why."""

    line: LineToRoute
    quantity: int
    pool: UUID | None = None
    maker: Maker | None = None
    turn: int = 0
    why: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """What a run did."""

    orders: int
    offered: int
    waiting: int


@dataclass(slots=True)
class Run:
    """The facts of one workspace that hold during a run."""

    workspace_id: UUID
    actor: Actor
    now: datetime
    tree: Tree
    zone: str
    script: Published
    matches: list[Match] = field(default_factory=list)
    work: WorkCalendar = EVERY_DAY
    times: Mapping[UUID, OfferTimes] = field(default_factory=dict)  # of offers to each supplier, made now

    def ask_clock(self, matches: Sequence[Match]) -> None:
        """Find out until when those who were chosen have to answer, each by its own working days."""
        chosen = {match.maker.supplier_id for match in matches if match.maker}
        found = clocks(self.workspace_id, chosen, self.work)
        self.times = {supplier_id: found.offer_times(supplier_id, self.now) for supplier_id in chosen}

    def is_current(self, edition: Edition) -> bool:
        """Take the catalogue of this edition, and tell whether it is still the same."""
        former, self.tree = self.tree, tree_of(self.workspace_id, edition)
        return self.tree is former


@command
def route_orders(
    *, actor: Actor, order_ids: Sequence[UUID], now: datetime, new_lines: Sequence[LineToRoute] = ()
) -> Routed:
    """Give every line of the orders that has no task yet to the supplier whose turn it is, in one transaction.

    Lines for which nobody can be asked become queued tasks that wait visibly. Doing it again changes nothing.
    `new_lines` are all lines of the orders, where they were stored in this transaction and have no tasks yet.
    """
    here = actor.workspace_id
    lines = new_lines or lines_to_route(here, order_ids)
    covered = {} if new_lines else quantities_in_tasks(here, order_ids)
    open_lines = [(line, line.quantity - covered.get(line.line_id, 0)) for line in lines]
    matches = [Match(line, quantity) for line, quantity in open_lines if quantity > 0]
    if not matches:
        return Routed(0, 0, 0)
    run = run_of(actor, now, tree_seen_last(here), matches)
    _choose(run)
    run.ask_clock(run.matches)
    made = _codes(run)
    routed = _open(run, made)
    _follow(run, {line.order_id for line in lines if line.line_id in covered} if covered else set())
    announce(actor, routed, at=now)
    tell_failure(run, made.failure)
    return Routed(
        len({match.line.order_id for match in run.matches}), len(routed.offered), len(routed.waiting)
    )


def run_of(actor: Actor, now: datetime, known: Tree, matches: Sequence[Match] = ()) -> Run:
    """Return the facts of the actor's workspace for a run, with its catalogue as far as it is known."""
    here, told = actor.workspace_id, settings_of(actor.workspace_id)
    return Run(here, actor, now, known, told.work.zone, told.script, list(matches), told.work)


def _follow(run: Run, begun: Collection[UUID]) -> None:
    """Let the orders follow their tasks; those that have begun before have other tasks, too."""
    again = {match.line.order_id for match in run.matches if match.line.order_id in begun} if begun else begun
    if again:
        follow_orders(workspace_id=run.workspace_id, order_ids=list(again), now=run.now)
    parts: dict[UUID, list[TaskPart]] = {}
    for match in run.matches:
        line, maker = match.line, match.maker
        if line.order_id not in again:
            status, name = (TaskStatus.OFFERED, maker.name) if maker else (TaskStatus.QUEUED, "")
            part = TaskPart(
                status,
                name,
                run.times[maker.supplier_id].respond_by if maker else None,
                requested_date(run.work, line.ship_by, line.placed_at),
            )
            parts.setdefault(line.order_id, []).append(part)
    follow_new(workspace_id=run.workspace_id, parts=parts, now=run.now)


def _choose(run: Run) -> None:
    """Match every line to a pool, lock the pools, and serve them line by line."""
    pools = lock_pools(run.workspace_id, lambda: _match(run), run.is_current)
    by_id = {maker.supplier_id: maker for pool in pools.values() for maker in pool.makers}
    reasons = {
        category: why.Explainer(run.tree.name(category, "en"), pool.makers)
        for category, pool in pools.items()
    }
    for match in run.matches:
        if match.pool is not None:
            rotation = pools[match.pool].rotation
            chosen = rotation.turn()
            match.maker, match.turn = by_id[chosen], rotation.turns
            nearest = match.pool == match.line.category_id
            match.why = reasons[match.pool].keep(chosen, rotation.served, nearest=nearest)
    save_turns(run.workspace_id, list(pools.values()))


def _match(run: Run) -> dict[UUID, list[Maker]]:
    """Find the pool of every line, or why it has none, and return the pools' makers."""
    found: dict[UUID, tuple[UUID | None, list[Maker]]] = {}
    for match in run.matches:
        category = match.line.category_id
        if category is None:
            match.reason = "no_category"
            continue
        if category not in found:
            found[category] = run.tree.pool_of(category, frozenset())
        match.pool = found[category][0]
        match.reason = "" if match.pool else "no_supplier"
    return {pool: makers for pool, makers in found.values() if pool is not None}


def _codes(run: Run) -> Made:
    requests = [
        request_of(match.line, match.maker, run.tree.path(match.line.category_id), run.zone)
        for match in run.matches
        if match.maker and match.line.category_id
    ]
    return make_codes(run.workspace_id, run.script, requests, zone=run.zone, now=run.now)


def tell_failure(run: Run, failed: Failure | None) -> None:
    """Record that the script gave no usable code; last, since a new case's number is the last thing that is locked."""
    if failed is None:
        return
    event = ScriptFailed(
        subject_id=script_subject(run.workspace_id, failed.version),
        version=failed.version,
        tasks=failed.lines,
        fault=failed.fault,
        example=failed.example,
    )
    record(run.actor, event, at=run.now)


def _open(run: Run, made: Made) -> TasksRouted:
    """Write tasks, assignments and facts, each in one statement, and return what happened."""
    count = len(run.matches)
    numbers = next_numbers("task", count)
    identities = new_ids(count)
    tasks, offered, waiting, facts, assignments = [], [], [], [], []
    for place, match in enumerate(run.matches):
        line, maker, task_id = match.line, match.maker, identities[place]
        task = _task(run, match, task_id, numbers[place], made)
        tasks.append(task)
        if maker is None:
            waiting.append(
                Waiting(
                    task_id, line.order_id, task.number, match.reason, line.category_id, line.category_hint
                )
            )
            event: TaskWaits | TaskOffered = TaskWaits(
                order_id=line.order_id, task_id=task_id, number=task.number, reason=match.reason
            )
        else:
            offered.append(Offered(task_id, line.order_id, maker.supplier_id, maker.company_id, task.number))
            event = TaskOffered(
                order_id=line.order_id, task_id=task_id, company_id=maker.company_id, supplier_id=maker.supplier_id,
                supplier=maker.name, number=task.number, sku=task.sku or "", attempt=1,
            )  # fmt: skip
            assignments.append((task_id, maker.supplier_id, match, 1))
        facts.append(fact_of(run.actor, event, run.now))
    records = assignment_rows(run, assignments, made.version)
    open_tasks(workspace_id=run.workspace_id, tasks=tasks, now=run.now, along=records)
    gather(facts)
    return TasksRouted(offered=tuple(offered), waiting=tuple(waiting))


def _task(run: Run, match: Match, task_id: UUID, number: int, made: Made) -> NewTask:
    line, maker = match.line, match.maker
    times = run.times[maker.supplier_id] if maker else None
    return NewTask(
        id=task_id,
        order_id=line.order_id,
        line_id=line.line_id,
        category_id=line.category_id,
        number=number,
        title=line.title,
        variant=line.variant,
        personalisation=line.personalisation,
        image=line.image,
        quantity=match.quantity,
        requested_date=requested_date(run.work, line.ship_by, line.placed_at),
        supplier_id=maker.supplier_id if maker else None,
        company_id=maker.company_id if maker else None,
        sku=made.codes.get(line.line_id) if maker else None,
        respond_by=times.respond_by if times else None,
        clock_at=times.clock_at if times else None,
        ship_group=line.ship_group,
    )


def assignment_rows(run: Run, chosen: Sequence[tuple[UUID, UUID, Match, int]], version: int | None) -> Rows:
    """Return the record of every choice, to be written by one statement."""
    rows = [
        (
            new, run.workspace_id, task_id, supplier_id, match.pool, attempt, match.turn, "offered",
            run.now, run.times[supplier_id].respond_by, "", "", version, match.why,
        )
        for new, (task_id, supplier_id, match, attempt) in zip(new_ids(len(chosen)), chosen, strict=True)
    ]  # fmt: skip
    return "routing_assignment", ASSIGNMENT_COLUMNS, rows
