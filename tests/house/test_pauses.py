"""A supplier that is paused gets nothing from then on, whatever was being routed in that moment."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from orderloom.kernel import events
from orderloom.kernel.models import TimelineEvent
from orderloom.partners.commands import pause_supplier
from orderloom.partners.events import SupplierPaused
from orderloom.production.commands.answer import decline_task
from orderloom.production.factories import Shop, buy, do, look, make_shop
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.routing import pools
from orderloom.routing.commands import route
from orderloom.routing.commands.route import Run

from .rows import administrator

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Tall": ["Cleo"]})


def elsewhere(deed: Callable[[], Any]) -> Thread:
    """Carry the deed out on a connection of its own."""

    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def pause(shop: Shop, name: str) -> None:
    do(pause_supplier, actor=shop.owner, supplier_id=shop.sellers[name].supplier_id)


def pause_before_the_lock(shop: Shop, name: str, patch: pytest.MonkeyPatch) -> None:
    """Let the supplier be paused when the next run knows whom to ask and has no lock yet."""
    whole, left = pools._locked, [name]

    def late(*told: Any) -> list[pools.PoolRow]:
        while left:
            elsewhere(lambda: pause(shop, left.pop())).join()
        return whole(*told)

    patch.setattr(pools, "_locked", late)


def holder(shop: Shop, task: OrderTask) -> str:
    return shop.holder(task).name


def test_who_is_paused_while_the_run_waits_for_its_turn_gets_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause_before_the_lock(shop, "Anna", monkeypatch)
    tasks = buy(shop, "Mugs", "Tall", "Mugs")
    assert [holder(shop, task) for task in tasks] == ["Boris", "Cleo", "Boris"]


def test_the_last_one_who_is_paused_meanwhile_leaves_a_task_that_waits(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause_before_the_lock(shop, "Cleo", monkeypatch)
    (task,) = buy(shop, "Tall")
    assert (task.status, task.supplier_id) == (TaskStatus.QUEUED, None)


def test_a_declined_task_does_not_go_to_who_is_paused_meanwhile(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (task,) = buy(shop, "Mugs")
    pause_before_the_lock(shop, "Boris", monkeypatch)
    do(decline_task, actor=shop.holder(task), task_id=task.id, reason=DeclineReason.PRICE, text="")
    row = look(shop, lambda: OrderTask.objects.get(id=task.id))
    assert (row.status, row.supplier_id) == (TaskStatus.QUEUED, None)


def test_without_the_second_look_the_paused_one_is_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(Run, "is_current", lambda _run, _edition: True)
    pause_before_the_lock(shop, "Anna", monkeypatch)
    (task,) = buy(shop, "Mugs")
    assert holder(shop, task) == "Anna"


def pause_under_the_lock(shop: Shop, patch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Let Anna be paused while a run holds the pool, and return what reads in which order both were told."""
    whole, threads = route.save_turns, list[Thread]()

    def slow(*told: Any) -> None:
        threads.append(elsewhere(lambda: pause(shop, "Anna")))
        with administrator() as admin:
            admin.autocommit = True
            while threads[0].is_alive() and not admin.execute(WAITING).fetchone()[0]:
                threads[0].join(0.01)
        whole(*told)

    def told() -> list[str]:
        buy(shop, "Mugs")
        threads[0].join()
        rows = TimelineEvent.objects.filter(kind__in=["TaskOffered", "SupplierPaused"])
        return look(shop, lambda: list(rows.order_by("link_number").values_list("kind", flat=True)))

    patch.setattr(route, "save_turns", slow)
    return told


def test_a_pause_waits_for_the_run_that_is_on(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pause_under_the_lock(shop, monkeypatch)() == ["TaskOffered", "SupplierPaused"]


def test_without_the_wait_the_offer_comes_after_the_pause(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setitem(events._handlers, SupplierPaused, [])
    assert pause_under_the_lock(shop, monkeypatch)() == ["SupplierPaused", "TaskOffered"]
