"""Offer queued tasks again: after a decline to the next supplier, or when somebody who can make them has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from orderloom.catalog.queries import Maker, tree
from orderloom.intake.queries.lines import lines_to_route
from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.commands import command
from orderloom.kernel.events import announce, record
from orderloom.production.commands.follow import follow_orders
from orderloom.production.commands.open import Offer, offer_tasks
from orderloom.production.queries.queue import QueuedTask, lock_queued
from orderloom.routing import why
from orderloom.routing.commands import route
from orderloom.routing.commands.route import Match, Run, assignment_rows, tell_failure
from orderloom.routing.events import Offered, TaskOffered, TasksRouted, TaskWaits, Waiting
from orderloom.routing.models import Assignment, AssignmentStatus
from orderloom.routing.pools import Pool, UsedUp, lock_pools, save_turns, use_up_turns
from orderloom.routing.queries.waits import last_reasons, stopped_orders
from orderloom.routing.skus import Failure, make_codes, request_of
from orderloom.scripting.sku import SkuRequest

MOST_ATTEMPTS = 5


@dataclass(slots=True)
class Search:
    """A queued task that looks for its next supplier."""

    task: QueuedTask
    match: Match
    declined: frozenset[UUID]
    sku: str = ""
    script_number: int | None = None  # of the script that made the code just now


@command
def reroute_tasks(
    *, actor: Actor, task_ids: Sequence[UUID], now: datetime, used_up: Sequence[UsedUp] = ()
) -> TasksRouted:
    """Offer each queued task to the next supplier who has not declined it; tasks that are not queued stay as they are.

    A task that nobody is left for, or that was declined too often, waits for a person; one whose order is stopped
    stays queued until it goes on. `used_up` are turns that were no work, to be counted as such first.
    """
    run = run_of(actor, now)
    tasks = lock_queued(run.workspace_id, task_ids)
    orders = sorted({task.order_id for task in tasks})
    going = set(orders) - stopped_orders(run.workspace_id, orders)
    lines = {line.line_id: line for line in lines_to_route(run.workspace_id, sorted(going))}
    declined = declined_by(run.workspace_id, [task.id for task in tasks])
    searches = [
        Search(task, Match(lines[task.line_id], task.quantity), declined.get(task.id, frozenset()), task.sku)
        for task in tasks
        if task.line_id in lines
    ]
    _find(run, searches, used_up)
    failure = make_all_codes(run, [search for search in searches if search.match.maker])
    offered = give(run, [search for search in searches if search.match.maker])
    known = last_reasons(run.workspace_id, [search.task.id for search in searches if not search.match.maker])
    waiting = [_wait(run, search, known) for search in searches if not search.match.maker]
    follow_orders(workspace_id=run.workspace_id, order_ids=orders, now=now)
    routed = TasksRouted(offered=tuple(offered), waiting=tuple(waiting), again=True)
    announce(actor, routed, at=now)
    tell_failure(run, failure)
    return routed


def run_of(actor: Actor, now: datetime) -> Run:
    """Return the facts of the actor's workspace for a run."""
    return route.run_of(actor, now, tree(actor.workspace_id))


def declined_by(workspace_id: UUID, task_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return for each task the suppliers that have declined it or let its offer pass."""
    rows = Assignment.objects.filter(
        workspace_id=workspace_id,
        task_id__in=task_ids,
        status__in=[AssignmentStatus.DECLINED, AssignmentStatus.EXPIRED],
    )
    found: dict[UUID, set[UUID]] = {}
    for task_id, supplier_id in rows.values_list("task_id", "supplier_id"):
        found.setdefault(task_id, set()).add(supplier_id)
    return {task_id: frozenset(suppliers) for task_id, suppliers in found.items()}


def _find(run: Run, searches: Sequence[Search], used_up: Sequence[UsedUp]) -> None:
    """Find the tasks' suppliers in pools that are locked together, in id order, or say why there is none."""
    use_up_turns(run.workspace_id, used_up, besides=_match(run, searches) if used_up else ())
    pools = lock_pools(run.workspace_id, lambda: _match(run, searches), run.is_current)
    for search in searches:
        if search.match.pool:
            _turn(run, search, pools[search.match.pool])
    save_turns(run.workspace_id, list(pools.values()))


def _match(run: Run, searches: Sequence[Search]) -> dict[UUID, list[Maker]]:
    """Find the pool of every task, or why it has none, and return the pools' makers."""
    makers: dict[UUID, list[Maker]] = {}
    for search in searches:
        search.match.pool, found, search.match.reason = _pool_of(run, search)
        if search.match.pool:
            makers[search.match.pool] = found
    return makers


def _pool_of(run: Run, search: Search) -> tuple[UUID | None, list[Maker], str]:
    category = search.match.line.category_id
    if category is None:
        return None, [], "no_category"
    if search.task.attempt >= MOST_ATTEMPTS:
        return None, [], "all_declined"
    pool, makers = run.tree.pool_of(category, search.declined)
    return pool, makers, "" if pool else "all_declined" if search.declined else "no_supplier"


def _turn(run: Run, search: Search, pool: Pool) -> None:
    match = search.match
    chosen = pool.rotation.turn(search.declined)
    match.turn = pool.rotation.turns
    match.maker = next(maker for maker in pool.makers if maker.supplier_id == chosen)
    match.why = why.keep(
        category=run.tree.name(pool.category_id, "en"),
        nearest=pool.category_id == match.line.category_id,
        chosen=chosen,
        makers=pool.makers,
        served=pool.rotation.served,
        left_out=search.declined,
    )


def make_all_codes(run: Run, searches: Sequence[Search]) -> Failure | None:
    """Make a code for the tasks that have none, all at once, and return why the script failed, if it did.

    Tasks of the same line are made one after the other: a line has one code at a time.
    """
    left = [search for search in searches if not search.sku]
    taken: frozenset[str] = frozenset()
    failures: list[Failure] = []
    while left:
        by_line = {search.match.line.line_id: search for search in reversed(left)}
        requests = [_request(run, search.match) for search in by_line.values()]
        made = make_codes(run.workspace_id, run.script, requests, zone=run.zone, now=run.now, taken=taken)
        for line_id, search in by_line.items():
            search.sku, search.script_number = made.codes[line_id], made.version
        taken |= set(made.codes.values())
        failures += [made.failure] if made.failure else []
        left = [search for search in left if not search.sku]
    return replace(failures[0], lines=sum(failed.lines for failed in failures)) if failures else None


def _request(run: Run, match: Match) -> SkuRequest:
    assert match.maker is not None
    category = run.tree.path(match.line.category_id) if match.line.category_id else ""
    return request_of(match.line, match.maker, category, run.zone)


def give(run: Run, searches: Sequence[Search]) -> list[Offered]:
    """Offer the tasks to the suppliers that were found, all in three statements, and record each choice."""
    offers, chosen, events, offered = [], [], [], []
    run.ask_clock([search.match for search in searches])
    for search in searches:
        task, match, maker = search.task, search.match, search.match.maker
        assert maker is not None
        attempt = task.attempt + 1
        category, company, times = match.line.category_id, maker.company_id, run.times[maker.supplier_id]
        offers.append(
            Offer(
                task.id, category, maker.supplier_id, company, attempt, search.sku, times.respond_by,
                times.clock_at,
            )
        )  # fmt: skip
        chosen.append((task.id, maker.supplier_id, match, attempt, search.script_number))
        events.append(
            TaskOffered(
                order_id=task.order_id, task_id=task.id, company_id=company, supplier_id=maker.supplier_id,
                supplier=maker.name, number=task.number, sku=search.sku, attempt=attempt,
            )
        )  # fmt: skip
        offered.append(Offered(task.id, task.order_id, maker.supplier_id, company, task.number))
    offer_tasks(workspace_id=run.workspace_id, offers=offers, now=run.now)
    for version in {version for *_rest, version in chosen}:
        of_it = [tuple_[:4] for tuple_ in chosen if tuple_[4] == version]
        insert_rows(*assignment_rows(run, of_it, version))
    for event in events:
        record(run.actor, event, at=run.now)
    return offered


def _wait(run: Run, search: Search, known: Mapping[UUID, str]) -> Waiting:
    """Return why the task waits; the timeline is told when that is new."""
    task, match = search.task, search.match
    if known.get(task.id) != match.reason:
        event = TaskWaits(order_id=task.order_id, task_id=task.id, number=task.number, reason=match.reason)
        record(run.actor, event, at=run.now)
    return Waiting(
        task.id, task.order_id, task.number, match.reason, match.line.category_id, match.line.category_hint
    )
