"""The merchant's list of products: what was sold, by store, and what kind of thing each is."""

from orderloom.catalog.models import CategoryRule
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import OrderLine
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_lists import export, table


def sell(shop: Shop, *numbers: int, hint: str = "Mugs") -> None:
    """Take in an order of one thing without a SKU for each number."""
    docs = [
        order_doc(str(n), lines=(line_doc(sku="", title=f"Mug {n}", category_hint=hint),)) for n in numbers
    ]
    with wear(Hat.workspace(shop.id)):
        receive_orders(actor=shop.actor(), store_id=shop.store_id, docs=docs, now=clock.now())


def listed(shop: Shop, query: str = "") -> list[str]:
    return [row.title for row, _one in shop.operator.get(shop.at(f"products/{query}")).context["rows"]]


def test_what_was_sold_is_listed_once(shop: Shop):
    sell(shop, 1, 2, 3)
    rows = [row for row, _one in shop.operator.get(shop.at("products/")).context["rows"]]
    lines = shop.see(lambda: OrderLine.objects.count())
    assert sum(row.orders for row in rows) == lines
    assert sorted(row.title for row in rows) == sorted({row.title for row in rows})
    assert listed(shop, "?q=mug+2") == ["Mug 2"]
    assert listed(shop, "?q=nothing") == []
    assert listed(shop, "?sort=title") == sorted(row.title for row in rows)
    told = table(export(shop, "csv", name="products", cols="title,orders", sort="title"))
    assert told[1:] == [[f"Mug {n}", "1"] for n in (1, 2, 3)]


def test_a_product_gets_its_category_for_what_waits_and_what_comes(shop: Shop):
    sell(shop, 1, 2, hint="Unheard of")
    assert sorted(listed(shop, "?state=unmapped")) == ["Mug 1", "Mug 2"]
    rows = shop.operator.get(shop.at("products/?state=unmapped&q=mug+1")).context["rows"]
    at = shop.at(f"products/category/?product={rows[0][0].id}")
    assert "Mug 1" in words(shop.operator.get(at))
    assert shop.owner.post(at, {"category": str(shop.mugs), "from_now_on": "on"}).status_code == 302
    assert listed(shop, "?state=unmapped") == ["Mug 2"]
    rule = shop.see(lambda: CategoryRule.objects.order_by("position").first())
    assert rule.category_id == shop.mugs
    assert shop.see(lambda: TimelineEvent.objects.filter(kind="LineCategorised").count()) == 1
    sell(shop, 11, hint="Unheard of")
    assert "Mug 11" not in listed(shop, "?state=unmapped")


def test_lines_of_one_sku_are_one_product_in_each_variant(shop: Shop):
    shop.receive(1, 2, 3)
    ((row, _one),) = shop.operator.get(shop.at("products/?q=mug-1")).context["rows"]
    assert (row.sku, row.orders, row.quantity, row.unmapped) == ("MUG-1", 3, 3, False)
    assert shop.at("products/") in words(shop.operator.get(shop.at("find/"), {"q": "MUG-1"}))


def test_who_may_only_look_changes_nothing(shop: Shop):
    sell(shop, 1, hint="Unheard of")
    row = shop.operator.get(shop.at("products/")).context["rows"][0][0]
    assert shop.viewer.get(shop.at("products/")).status_code == 200
    assert shop.viewer.get(shop.at(f"products/category/?product={row.id}")).status_code == 403
    assert shop.owner.get(shop.at("products/category/?product=none")).status_code == 404
