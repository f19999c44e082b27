"""The merchant's list of tasks, what staff do in a supplier's place, the palette, and the front door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orderloom.identity.commands.members import add_member
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.merchant.task_moves import MOVES
from orderloom.portals.tests.setup_world import Shop, browser, words
from orderloom.portals.tests.test_cases import buy
from orderloom.production.models import OrderTask
from orderloom.shipping.models import Shipment

TRACKING = "1Z999AA10123456784"


def page(shop: Shop, **query: str) -> str:
    return words(shop.operator.get(shop.at("tasks/"), query))


def task_of(shop: Shop, order_id) -> OrderTask:
    return shop.see(lambda: OrderTask.objects.get(order_id=order_id))


def move(shop: Shop, task: OrderTask, name: str, client=None, method: str = "post", **told: str):
    at = shop.at(f"orders/{task.order_id}/tasks/{task.id}/{name}/")
    ask = getattr(client or shop.operator, method)
    return ask(at, told, follow=True) if method == "post" else ask(at)


def test_tasks_are_found_by_every_number_that_they_bear(shop: Shop):
    ids = buy(shop, 1, 2)
    task = task_of(shop, ids[0])
    number = shop.see(lambda: CustomerOrder.objects.get(id=ids[0]).number)
    move(shop, task, "accept", promised=str(clock.now().date() + timedelta(days=3)))
    move(shop, task, "ship", tracking_number=TRACKING, carrier="ups", quantity="1")
    for text in (f"T-{task.number}", f"t-{task.number}", task.sku, f"SO-{number}", "#1", TRACKING):
        html = page(shop, q=text)
        assert html.count("<tr id=") == 1, text
        assert f"T-{task.number}" in html, text
    assert "No task fits" in page(shop, q="nothing")
    assert page(shop, q=f"SO-{number} #2").count("<tr id=") == 2


def test_tasks_are_narrowed_by_status_supplier_and_due(shop: Shop):
    first, second = (task_of(shop, one) for one in buy(shop, 1, 2))
    assert page(shop).count("<tr id=") == 2
    assert page(shop, supplier=str(first.supplier_id)).count("<tr id=") == 1
    assert page(shop, status="offered").count("<tr id=") == 2
    assert page(shop, status="nonsense", supplier="nonsense", due="x").count("<tr id=") == 2
    with wear(Hat.workspace(shop.id)):
        shop.see(
            lambda: OrderTask.objects.filter(id=first.id).update(respond_by=clock.now() - timedelta(hours=1))
        )
    assert page(shop, due="answer").count("<tr id=") == 1
    move(shop, second, "accept", promised=str(clock.now().date()))
    assert page(shop, due="soon").count("<tr id=") == 1
    assert page(shop, due="late").count("<tr id=") == 0
    assert shop.operator.get(shop.at("tasks/?after=nonsense")).status_code == 422


def test_the_list_asks_the_database_as_often_for_one_as_for_three(shop: Shop):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(shop, status="offered")
        return len(asked)

    buy(shop, 1)
    count()
    one = count()
    buy(shop, 2, 3)
    assert count() == one


def test_staff_take_a_task_to_its_end_in_the_suppliers_place(shop: Shop):
    (order_id,) = buy(shop, 1)
    task = task_of(shop, order_id)
    assert move(shop, task, "accept", method="get").status_code == 200
    assert move(shop, task, "accept", promised="").status_code == 422
    day = str(clock.now().date() + timedelta(days=3))
    assert f"T-{task.number} is up to date." in words(move(shop, task, "accept", promised=day))
    move(shop, task, "start")
    move(shop, task, "finish")
    wrong = move(shop, task, "ship", tracking_number="1Z999AA10123456785", carrier="ups", quantity="1")
    assert wrong.status_code == 422
    assert "1Z999AA10123456785" in words(wrong)
    assert move(shop, task, "ship", tracking_number=TRACKING, carrier="", quantity="1").status_code == 200
    assert shop.see(lambda: Shipment.objects.get().carrier) == "ups"
    move(shop, task, "deliver")
    html = words(move(shop, task, "complete"))
    assert "Operator for Hongyun Cups</b> marked the task done" in html
    assert task_of(shop, order_id).status == "done"
    assert shop.see(lambda: CustomerOrder.objects.get().status) == "completed"


def test_a_refusal_in_the_suppliers_place_asks_the_next_one(shop: Shop):
    (order_id,) = buy(shop, 1)
    task = task_of(shop, order_id)
    assert move(shop, task, "decline", reason="").status_code == 422
    move(shop, task, "decline", reason="price", text="")
    after = task_of(shop, order_id)
    assert after.status == "offered"
    assert after.supplier_id != task.supplier_id


def test_moves_that_do_not_fit_or_are_not_allowed_change_nothing(shop: Shop, other: Shop):
    (order_id,) = buy(shop, 1)
    task = task_of(shop, order_id)
    assert move(shop, task, "complete").status_code == 409
    assert move(shop, task, "explode").status_code == 404
    assert move(shop, task, "start", method="get").status_code == 409
    assert move(shop, task, "accept", shop.viewer, promised="2030-01-01").status_code == 403
    theirs = other.at(f"orders/{order_id}/tasks/{task.id}/cancel/")
    assert other.owner.post(theirs, {"reason": "x"}).status_code == 404
    wrong_order = shop.at(f"orders/{task.id}/tasks/{task.id}/cancel/")
    assert shop.operator.post(wrong_order, {"reason": "x"}).status_code == 404
    assert task_of(shop, order_id).status == "offered"
    seen = words(shop.viewer.get(shop.at(f"orders/{order_id}/")))
    assert f"T-{task.number}" in seen
    assert not [name for name in MOVES if f"/tasks/{task.id}/{name}/" in seen]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_palette_knows_numbers_people_pages_and_deeds(shop: Shop, language):
    (order_id,) = buy(shop, 1)
    task = task_of(shop, order_id)

    def ask(text: str, client=None) -> str:
        at = shop.at("find/")
        return words((client or shop.operator).get(at, {"q": text}, headers={"accept-language": language}))

    assert shop.at(f"orders/{order_id}/#task-{task.id}") in ask(f"T-{task.number}")
    assert shop.at(f"orders/{order_id}/") in ask("#1")
    assert shop.at(f"suppliers/{shop.yiming}/") in ask("yiming")
    assert f"owner={shop.people['owner']}" in ask("olga")
    everything = ask("")
    assert shop.at("orders/new/") in everything
    assert shop.at("orders/new/") not in ask("", shop.viewer)
    assert shop.at("tasks/?q=nowhere") in ask("nowhere")


def test_the_front_door_leads_to_the_one_place_or_offers_a_choice(shop: Shop, other: Shop, client):
    assert client.get("/").headers["location"].startswith("/accounts/login/")
    assert shop.operator.get("/").headers["location"] == shop.at("")
    supplier = browser(f"chen@{shop.slug}-hongyun.example")
    assert supplier.get("/").headers["location"] == reverse("supplier:tasks")
    with wear(Hat.workspace(other.id)):
        add_member(
            actor=other.actor(),
            email=f"operator@{shop.slug}.example",
            name="",
            role="viewer",
            now=clock.now(),
        )
    html = words(shop.operator.get("/"))
    assert shop.at("") in html
    assert other.at("") in html
