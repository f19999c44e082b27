"""The page of one order over HTTP: what it shows, and every move that can be made on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.queries.order_page import order_page
from orderloom.portals.tests.setup_world import Shop, words

MOST_STATEMENTS = 22  # with those that begin and end a transaction
ASKED = (("Name", "Nana  Ruth\n☕ <b>", "text"), ("Photo", "https://shop.example/p.png", "image"))


def get(shop: Shop, order_id, client=None, language: str = "en"):
    return (client or shop.operator).get(
        shop.at(f"orders/{order_id}/"), headers={"accept-language": language}
    )


def post(shop: Shop, order_id, rest: str, client=None, **data):
    return (client or shop.operator).post(shop.at(f"orders/{order_id}/{rest}/"), data, follow=True)


def move(shop: Shop, order_id, name: str, client=None, **data):
    return post(shop, order_id, f"move/{name}", client, **data)


def receive(shop: Shop, number: int, lines: int = 1, hint: str = "Mugs"):
    made = tuple(
        line_doc(str(place), title=f"Mug {place}", quantity=2, category_hint=hint, personalisation=ASKED)
        for place in range(1, lines + 1)
    )
    doc = order_doc(str(number), lines=made, ship_by=clock.now() + timedelta(days=5))
    with wear(Hat.workspace(shop.id)):
        told = receive_orders(actor=shop.actor(), store_id=shop.store_id, docs=[doc], now=clock.now())
    return told.new_order_ids[0]


def order(shop: Shop, order_id) -> CustomerOrder:
    return shop.see(lambda: CustomerOrder.objects.get(id=order_id))


def tasks(shop: Shop, order_id):
    return shop.see(lambda: order_page(shop.actor(), order_id)).tasks


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_lines_tasks_reasons_and_what_happened(shop: Shop, language):
    order_id = receive(shop, 1, lines=2)
    before = words(get(shop, order_id, language=language))
    assert "Nana  Ruth\n☕ &lt;b&gt;" in before
    assert 'href="https://shop.example/p.png"' in before
    assert move(shop, order_id, "purchase").status_code == 200
    html = words(get(shop, order_id, language=language))
    first, second = tasks(shop, order_id)
    assert {first.supplier, second.supplier} == {"Hongyun Cups", "Yiming"}
    for task in (first, second):
        assert f"T-{task.number}" in html
        assert task.sku in html
    expected = ("Why this supplier?", "started purchasing") if language == "en" else ("采购", "供应商")
    assert all(text in html for text in expected)


def test_the_page_asks_the_database_as_often_for_one_line_as_for_three(shop: Shop):
    def count(order_id) -> int:
        get(shop, order_id)  # from now on the process knows the catalogue
        with CaptureQueriesContext(connection) as asked:
            get(shop, order_id)
        return len(asked)

    one, three = receive(shop, 1), receive(shop, 2, lines=3)
    assert count(one) == count(three) <= MOST_STATEMENTS
    for order_id in (one, three):
        move(shop, order_id, "purchase")
    assert count(one) == count(three) <= MOST_STATEMENTS


def test_an_order_is_held_released_confirmed_and_bought(shop: Shop):
    order_id = receive(shop, 1)
    answer = words(move(shop, order_id, "hold", reason="Colour not clear"))
    assert "Colour not clear" in answer
    assert "Undo" in answer
    assert order(shop, order_id).held
    assert "1 order stays: on hold 1." in words(move(shop, order_id, "purchase"))
    assert "1 order released." in words(move(shop, order_id, "release"))
    assert "1 order confirmed." in words(move(shop, order_id, "confirm"))
    assert "Waiting on " in words(move(shop, order_id, "purchase"))
    assert order(shop, order_id).status == "purchasing"
    assert "bought already" in words(move(shop, order_id, "cancel", reason="x"))


def test_an_order_is_cancelled_and_then_offers_nothing(shop: Shop):
    order_id = receive(shop, 1)
    html = words(move(shop, order_id, "cancel", reason="Twice"))
    assert "cancelled the order" in html
    assert "Nobody has to do anything." in html
    assert order(shop, order_id).status == "cancelled"
    assert "do-next" not in html
    assert "do-edit" not in html
    assert move(shop, order_id, "explode").status_code == 404


def test_a_task_is_given_by_hand_with_a_reason(shop: Shop):
    order_id = receive(shop, 1)
    move(shop, order_id, "purchase")
    (task,) = tasks(shop, order_id)
    rest = f"tasks/{task.id}/assign"
    refused = post(shop, order_id, rest, supplier=str(shop.yiming), reason="")
    assert refused.status_code == 422
    assert "data-auto" in words(refused)
    answer = post(shop, order_id, rest, supplier=str(shop.yiming), reason="Knows this buyer")
    assert f"Task T-{task.number} is offered to Yiming." in words(answer)
    (task,) = tasks(shop, order_id)
    assert task.supplier == "Yiming"
    assert "Knows this buyer" in task.attempts[0].sentence
    assert post(shop, order_id, f"tasks/{order_id}/assign").status_code == 404


def test_a_line_gets_its_category_and_its_task_goes_out(shop: Shop):
    order_id = receive(shop, 1, hint="Unheard of")
    move(shop, order_id, "purchase")
    (task,) = tasks(shop, order_id)
    assert task.status == "queued"
    html = words(get(shop, order_id))
    assert "Set category" in html
    assert "Waiting on you." in html
    line = shop.see(lambda: OrderLine.objects.get(order_id=order_id))
    assert post(shop, order_id, f"lines/{line.id}/category", category="").status_code == 422
    answer = post(shop, order_id, f"lines/{line.id}/category", category=str(shop.mugs))
    assert "gave a line its category" in words(answer)
    assert shop.see(lambda: OrderLine.objects.get(id=line.id).category_id) == shop.mugs


def test_people_in_charge_are_chosen(shop: Shop):
    order_id = receive(shop, 1)
    person = shop.people["owner"]
    assert "Olga" in words(post(shop, order_id, "owners", people=[str(person)]))
    assert shop.see(lambda: list(OrderOwner.objects.values_list("user_id", flat=True))) == [person]
    assert post(shop, order_id, "owners", people=["x"]).status_code == 422
    post(shop, order_id, "owners")
    assert not shop.see(lambda: OrderOwner.objects.exists())


def test_a_viewer_looks_and_touches_nothing(shop: Shop):
    order_id = receive(shop, 1)
    html = words(get(shop, order_id, shop.viewer))
    assert "do-next" not in html
    assert 'id="more"' not in html
    for name in ("confirm", "purchase", "hold", "release", "settle", "cancel"):
        assert move(shop, order_id, name, shop.viewer).status_code == 403, name
    for rest in ("edit", "owners", f"lines/{shop.see(lambda: OrderLine.objects.get().id)}/category"):
        assert post(shop, order_id, rest, shop.viewer, category=str(shop.mugs)).status_code == 403, rest
    move(shop, order_id, "purchase")
    (task,) = tasks(shop, order_id)
    told = {"supplier": str(shop.yiming), "reason": "x"}
    assert post(shop, order_id, f"tasks/{task.id}/assign", shop.viewer, **told).status_code == 403


def test_another_merchants_order_is_not_there(shop: Shop, other: Shop):
    order_id = receive(other, 1)
    assert get(shop, order_id).status_code == 404
    for rest in ("edit", "owners", "move/hold", f"tasks/{order_id}/assign", f"lines/{order_id}/category"):
        assert post(shop, order_id, rest, category=str(shop.mugs)).status_code == 404, rest
    assert not order(other, order_id).held


def test_a_paused_maker_is_named_among_those_left_out(shop: Shop):
    with wear(Hat.workspace(shop.id)):
        set_supplier_categories(
            actor=shop.actor(), supplier_id=shop.yiming, category_ids=[shop.mugs], now=clock.now()
        )
    shop.operator.post(shop.at(f"suppliers/{shop.yiming}/pause/"))
    order_id = receive(shop, 1)
    move(shop, order_id, "purchase")
    html = words(get(shop, order_id))
    assert "Candidates" in html
    assert "paused" in html
    assert shop.see(lambda: CustomerOrder.objects.get(id=order_id).total) == Decimal("16.00")
