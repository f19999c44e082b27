"""Many at once, each on a connection of its own: fair turns, unique codes, one winner, no deadlock.

Every race has its control: the same race with the guard taken away must break what the guard keeps.
"""

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections, transaction

from orderloom.cases.models import Case
from orderloom.catalog.commands.categories import add_category
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.config import home
from orderloom.intake.commands import purchasing, receive_orders
from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.commands.take_orders import take_orders
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import IllegalMove, NotFound, Refusal
from orderloom.kernel.events import announce
from orderloom.kernel.ids import new_id
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.production.commands.answer import AttemptOver, accept_task, decline_task
from orderloom.production.commands.make import cancel_task
from orderloom.production.factories import (
    NOW,
    SOON,
    Shop,
    add_seller,
    again,
    buy,
    do,
    facts_of,
    look,
    make_shop,
    order_of,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.routing import pools, skus
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.models import Assignment
from orderloom.scripting.models import ScriptVersion

WRITERS = 32
ORDERS = 210  # with 630 lines or so
MAKERS = {name: [f"{name}{place}" for place in range(7)] for name in ("Mugs", "Plates", "Lamps")}


class Undone(Exception):
    """Rolls a finished command back, as a lost connection would."""


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop(MAKERS)


@pytest.fixture
def small(transactional_db: None) -> Shop:
    return make_shop({name: [f"{name}{place}" for place in range(2)] for name in MAKERS})


def at_once(deeds: Sequence[Callable[[], Any]], threads: int = WRITERS) -> list[Any]:
    """Carry the deeds out by so many threads and return what each gave, or what it raised."""

    def run(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except (Refusal, Undone, psycopg.Error) as error:
            return error
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error

    def leave(_number: int) -> None:
        barrier.wait()
        connections.close_all()

    barrier = threading.Barrier(threads)
    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(run, deeds))
        list(pool.map(leave, range(threads)))
    return results


def unexpected(results: Sequence[Any], *allowed: type[Exception]) -> list[Any]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, allowed)]


def deadlocks() -> int:
    with psycopg.connect(home.database_url("admin"), autocommit=True) as admin:
        admin.execute("SELECT pg_stat_force_next_flush()")
        row = admin.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(row.fetchone()[0])


def find_deadlocks_after(wait: str) -> None:
    """Let the server look for deadlocks of new connections so soon."""
    with psycopg.connect(home.database_url("admin"), autocommit=True) as admin:
        name = admin.execute("SELECT quote_ident(current_database())").fetchone()
        admin.execute(f"ALTER DATABASE {name[0]} SET deadlock_timeout = '{wait}'")


def spreads(shop: Shop) -> dict[str, int]:
    """Return for each category the greatest difference between two suppliers after any of its turns."""
    rows = Assignment.objects.filter(workspace_id=shop.id).order_by("turn", "id")
    chosen = defaultdict(list)
    for category, supplier in look(shop, lambda: list(rows.values_list("category__name", "supplier__name"))):
        chosen[category].append(supplier)
    worst = {}
    for category, suppliers in chosen.items():
        had = Counter(dict.fromkeys(MAKERS[category], 0))
        worst[category] = 0
        for supplier in suppliers:
            had[supplier] += 1
            worst[category] = max(worst[category], max(had.values()) - min(had.values()))
    return worst


def purchases(shop: Shop, count: int, lines: Callable[[random.Random], list[str]]) -> list[Callable[[], Any]]:
    """Return the purchases of so many received orders, of which one in twenty is rolled back after all was done."""
    chance = random.Random(7)
    docs = [order_of(f"R{place}", lines(chance), quantity=1) for place in range(count)]
    told = {"actor": shop.owner, "store_id": shop.store_id, "docs": docs, "purchase": False}
    orders = do(take_orders, **told).received.orders

    def purchase(order_id: UUID, fails: bool) -> Callable[[], Any]:
        def deed() -> Any:
            with wear(Hat.workspace(shop.id)), transaction.atomic():
                started = start_purchasing(actor=shop.owner, order_ids=[order_id], now=NOW)
                if fails:
                    raise Undone
                return started

        return deed

    return [purchase(orders[doc.external_id], chance.random() < 0.05) for doc in docs]


def some_lines(chance: random.Random) -> list[str]:
    return chance.choices(list(MAKERS), k=chance.choice([1, 2, 3, 4, 5]))


def assert_whole(shop: Shop, done: int) -> None:
    """Check that what was acknowledged is there once, with its offer, and that the timeline holds."""

    def read() -> tuple[int, ...]:
        tasks = OrderTask.objects.filter(workspace_id=shop.id)
        offers = Assignment.objects.filter(workspace_id=shop.id)
        return (
            tasks.values("order_id").distinct().count(),
            tasks.count() - offers.count(),
            tasks.count() - tasks.values("sku").distinct().count(),
            tasks.count() - tasks.values("number").distinct().count(),
            offers.count() - offers.values("category_id", "turn").distinct().count(),
        )

    assert look(shop, read) == (done, 0, 0, 0, 0)
    report = verify_chain(shop.id)
    assert (report.broken_at, report.links > done) == (None, True)  # the purchases, and what set the shop up


def test_turns_are_fair_at_every_commit_under_many_writers(shop: Shop) -> None:
    before = deadlocks()
    results = at_once(purchases(shop, ORDERS, some_lines))
    assert unexpected(results, Undone) == []
    undone = sum(isinstance(one, Undone) for one in results)
    assert undone > 0
    assert_whole(shop, ORDERS - undone)
    assert set(spreads(shop).values()) == {1}
    assert deadlocks() == before


def test_without_the_lock_turns_are_unfair(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: pools that are read without their lock."""
    monkeypatch.setattr(pools, "POOLS", pools.POOLS.replace("FOR UPDATE", ""))
    at_once(purchases(shop, 64, lambda chance: [chance.choice(list(MAKERS))]))
    assert max(spreads(shop).values()) > 1


def test_orders_over_several_categories_lock_them_in_one_order(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same pools locked in the order of the lines stop each other for ever."""
    before, whole, turn = deadlocks(), pools._locked, threading.local()

    def in_any_order(workspace_id: UUID, categories: Sequence[UUID]) -> list[pools.PoolRow]:
        turn.chance = getattr(turn, "chance", None) or random.Random(threading.get_ident())
        mixed = turn.chance.sample(list(categories), len(categories))
        return [row for category in mixed for row in whole(workspace_id, [category])]

    def three(chance: random.Random) -> list[str]:
        return chance.sample(list(MAKERS), 3)

    assert unexpected(at_once(purchases(shop, 40, three)), Undone) == []
    assert deadlocks() == before
    monkeypatch.setattr(pools, "_locked", in_any_order)
    find_deadlocks_after("50ms")
    other = make_shop(MAKERS, slug="clay")
    results = at_once(purchases(other, 32, three))
    find_deadlocks_after("1s")
    assert any("deadlock" in str(one) for one in results)


def mixed_deliveries(shop: Shop, count: int) -> list[Callable[[], Any]]:
    """Return deliveries of a new order of one category with a known one of another, both to be bought."""
    told = {"actor": shop.owner, "store_id": shop.store_id}
    known = [order_of(f"K{place}", ["Mugs" if place % 2 else "Plates"]) for place in range(count)]
    do(take_orders, docs=known, purchase=False, **told)
    fresh = [order_of(f"F{place}", ["Plates" if place % 2 else "Mugs"]) for place in range(count)]
    return [
        lambda docs=docs: do(take_orders, docs=list(docs), purchase=True, **told)
        for docs in zip(fresh, known, strict=True)
    ]


def test_what_one_command_buys_in_two_steps_takes_its_turns_in_one(
    small: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: routed at each step, the pools are locked in the order of the steps."""
    before = deadlocks()
    assert unexpected(at_once(mixed_deliveries(small, 32))) == []
    assert deadlocks() == before
    monkeypatch.setattr(purchasing, "announce_at_end", announce)
    monkeypatch.setattr(receive_orders, "announce_at_end", announce)
    find_deadlocks_after("50ms")
    results = at_once(mixed_deliveries(make_shop(MAKERS, slug="clay"), 32))
    find_deadlocks_after("1s")
    assert any("deadlock" in str(one) for one in results)


def publish(shop: Shop, body: str) -> None:
    """Let the script run from now on, without the trial that would refuse it."""
    source = f"def sku(order, line, supplier):\n    return {body}\n"
    row = ScriptVersion(
        id=new_id(), workspace_id=shop.id, purpose="sku", number=1, source=source, status="published",
        created_at=NOW, published_at=NOW,
    )  # fmt: skip
    look(shop, lambda: row.save(force_insert=True))


def script_cases(shop: Shop) -> int:
    return look(shop, lambda: Case.objects.filter(workspace_id=shop.id, kind="sku_script").count())


@pytest.mark.parametrize("body", ["'MUG'", "'a' + chr(0)", "sum(1 for _ in range(10**12))"])
def test_codes_are_unique_whatever_the_script_returns(small: Shop, body: str) -> None:
    publish(small, body)
    count = 16 if "range" in body else 48
    deeds = purchases(small, count, lambda chance: [chance.choice(list(MAKERS))])
    results = at_once(deeds, 16)
    assert unexpected(results, Undone) == []
    assert_whole(small, count - sum(isinstance(one, Undone) for one in results))
    assert script_cases(small) == 1


def test_without_the_lock_two_writers_give_the_same_code(
    small: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: codes that are compared only with what is committed, by two who look in the same moment."""
    publish(small, "'MUG'")
    both_looked, look_up = threading.Barrier(2), skus.known_skus

    def look_together(workspace_id: UUID, codes: Sequence[str]) -> set[str]:
        known = look_up(workspace_id, codes)
        if list(codes) == ["MUG"]:
            both_looked.wait(timeout=30)
        return known

    monkeypatch.setattr(skus, "_taken", look_together)
    categories = iter(["Mugs", "Plates"])  # two pools, so that neither waits for the other's turn
    results = at_once([*purchases(small, 2, lambda chance: [next(categories)])], 2)
    assert any("production_task_sku" in str(one) for one in results)


def rivals(*deeds: Callable[[], Any]) -> list[Any]:
    """Carry the deeds out in the same moment."""
    start = threading.Barrier(len(deeds))

    def waiting(deed: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            start.wait()
            return deed()

        return run

    return at_once([waiting(deed) for deed in deeds], len(deeds))


def test_accepting_and_taking_away_have_one_winner(small: Shop) -> None:
    for task in buy(small, *["Mugs"] * 8):
        holder, other = small.holder(task), small.sellers["Plates0"]
        said = {"actor": small.operator, "task_id": task.id}
        accepted, moved, cancelled = rivals(
            lambda task=task, holder=holder: do(accept_task, actor=holder, task_id=task.id, promised=SOON),
            lambda said=said, to=other: do(assign_task, supplier_id=to.supplier_id, reason="mine", **said),
            lambda said=said: do(cancel_task, reason="", **said),
        )
        assert unexpected([accepted, moved, cancelled], IllegalMove, NotFound) == []
        row = again(small, task)
        open_offers = look(
            small, lambda task=task: list(Assignment.objects.filter(task_id=task.id, status="offered"))
        )
        if not isinstance(accepted, Exception):
            assert isinstance(cancelled, IllegalMove)
            assert (row.status, small.holder(row)) == (TaskStatus.ACCEPTED, holder)
        elif not isinstance(cancelled, Exception):
            assert row.status == TaskStatus.CANCELLED
        else:
            assert row.status == TaskStatus.OFFERED
        assert len(open_offers) == (row.status == TaskStatus.OFFERED)


def test_two_taps_in_the_same_moment_count_once(small: Shop) -> None:
    for task in buy(small, *["Mugs"] * 6):
        answer = {"actor": small.holder(task), "task_id": task.id, "attempt": 1}
        results = rivals(*[lambda answer=answer: do(accept_task, promised=SOON, **answer)] * 3)
        assert unexpected(results) == []
        assert facts_of(small, task) == ["TaskOffered", "TaskAccepted"]


def test_declining_twice_in_the_same_moment_moves_the_task_once(small: Shop) -> None:
    for task in buy(small, *["Mugs"] * 6):
        answer = {"task_id": task.id, "attempt": 1, "reason": DeclineReason.PRICE, "text": ""}
        results = rivals(
            lambda task=task, answer=answer: do(decline_task, actor=small.holder(task), **answer),
            lambda answer=answer: do(decline_task, actor=small.operator, **answer),
        )
        assert unexpected(results, NotFound, AttemptOver) == []
        assert again(small, task).attempt == 2


def test_nothing_waits_without_a_case_while_cases_are_solved(transactional_db: None) -> None:
    """A case may not be solved in the moment in which another order comes to wait for the same thing."""
    other = make_shop({"Mugs": ["Anna"]}, slug="clay")
    anna = other.sellers["Anna"].supplier_id

    def comes(place: int) -> Callable[[], Any]:
        doc = order_of(f"W{place}", ["Mugs"])
        return lambda: do(take_orders, actor=other.owner, store_id=other.store_id, docs=[doc], purchase=True)

    for turn in range(4):
        makes = [other.categories["Mugs"]] if turn % 2 else []
        do(set_supplier_categories, actor=other.owner, supplier_id=anna, category_ids=makes)
        again_ = [lambda: do(try_waiting_again, actor=other.operator)] * 2
        results = rivals(*again_, *[comes(turn * 10 + place) for place in range(6)])
        assert unexpected(results) == []
        waiting = look(
            other, lambda: OrderTask.objects.filter(workspace_id=other.id, status="queued").count()
        )
        open_ = look(other, lambda: Case.objects.filter(workspace_id=other.id, status="open").count())
        assert (waiting > 0) <= (open_ == 1), (turn, waiting, open_)


def test_declines_and_orders_over_two_levels_never_stop_each_other(small: Shop) -> None:
    """A decline uses up a turn below and asks somebody above: it locks both pools as an order over both does."""
    before = deadlocks()
    top = small.categories["Mugs"]
    # The category below is locked after the one above by orders, and was locked before it by declines.
    below = do(add_category, actor=small.owner, name="Tall", name_zh="", code="Tall", parent_id=top)
    small.categories["Tall"] = below
    add_seller(small, "Zoe", ["Tall"])
    tasks = [task for _number in range(12) for task in buy(small, "Tall")]
    declines = [
        lambda task=task: do(
            decline_task, actor=small.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text=""
        )
        for task in tasks
    ]
    orders = purchases(small, 36, lambda chance: ["Mugs", "Tall"])
    mixed = [deed for place in range(12) for deed in (declines[place], *orders[place * 3 : place * 3 + 3])]
    assert unexpected(at_once(mixed), Undone) == []
    assert deadlocks() == before


def test_notices_are_as_many_as_offers(small: Shop) -> None:
    """What handlers do belongs to the same transaction: nobody is told of an order that was rolled back."""
    results = at_once(purchases(small, 40, lambda chance: ["Mugs"]))
    done = sum(not isinstance(one, Exception) for one in results)
    rows = Notice.objects.filter(workspace_id=small.id, kind="tasks_offered")
    assert look(small, rows.count) == done
