"""An order that is on hold, or that the shop has cancelled, is offered to nobody until that is over."""

from dataclasses import replace
from typing import Any

import pytest

from orderloom.intake.commands.orders import hold_orders, release_orders, settle_exceptions
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.production.commands.answer import decline_task
from orderloom.production.factories import (
    Shop,
    add_seller,
    again,
    buy,
    do,
    later,
    make_shop,
    order_now,
    order_of,
)
from orderloom.production.models import OrderTask
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.routing.commands.again import try_waiting_again
from orderloom.routing.commands.assign import assign_task


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"], "Lamps": []})


def decline(shop: Shop, task: OrderTask) -> None:
    holder = shop.holder(task)
    do(decline_task, actor=holder, task_id=task.id, reason=DeclineReason.PRICE, text="")


def tell(shop: Shop, hint: str, state: Any, hours: int) -> None:
    """Let the shop tell the first order anew."""
    doc = replace(order_of("N1", [hint]), state=state, updated_at=later(hours))
    do(receive_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc])


def test_a_held_orders_task_waits_for_the_release(shop: Shop) -> None:
    (task,) = buy(shop, "Lamps")
    do(hold_orders, actor=shop.operator, order_ids=[task.order_id], reason="address")
    add_seller(shop, "Fred", ["Lamps"])
    do(try_waiting_again, actor=shop.operator)
    assert again(shop, task).status == TaskStatus.QUEUED
    do(release_orders, actor=shop.operator, order_ids=[task.order_id])
    do(try_waiting_again, actor=shop.operator)
    assert again(shop, task).status == TaskStatus.OFFERED


def test_a_task_of_a_cancelled_order_that_is_declined_goes_to_nobody(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    tell(shop, "Mugs", "cancelled", 1)
    decline(shop, task)
    row = again(shop, task)
    assert (row.status, row.supplier_id) == (TaskStatus.QUEUED, None)
    assert order_now(shop, task).exception == "cancelled_upstream"
    do(settle_exceptions, actor=shop.operator, order_ids=[task.order_id])
    do(try_waiting_again, actor=shop.operator)
    assert again(shop, task).status == TaskStatus.QUEUED  # the shop still says so
    boris = shop.sellers["Boris"].supplier_id
    do(assign_task, actor=shop.operator, task_id=task.id, supplier_id=boris, reason="goods are kept")
    assert again(shop, task).supplier_id == boris


def test_when_it_is_over_the_worker_tries_again(shop: Shop, worker_connection: Any) -> None:
    def asked() -> bool:
        rows = worker_connection.execute("DELETE FROM procrastinate_jobs RETURNING task_name").fetchall()
        return ("routing.jobs.route_waiting",) in rows

    (task,) = buy(shop, "Lamps")
    do(hold_orders, actor=shop.operator, order_ids=[task.order_id], reason="address")
    assert asked()  # by the suppliers that were added
    do(release_orders, actor=shop.operator, order_ids=[task.order_id])
    assert asked()
    tell(shop, "Lamps", "cancelled", 1)
    assert not asked()
    tell(shop, "Lamps", "ready", 2)
    assert asked()
