"""Crashes between any two statements, and processes that are killed: all of an order is there, or nothing of it."""

import json
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orderloom.intake.commands.take_orders import take_orders
from orderloom.kernel.chain import verify_chain
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import complete_task
from orderloom.production.factories import (
    SOON,
    Shop,
    add_seller,
    buy,
    do,
    look,
    make_shop,
    order_of,
)
from orderloom.production.states import DeclineReason
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task
from orderloom.routing.models import Assignment
from orderloom.shipping.commands.ship_task import Parcel, ship_task

from .dying_deeds import DIED, Crash, crash_after, take_and_buy
from .rows import administrator, tenant_tables

ROOT = Path(__file__).parents[2]
# What two runs of the same deeds write differently: ids, and what is made from them.
VARYING = re.compile(
    r"(?<=@s)[0-9a-f]{8}(?=\.)|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|SKU[A-Z0-9]{8}|\\x[0-9a-f]{64}"
    r"|\b[0-9a-f]{32}\b"
)


JOBS = """
SELECT 'jobs', concat_ws(' ', task_name, status, jsonb_array_length(args->'delivery_ids')) FROM procrastinate_jobs
WHERE args->>'workspace_id' = %(id)s::text
"""


@pytest.fixture
def stored(transactional_db: None) -> Iterator[Callable[[Shop], list[str]]]:
    """Return what reads all rows of a shop and its jobs as text, without what differs from run to run."""
    row = "SELECT '{0}', (to_jsonb(t) - 'digest' - 'hash')::text FROM \"{0}\" t WHERE workspace_id = %(id)s::uuid"
    with administrator() as admin:
        query = " UNION ALL ".join([*(row.format(table) for table in tenant_tables(admin)), JOBS])

        def read(shop: Shop) -> list[str]:
            rows = admin.execute(query, {"id": str(shop.id)}).fetchall()
            admin.commit()
            return sorted(f"{table} {VARYING.sub('#', text)}" for table, text in rows)

        yield read


def doc(name: str) -> Any:
    return order_of(name, ["Mugs", "Nobody", "Plates", "Lamps"])


class Deeds:
    """The use cases, each prepared in a shop of its own; a slug for each makes the shops alike."""

    def __init__(self, slug: str) -> None:
        self.shop = make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Boris"], "Lamps": []}, slug=slug)

    def receive(self) -> Callable[[], Any]:
        told = {"actor": self.shop.owner, "store_id": self.shop.store_id, "docs": [doc("K1")]}
        return partial(do, take_orders, purchase=True, **told)

    def accept(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Mugs")
        actor = self.shop.holder(task)
        return partial(do, accept_task, actor=actor, task_id=task.id, promised=SOON, attempt=1)

    def decline(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Mugs")
        told = {"actor": self.shop.operator, "task_id": task.id, "attempt": 1}
        return partial(do, decline_task, reason=DeclineReason.PRICE, text="", **told)

    def decline_last(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Plates")
        told = {"actor": self.shop.operator, "task_id": task.id, "attempt": 1}
        return partial(do, decline_task, reason=DeclineReason.PRICE, text="", **told)

    def ship(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Mugs")
        actor = self.shop.holder(task)
        do(accept_task, actor=actor, task_id=task.id, promised=SOON)
        return partial(do, ship_task, actor=actor, task_id=task.id, parcel=Parcel("other", "ABC-12345"))

    def complete(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Mugs")
        actor = self.shop.holder(task)
        do(accept_task, actor=actor, task_id=task.id, promised=SOON)
        do(ship_task, actor=actor, task_id=task.id, parcel=Parcel("other", "ABC-12345"))
        return partial(do, complete_task, actor=actor, task_id=task.id)

    def assign(self) -> Callable[[], Any]:
        (task,) = buy(self.shop, "Lamps")
        anna = self.shop.sellers["Anna"].supplier_id
        told = {"actor": self.shop.operator, "task_id": task.id}
        return partial(do, assign_task, supplier_id=anna, reason="asked", **told)

    def reroute(self) -> Callable[[], Any]:
        buy(self.shop, "Lamps", "Lamps")
        add_seller(self.shop, "Fred", ["Lamps"])
        return partial(do, try_waiting_again, actor=self.shop.operator)

    def in_two_steps(self) -> Callable[[], Any]:
        """The control: what one command does, done by two."""
        told = {"actor": self.shop.owner, "store_id": self.shop.store_id, "docs": [doc("K2")]}
        return partial(take_and_buy, **told)


CASES = ["receive", "accept", "decline", "decline_last", "ship", "complete", "assign", "reroute"]


@pytest.mark.parametrize("name", CASES)
def test_a_crash_after_any_statement_leaves_nothing_and_a_retry_does_all(
    stored: Callable[[Shop], list[str]], name: str
) -> None:
    whole = Deeds("birch")
    getattr(whole, name)()()
    expected = stored(whole.shop)
    broken = Deeds("alder")
    deed = getattr(broken, name)()
    before, crashes = stored(broken.shop), 0
    # Not counted beforehand: what a process keeps in memory makes later tries shorter than the first.
    while crashes_after(crashes + 1, deed):
        crashes += 1
        assert stored(broken.shop) == before, crashes
    assert crashes > 5
    assert stored(broken.shop) == renamed(expected)
    assert verify_chain(broken.shop.id).broken_at is None


def crashes_after(place: int, deed: Callable[[], Any]) -> bool:
    """Carry the deed out with a crash after so many statements, and tell whether it came so far."""
    try:
        with crash_after(place):
            deed()
    except Crash:
        return True
    return False


SAMPLE = (1, 5, 12, 20, 40)


@pytest.fixture(scope="module")
def mother() -> Iterator[subprocess.Popen[bytes]]:
    """Start the process whose children carry deeds out and die."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "tests.house.dying_deeds"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


Dies = Callable[[int, Callable[[], Any]], bool]


@pytest.fixture
def dies_after(mother: subprocess.Popen[bytes], database: str) -> Dies:
    """Return what carries a deed out in a process that ends after so many statements, and tells whether it did."""

    def dies(place: int, deed: Callable[[], Any]) -> bool:
        assert mother.stdin is not None
        assert mother.stdout is not None
        pickle.dump((place, deed), mother.stdin)
        mother.stdin.flush()
        code = int(mother.stdout.readline())
        assert code in {0, DIED}
        return code == DIED

    return dies


@pytest.mark.parametrize("name", ["receive", "decline", "complete", "reroute"])
def test_a_process_that_ends_after_any_statement_leaves_nothing(
    stored: Callable[[Shop], list[str]], dies_after: Dies, name: str
) -> None:
    whole = Deeds("birch")
    getattr(whole, name)()()
    broken = Deeds("alder")
    deed = getattr(broken, name)()
    before, deaths = stored(broken.shop), 0
    for place in SAMPLE:
        if not dies_after(place, deed):
            break
        deaths += 1
        assert stored(broken.shop) == before, place
    else:
        deed()
    assert deaths > 2
    assert stored(broken.shop) == renamed(stored(whole.shop))
    assert verify_chain(broken.shop.id).broken_at is None


@pytest.mark.parametrize("way", ["breaks off", "dies"])
def test_a_deed_of_two_transactions_leaves_its_half(
    stored: Callable[[Shop], list[str]], dies_after: Dies, way: str
) -> None:
    """The control."""
    broken, ends = Deeds("alder"), dies_after if way == "dies" else crashes_after
    deed = broken.in_two_steps()
    before = stored(broken.shop)
    assert any(ends(place, deed) and stored(broken.shop) != before for place in (5, 10, 15, 20))


def renamed(rows: list[str]) -> list[str]:
    """Return the rows of the first shop as those of the second."""
    return sorted(row.replace("birch", "alder").replace("Birch", "Alder") for row in rows)


def kill_writers(shop: Shop, file: Path, *, whole: bool, kills: int, least: int = 0) -> tuple[list[str], int]:
    """Let writers take orders in and be killed.

    Return the names of the orders that were acknowledged, at least so many as asked, and how many writers were killed.
    """
    file.touch()
    told = {
        "workspace": str(shop.id), "store": str(shop.store_id), "file": str(file), "kills": str(kills),
        "least": str(least), "seed": "5", "whole": "yes" if whole else "no",
    }  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "orderloom.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, str(Path(__file__).parent / "killed_writers.py"), json.dumps(told)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return file.read_text().split(), int(done.stdout)


WHOLE = """
SELECT o.external_id, o.status,
    (SELECT count(*) FROM production_ordertask t WHERE t.order_id = o.id),
    (SELECT count(*) FROM production_ordertask t JOIN routing_assignment a ON a.task_id = t.id WHERE t.order_id = o.id),
    (SELECT count(*) FROM kernel_timelineevent e WHERE e.order_id = o.id AND e.kind IN ('TaskOffered', 'TaskWaits'))
FROM intake_customerorder o WHERE o.workspace_id = %s
"""
SENT_BY = """
SELECT d.id, count(j.id) FROM notifications_delivery d
LEFT JOIN procrastinate_jobs j ON j.args->'delivery_ids' ? d.id::text WHERE d.workspace_id = %s GROUP BY d.id
"""


def test_killed_processes_leave_only_whole_orders(transactional_db: None, tmp_path: Path) -> None:
    shop = make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Boris", "Cleo"]})
    acknowledged, writers = kill_writers(shop, tmp_path / "told", whole=True, kills=18, least=11)
    with administrator() as admin:
        rows = admin.execute(WHOLE, [shop.id]).fetchall()
        jobs = admin.execute(SENT_BY, [shop.id]).fetchall()
    names = [row[0] for row in rows]
    assert len(acknowledged) == len(set(acknowledged)) > 10
    assert writers >= 18
    assert set(acknowledged) <= set(names)
    assert (
        len(names) - len(acknowledged) <= writers
    )  # at most one for each writer was done and not told any more
    assert {row[1:] for row in rows} == {("purchasing", 3, 2, 3)}
    assert len(jobs) >= len(names)
    assert {count for _delivery, count in jobs} == {1}
    assert verify_chain(shop.id).broken_at is None
    assert spread(shop) <= 1


def test_two_transactions_leave_half_an_order(transactional_db: None, tmp_path: Path) -> None:
    """The control: an order that is stored by one command and bought by the next."""
    shop = make_shop({"Mugs": ["Anna", "Boris"], "Plates": ["Boris", "Cleo"]})
    kill_writers(shop, tmp_path / "told", whole=False, kills=9)
    with administrator() as admin:
        rows = admin.execute(WHOLE, [shop.id]).fetchall()
    assert any(row[1:] == ("received", 0, 0, 0) for row in rows)


def spread(shop: Shop) -> int:
    """Return the greatest difference between two suppliers of one category."""
    rows = Assignment.objects.filter(workspace_id=shop.id).values_list("category_id", "supplier_id")
    had = Counter(look(shop, lambda: list(rows)))
    worst = 0
    for category in {category for category, _ in had}:
        counts = [count for (of, _), count in had.items() if of == category]
        worst = max(worst, max(counts) - min(counts))
    return worst
