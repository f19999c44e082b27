"""Review, splitting and shipping together, as people use them on the pages."""

from decimal import Decimal

from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.commands.review_waiting import review_waiting
from orderloom.intake.commands.ship_together import ship_together
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder, OrderLine, ShipGroup
from orderloom.intake.queries.findings import blocked_buyers, rule_cards
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.production.models import OrderTask

RULES = {"hours": "24", "needs": ["name", "street", "city", "country"], "limits": ""}


def take(shop: Shop, *docs):
    with wear(Hat.workspace(shop.id)):
        done = receive_orders(actor=shop.actor(), store_id=shop.store_id, docs=docs, now=clock.now())
    return [done.orders[doc.external_id] for doc in docs]


def mug(number: int, **fields):
    lines = (line_doc("1", title=f"Mug {number}", category_hint="Mugs", quantity=5),)
    return order_doc(str(number), **{"lines": lines, **fields})


def switch_on(shop: Shop, *kinds: str, **changes):
    answer = shop.owner.post(
        shop.at("settings/review/"),
        {**RULES, **changes, **{f"on_{kind}": "on" for kind in ("blocked", *kinds)}},
    )
    assert answer.status_code == 302, words(answer)


def order(shop: Shop, order_id):
    return shop.see(lambda: CustomerOrder.objects.get(id=order_id))


def test_rules_are_switched_by_an_owner_and_seen_by_all(shop):
    switch_on(shop, "amount", "address", limits="1,200.50 USD\nCNY 300", needs=["phone"])
    cards = {card.kind: card for card in shop.see(lambda: rule_cards(shop.actor()))}
    assert [kind for kind, card in cards.items() if card.is_on] == ["blocked", "address", "amount"]
    assert cards["amount"].params == {"limits": {"CNY": "300", "USD": "1200.50"}}
    assert cards["address"].params == {"needs": ["phone"]}
    page = words(shop.viewer.get(shop.at("settings/review/")))
    assert "1200.50 USD" in page
    assert "Only an owner changes these." in page
    assert shop.operator.post(shop.at("settings/review/"), RULES).status_code == 403
    wrong = shop.owner.post(shop.at("settings/review/"), {**RULES, "limits": "a lot"})
    assert wrong.status_code == 422
    assert "such as 500 USD" in words(wrong)
    assert "changed a rule of review" in words(shop.owner.get(shop.at("settings/changes/?part=rules")))


def test_a_rule_that_nobody_touched_keeps_following_its_default(shop):
    switch_on(shop)
    answer = shop.owner.get(shop.at("settings/changes/?part=rules"))
    assert "changed a rule of review" not in words(answer)


def test_staff_keep_the_list_of_blocked_buyers(shop):
    told = {"by": "email", "value": "ada@example.com", "why": "chargeback"}
    assert shop.viewer.post(shop.at("settings/review/block/"), told).status_code == 403
    assert shop.operator.post(shop.at("settings/review/block/"), told).status_code == 302
    again = shop.operator.post(shop.at("settings/review/block/"), told)
    assert (again.status_code, "On the list already." in words(again)) == (422, True)
    (order_id,) = take(shop, mug(1))
    assert "on your list of blocked buyers. chargeback" in words(
        shop.viewer.get(shop.at(f"orders/{order_id}/"))
    )
    page = words(shop.operator.get(shop.at(f"orders/{order_id}/")))
    assert "settings/review/?by=email&amp;value=ada%40example.com#block" in page
    assert 'value="bob@example.com"' in words(
        shop.operator.get(shop.at("settings/review/?by=email&value=bob@example.com"))
    )
    (card,) = shop.see(lambda: blocked_buyers(shop.actor()))
    assert shop.operator.post(shop.at(f"settings/review/blocked/{card.id}/remove/")).status_code == 302
    with wear(Hat.workspace(shop.id)):
        review_waiting(actor=shop.actor(), now=clock.now())
    assert order(shop, order_id).exception == ""


def test_the_list_tells_the_reasons_and_narrows_by_them(shop):
    switch_on(shop, "note", "unpaid")
    take(shop, mug(1, note="Hurry", paid=False), mug(2, note="Red, please"), mug(3))
    page = words(shop.operator.get(shop.at("orders/?stage=review")))
    assert "Not paid +1" in page
    assert page.count('id="reason-') == 3
    narrowed = words(shop.operator.get(shop.at("orders/?stage=review&reason=unpaid")))
    assert "Mug 1" in narrowed
    assert "Mug 2" not in narrowed
    assert 'id="reason-' not in words(shop.operator.get(shop.at("orders/")))


def test_a_list_of_orders_to_review_is_approved_at_once(shop):
    switch_on(shop, "note")
    ids = take(shop, mug(1, note="a"), mug(2, note="b"), mug(3))
    answer = shop.operator.post(
        shop.at("orders/bulk/"), {"move": "approve", "order": [str(one) for one in ids]}
    )
    assert answer.status_code == 302
    assert {order(shop, one).status for one in ids} == {"confirmed"}


def test_the_page_of_an_order_says_what_to_do_and_approves(shop):
    switch_on(shop, "address", "duplicate", "amount", limits="10 USD")
    (first,) = take(shop, mug(1))
    (second,) = take(shop, mug(2, ship_to=None, lines=(line_doc("1", title="Mug 1", sku="MUG-1"),)))
    page = words(shop.operator.get(shop.at(f"orders/{second}/")))
    for said in (
        "Missing: Recipient, Street and house, City, Country.",
        f"orders/{second}/edit/",
        f"orders/{first}/",
    ):
        assert said in page
    assert 'id="mend-address"' not in words(shop.viewer.get(shop.at(f"orders/{second}/")))
    shop.operator.post(shop.at(f"orders/{second}/move/approve/"))
    assert (order(shop, second).status, order(shop, second).exception) == ("confirmed", "")
    page = words(shop.operator.get(shop.at(f"orders/{second}/")))
    assert "approved the order as it is" in page
    shop.operator.post(shop.at(f"orders/{second}/move/send_back/"))
    assert (order(shop, second).status, order(shop, second).exception) == ("received", "review_duplicate")
    assert shop.viewer.post(shop.at(f"orders/{first}/move/approve/")).status_code == 403


def test_a_line_is_split_and_joined_again(shop):
    (order_id,) = take(shop, mug(1))
    line_id = shop.see(lambda: OrderLine.objects.get(order_id=order_id).id)
    at = shop.at(f"orders/{order_id}/lines/{line_id}/")
    assert f"split-{line_id}" in words(shop.operator.get(shop.at(f"orders/{order_id}/")))
    wrong = shop.operator.post(f"{at}split/", {"parts": "3 + 3"}, follow=True)
    assert "Together the parts are 6 pieces, and the line has 5." in words(wrong)
    assert 'value="3 + 3"' in words(wrong)
    shop.operator.post(f"{at}split/", {"parts": "3 + 2"})
    lines = shop.see(lambda: list(OrderLine.objects.filter(order_id=order_id).order_by("position")))
    assert [line.quantity for line in lines] == [3, 2]
    assert sum(line.quantity * line.unit_price for line in lines) == 5 * Decimal("12.50")
    assert shop.viewer.post(f"{at}join/").status_code == 403
    shop.operator.post(f"{at}join/")
    assert shop.see(lambda: OrderLine.objects.get(order_id=order_id).quantity) == 5
    assert f"split-{line_id}" not in words(shop.viewer.get(shop.at(f"orders/{order_id}/")))


def test_orders_ship_together_and_apart_and_their_suppliers_know(shop):
    one, two, other = take(shop, mug(1), mug(2), mug(3, ship_to=None))
    page = words(shop.operator.get(shop.at("orders/together/")))
    assert page.count('name="order"') == 2
    assert "1 more open order" in words(shop.operator.get(shop.at(f"orders/{one}/")))
    shop.operator.post(shop.at("orders/together/ship/"), {"order": [str(one), str(two)], "back": "order"})
    assert "Ships together: G-1" in words(shop.viewer.get(shop.at(f"orders/{two}/")))
    buy = {"move": "purchase", "order": [str(one), str(two), str(other)]}
    shop.operator.post(shop.at("orders/bulk/"), buy)
    tasks = shop.see(lambda: dict(OrderTask.objects.values_list("order_id", "ship_group")))
    assert tasks == {one: 1, two: 1, other: None}
    group_id = shop.see(lambda: ShipGroup.objects.get().id)
    assert shop.viewer.post(shop.at(f"orders/together/{group_id}/apart/")).status_code == 403
    shop.operator.post(shop.at(f"orders/{one}/apart/"))
    assert shop.see(lambda: set(OrderTask.objects.values_list("ship_group", flat=True))) == {None}
    refused = shop.operator.post(
        shop.at("orders/together/ship/"), {"order": [str(one), str(other)]}, follow=True
    )
    assert "Only orders to the same address can go out together." in words(refused)


def test_a_supplier_reads_which_tasks_go_into_one_parcel(world):
    world.buy(1, 2, 3)
    maker = max((world.first, world.second), key=lambda one: len(one.tasks()))
    first, second = maker.tasks()
    page = words(maker.client.get(f"/supplier/tasks/{first.id}/"))
    assert "In one parcel with" not in page
    with wear(Hat.workspace(world.workspace_id)):
        ids = [first.order_id, second.order_id]
        ship_together(actor=system(world.workspace_id), order_ids=ids, now=clock.now())
    page = words(maker.client.get(f"/supplier/tasks/{first.id}/"))
    for said in ("In one parcel with", f"T-{second.number}", "asked to ship the task together with others"):
        assert said in page
    assert "G-1" in words(maker.client.get("/supplier/"))
