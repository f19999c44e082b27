"""The list of orders over HTTP: tabs, filters, pages, and moves with many orders."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orderloom.intake.commands.orders import hold_orders
from orderloom.intake.models import CustomerOrder
from orderloom.intake.queries.orders import OrderFilters, order_rows
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.merchant.order_filters import Asked, asked_of
from orderloom.portals.queries.orders_list import matching_ids
from orderloom.portals.tests.setup_world import Shop, words


def get(shop: Shop, rest: str = "orders/", client=None, language: str = "en", **query):
    return (client or shop.operator).get(shop.at(rest), query, headers={"accept-language": language})


def statuses(shop: Shop) -> list[str]:
    return shop.see(lambda: list(CustomerOrder.objects.order_by("number").values_list("status", flat=True)))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_shows_orders_and_says_when_there_are_none(shop: Shop, language):
    empty = words(get(shop, language=language))
    assert "SO-" not in empty
    shop.receive(1, 2)
    html = words(get(shop, language=language))
    assert html.count('class="ord n"') == 2
    assert "Ada Byron" in html
    assert ("订单" in html) == (language != "en")


def test_the_list_asks_the_database_as_often_for_one_as_for_three(shop: Shop):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            get(shop)
        return len(asked)

    shop.receive(1)
    get(shop)
    before = count()
    shop.receive(2, 3)
    assert count() == before


def test_filters_combine_and_what_makes_no_sense_does_not_narrow(shop: Shop):
    first, *_rest = shop.receive(1, 2, 3)
    with wear(Hat.workspace(shop.id)):
        hold_orders(actor=shop.actor(), order_ids=[first], reason="colour", now=clock.now())
    for query, count in (
        ({"q": "#2"}, 1),
        ({"q": "ada"}, 3),
        ({"held": "1"}, 1),
        ({"held": "1", "q": "#2"}, 0),
        ({"store": str(shop.store_id), "payment": "paid"}, 3),
        ({"payment": "unpaid"}, 0),
        ({"stage": "review"}, 3),
        ({"stage": "shipped"}, 0),
        ({"exception": "1"}, 0),
        ({"stage": "nonsense", "store": "nonsense", "payment": "x"}, 3),
    ):
        assert words(get(shop, **query)).count('class="ord n"') == count, query
    assert "No order fits" in words(get(shop, q="nobody"))
    assert get(shop, after="nonsense").status_code == 422


def test_filters_survive_the_way_into_an_address_and_back():
    asked = Asked().but(q="a b", stage="review", held="1")
    assert asked.query() == "?q=a+b&stage=review&held=1"
    assert asked_of({"q": " a b ", "stage": "review", "held": "yes"}) == asked
    assert asked.but(q="", stage="", held="").query() == ""


def test_pages_follow_each_other_by_key(shop: Shop):
    shop.receive(*range(1, 56))
    first = get(shop)
    assert words(first).count('class="ord n"') == 50
    following = shop.operator.get(
        shop.at("orders/") + first.context["paging"].next_url.partition("orders/")[2]
    )
    assert words(following).count('class="ord n"') == 5
    back = shop.operator.get(following.context["paging"].previous_url)
    assert [row.id for row, _one in back.context["rows"]] == [row.id for row, _one in first.context["rows"]]
    assert back.context["paging"].previous_url == ""
    assert back.context["paging"].next_url == first.context["paging"].next_url


def bulk(shop: Shop, client=None, **data):
    return (client or shop.operator).post(shop.at("orders/bulk/"), data, follow=True)


def test_chosen_orders_are_confirmed_held_released_and_bought(shop: Shop):
    ids = shop.receive(1, 2, 3)
    chosen = [str(one) for one in ids[:2]]
    assert "2 orders confirmed." in words(bulk(shop, move="confirm", order=chosen))
    assert statuses(shop) == ["confirmed", "confirmed", "received"]
    assert "1 order on hold." in words(bulk(shop, move="hold", order=chosen[:1]))
    answer = words(bulk(shop, move="purchase", order=chosen))
    assert "Purchasing started for 1 order." in answer
    assert "1 order stays: on hold 1." in answer
    assert "1 order released." in words(bulk(shop, move="release", order=chosen[:1]))
    assert "Choose orders first." in words(bulk(shop, move="confirm"))


def test_all_that_fit_are_moved_and_no_others(shop: Shop):
    first, *_rest = shop.receive(*range(1, 61))
    with wear(Hat.workspace(shop.id)):
        hold_orders(actor=shop.actor(), order_ids=[first], reason="", now=clock.now())
    answer = bulk(shop, move="purchase", all_matching="1", stage="review")
    assert "Purchasing started for 59 orders." in words(answer)
    assert answer.redirect_chain[-1][0].endswith("orders/?stage=review")
    assert sorted(set(statuses(shop))) == ["purchasing", "received"]


def test_pieces_hold_every_order_once_though_the_filter_moves(shop: Shop):
    ids = shop.receive(1, 2, 3, 4, 5)
    with wear(Hat.workspace(shop.id)):
        seen = []
        for piece in matching_ids(shop.actor(), "review", OrderFilters(), chunk=2):
            assert len(piece) <= 2
            seen += piece
            hold_orders(actor=shop.actor(), order_ids=piece, reason="", now=clock.now())
    assert sorted(seen) == sorted(ids)


def test_nonsense_and_those_without_permission_move_nothing(shop: Shop, other: Shop):
    (order_id,) = shop.receive(1)
    assert bulk(shop, move="explode", order=[str(order_id)]).status_code == 422
    assert bulk(shop, move="confirm", order=["x"]).status_code == 422
    assert bulk(shop, shop.viewer, move="confirm", order=[str(order_id)]).status_code == 403
    assert 'name="move"' not in words(get(shop, client=shop.viewer))
    bulk(other, move="confirm", order=[str(order_id)])
    assert statuses(shop) == ["received"]
    assert shop.owner.get(other.at("orders/")).status_code == 404
    assert len(shop.see(lambda: order_rows(shop.actor())).rows) == 1
