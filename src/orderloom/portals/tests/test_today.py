"""Today: what waits with the button that solves it, and numbers that lead to the list behind them."""

import re
from datetime import timedelta

import pytest

from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.portals.queries.performance import late_suppliers, left
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.production.models import OrderTask

MOST_STATEMENTS = 19


def bought(shop: Shop, *numbers: int) -> list[OrderTask]:
    ids = shop.receive(*numbers)
    with wear(Hat.workspace(shop.id)):
        confirm_orders(actor=shop.actor(), order_ids=ids, now=clock.now())
        start_purchasing(actor=shop.actor(), order_ids=ids, now=clock.now())
    return shop.see(lambda: list(OrderTask.objects.order_by("number")))


def put(shop: Shop, task: OrderTask, **values: object) -> None:
    shop.see(lambda: OrderTask.objects.filter(id=task.id).update(**values))


@pytest.fixture
def slow(shop: Shop) -> list[OrderTask]:
    """Return tasks of which two are late, one waits for an answer, and two left: one of them too late."""
    now, day = clock.now(), clock.now().date()
    tasks = bought(shop, 1, 2, 3, 4, 5)
    for task in tasks[:2]:
        put(shop, task, status="accepted", promised_date=day - timedelta(days=2), respond_by=None)
    put(shop, tasks[2], respond_by=now - timedelta(hours=1))
    for task, promised in zip(tasks[3:], (3, -3), strict=True):
        put(
            shop, task, status="shipped", shipped_at=now, created_at=now - timedelta(days=4),
            first_promised_date=day + timedelta(days=promised), respond_by=None,
        )  # fmt: skip
    return tasks


def test_what_left_is_counted_by_the_first_promise(shop: Shop, slow: list[OrderTask]):
    gone = shop.see(lambda: left(shop.actor(), clock.now(), "UTC"))
    assert (gone.total.shipped, gone.total.promised, gone.total.late, gone.total.on_time) == (2, 2, 1, 50.0)
    assert gone.lead == timedelta(days=4)
    assert (len(gone.days), gone.days[-1].shipped) == (14, 2)
    assert (gone.half(first=True), gone.half(first=False)) == (None, 50.0)


def test_every_number_leads_to_the_list_behind_it(shop: Shop, slow: list[OrderTask]):
    html = words(shop.operator.get(shop.at()))
    assert "50%" in html
    for query, count in (("left=fortnight", 2), ("left=late", 1), ("due=late", 2), ("due=answer", 1)):
        assert f"tasks/?{query}" in html, query
        assert words(shop.operator.get(shop.at(f"tasks/?{query}"))).count('<tr id="t-') == count, query
    (fair,) = set(re.findall(r"tasks/\?category=([0-9a-f-]{36})", html))
    assert words(shop.operator.get(shop.at(f"tasks/?category={fair}"))).count('<tr id="t-') == 5
    assert '<div class="vh"><table>' in html


def test_a_late_supplier_is_reminded_by_one_click(shop: Shop, slow: list[OrderTask]):
    found = shop.see(lambda: late_suppliers(shop.actor(), clock.now(), "UTC"))
    assert sorted((one.what, one.count) for one in found) == [("answer", 1), ("late", 1), ("late", 1)]
    html = words(shop.operator.get(shop.at()))
    ways = re.findall(r'action="([^"]*tasks/remind/[^"]*)"', html)
    assert len(ways) == 3
    late = next(way for way in ways if "due=late" in way).replace("&amp;", "&")
    answer = shop.operator.post(late, follow=True)
    assert "Reminded of 1 task." in words(answer)
    again = shop.operator.post(late, follow=True)
    assert "less than 30 minutes ago" in words(again)
    assert shop.see(lambda: OrderTask.objects.exclude(reminded_at=None).count()) == 1
    viewed = words(shop.viewer.get(shop.at()))
    assert "tasks/remind/" not in viewed
    assert shop.viewer.post(late).status_code == 403


def test_one_task_and_chosen_ones_are_reminded_of(shop: Shop, slow: list[OrderTask]):
    answer = shop.operator.post(shop.at(f"tasks/{slow[0].id}/remind/"), follow=True)
    assert f"reminded of T-{slow[0].number}" in words(answer)
    chosen = {"task": [str(task.id) for task in slow]}
    assert "Reminded of 2 tasks." in words(shop.operator.post(shop.at("tasks/remind/"), chosen, follow=True))
    everything = shop.operator.post(shop.at("tasks/remind/"), follow=True)  # narrows by nothing
    assert "Reminded of 0 tasks." in words(everything)
    # Only one of the suppliers has somebody who signs in: one message for each press.
    assert shop.see(lambda: Notice.objects.filter(kind="tasks_reminded").count()) == 2


def test_the_page_takes_the_same_statements_however_much_there_is(shop: Shop, django_assert_max_num_queries):
    shop.operator.get(shop.at())
    with django_assert_max_num_queries(MOST_STATEMENTS) as few:
        shop.operator.get(shop.at())
    bought(shop, *range(10, 30))
    shop.operator.get(shop.at())
    with django_assert_max_num_queries(MOST_STATEMENTS) as many:
        shop.operator.get(shop.at())
    assert abs(len(many) - len(few)) <= 1
