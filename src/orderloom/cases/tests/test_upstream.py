"""What a shop tells of an order that suppliers are working on already becomes a case."""

from dataclasses import replace
from typing import Any

import pytest

from orderloom.cases.kinds import CaseKind
from orderloom.cases.models import Case
from orderloom.intake.commands.orders import settle_exceptions
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.states import WaitsOn
from orderloom.production.factories import Shop, buy, do, later, look, make_shop, order_now, order_of
from orderloom.production.models import OrderTask


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


def tell(shop: Shop, hours: int, **told: Any) -> None:
    """Let the shop tell the first order anew."""
    doc = replace(order_of("N1", ["Mugs"]), updated_at=later(hours), **told)
    do(receive_orders, actor=shop.owner, store_id=shop.store_id, docs=[doc], now=later(hours))


def cases(shop: Shop) -> list[tuple[str, str]]:
    rows = Case.objects.filter(workspace_id=shop.id).order_by("id")
    return look(shop, lambda: list(rows.values_list("kind", "status")))


@pytest.fixture
def task(shop: Shop) -> OrderTask:
    (task,) = buy(shop, "Mugs")
    return task


def test_a_cancellation_at_the_shop_is_a_case_about_the_order(shop: Shop, task: OrderTask) -> None:
    tell(shop, 1, state="cancelled")
    order = order_now(shop, task)
    assert (order.exception, order.waits_on) == ("cancelled_upstream", WaitsOn.MERCHANT)
    assert cases(shop) == [(CaseKind.CANCELLED_UPSTREAM, "open")]
    case = look(shop, Case.objects.get)
    assert (case.subject_id, case.order_id) == (task.order_id, task.order_id)
    tell(shop, 1, state="cancelled")
    assert len(cases(shop)) == 1


def test_taking_the_cancellation_back_ends_the_case(shop: Shop, task: OrderTask) -> None:
    tell(shop, 1, state="cancelled")
    tell(shop, 2, state="ready")
    assert order_now(shop, task).exception == ""
    assert cases(shop) == [(CaseKind.CANCELLED_UPSTREAM, "solved")]


def test_a_change_that_came_too_late_is_a_case_until_somebody_settles_it(shop: Shop, task: OrderTask) -> None:
    tell(shop, 1, lines=(replace(order_of("N1", ["Mugs"]).lines[0], quantity=7),))
    assert order_now(shop, task).exception == "changed_upstream"
    assert cases(shop) == [(CaseKind.CHANGED_UPSTREAM, "open")]
    do(settle_exceptions, actor=shop.operator, order_ids=[task.order_id])
    assert cases(shop) == [(CaseKind.CHANGED_UPSTREAM, "solved")]
    assert order_now(shop, task).exception == ""


def test_a_change_in_time_is_no_case(shop: Shop) -> None:
    tell(shop, 1)
    tell(shop, 2, state="cancelled")
    assert cases(shop) == []
