"""The list of orders: filters that look things up, people in charge, and Undo."""

import re
from datetime import timedelta

from orderloom.intake.models import CustomerOrder, OrderOwner
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.merchant.order_filters import asked_of
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_tasks_list import TRACKING, move, task_of


def shown(shop: Shop, **query: str) -> int:
    return words(shop.operator.get(shop.at("orders/"), query)).count('class="ord n"')


def held(shop: Shop) -> int:
    return shop.see(lambda: CustomerOrder.objects.filter(held=True).count())


def bulk(shop: Shop, client=None, **told):
    return (client or shop.operator).post(shop.at("orders/bulk/"), told, follow=True)


def test_orders_are_found_by_what_their_tasks_and_parcels_bear_and_by_a_pasted_column(shop: Shop):
    ids = buy(shop, 1, 2, 3)
    task = task_of(shop, ids[0])
    move(shop, task, "accept", promised=str(clock.now().date() + timedelta(days=3)))
    move(shop, task, "ship", tracking_number=TRACKING, carrier="ups", quantity="1")
    for text in (task.sku, f"T-{task.number}", TRACKING, "1Z 999 AA1 0123 4567 84", "#1"):
        assert shown(shop, q=text) == 1, text
    numbers = shop.see(lambda: list(CustomerOrder.objects.values_list("number", flat=True)))
    assert shown(shop, q="\n".join(f"SO-{one}" for one in numbers[:2])) == 2
    assert shown(shop, q="ada by") == 3
    assert shown(shop, q="no such") == 0


def test_orders_are_narrowed_by_category_due_person_and_platform(shop: Shop):
    ids = shop.receive(1, 2, hint="Mugs > Ceramic")
    assert shown(shop, category=str(shop.mugs)) == 2
    assert shown(shop, category=str(shop.ceramic)) == 2
    assert shown(shop, platform="etsy", waits="merchant") == 2
    assert shown(shop, platform="amazon") == 0
    late = clock.now() - timedelta(hours=1)
    with wear(Hat.workspace(shop.id)):
        shop.see(lambda: CustomerOrder.objects.filter(id=ids[0]).update(due_at=late))
        shop.see(lambda: CustomerOrder.objects.filter(id=ids[1]).update(due_at=late + timedelta(days=5)))
    assert shown(shop, due="late") == 1
    assert shown(shop, due="7") == 2
    bulk(shop, move=f"charge:{shop.people['viewer']}", order=[str(ids[1])])
    assert shown(shop, owner=str(shop.people["viewer"])) == 1
    assert asked_of({"due": "x", "waits": "x", "category": "x", "owner": "x"}).told() == []


def test_many_orders_get_one_person_in_charge(shop: Shop, other: Shop):
    ids = [str(one) for one in shop.receive(1, 2)]
    person = shop.people["viewer"]
    html = words(bulk(shop, move=f"charge:{person}", order=ids))
    assert "2 orders have their person in charge." in html
    assert "Viewer" in html  # the list says on whom they wait now
    owners = shop.see(lambda: list(OrderOwner.objects.values_list("user_id", flat=True)))
    assert owners == [person, person]
    bulk(shop, move=f"charge:{person}", order=ids)
    assert shop.see(lambda: OrderOwner.objects.count()) == 2
    assert bulk(shop, move=f"charge:{other.people['viewer']}", order=ids).status_code == 422
    assert bulk(shop, move="charge:x", order=ids).status_code == 422
    assert bulk(shop, shop.viewer, move=f"charge:{person}", order=ids).status_code == 403


def test_hold_and_release_are_undone_from_the_toast(shop: Shop):
    ids = [str(one) for one in shop.receive(1, 2)]
    answer = bulk(shop, move="hold", order=ids)
    assert held(shop) == 2
    (undo,) = re.findall(r'action="([^"]+/undo/)"', words(answer))
    assert "2 orders released." in words(shop.operator.post(undo, follow=True))
    assert held(shop) == 0
    assert shop.operator.post(undo).status_code == 409  # once


def test_an_order_leads_to_its_neighbours_in_the_list_it_came_from(shop: Shop):
    ids = shop.receive(1, 2, 3)
    answer = shop.operator.get(shop.at(f"orders/{ids[1]}/"), {"q": "ada"})
    near = answer.context["near"]
    assert {near.previous, near.next} == {ids[0], ids[2]}
    assert f'orders/{near.next}/?q=ada"' in words(answer)
    alone = shop.operator.get(shop.at(f"orders/{ids[1]}/"), {"q": "#2"}).context["near"]
    assert (alone.previous, alone.next) == (None, None)
