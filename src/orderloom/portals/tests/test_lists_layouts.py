"""Boards, months and timelines: the rows of the same query, drawn otherwise, with only legal moves."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_lists import count
from orderloom.production.models import OrderTask


def board(shop: Shop, client=None, path: str = "orders/", **query: str):
    return (client or shop.operator).get(shop.at(path), {"layout": "board", **query})


def lanes(answer) -> dict[str, int]:
    return {lane.code: len(cards) for lane, cards in answer.context["lanes"]}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_board_shows_each_order_in_the_lane_of_its_status(shop: Shop, language: str):
    ids = shop.receive(1, 2, 3)
    shop.operator.post(shop.at("orders/bulk/"), {"move": "confirm", "order": [str(ids[0])]})
    answer = shop.operator.get(shop.at("orders/?layout=board"), headers={"accept-language": language})
    assert lanes(answer) == {
        "review": 2, "confirmed": 1, "purchasing": 0, "production": 0, "ready": 0, "shipped": 0,
    }  # fmt: skip
    assert lanes(board(shop, stage="confirmed")) == {"confirmed": 1}
    assert lanes(board(shop, q="#2")) == {
        "review": 1, "confirmed": 0, "purchasing": 0, "production": 0, "ready": 0, "shipped": 0,
    }  # fmt: skip


def test_a_card_offers_only_the_moves_that_are_legal_and_goes_where_they_say(shop: Shop):
    (order_id,) = shop.receive(1)

    def offered(client=None) -> dict[str, str]:
        answer = board(shop, client)
        return {
            move.name: move.to
            for _lane, cards in answer.context["lanes"]
            for _c, moves in cards
            for move in moves
        }

    assert offered() == {"confirm": "confirmed", "purchase": "purchasing", "hold": ""}
    assert offered(shop.viewer) == {}
    told = {"move": "confirm", "order": str(order_id), "layout": "board"}
    answer = shop.operator.post(shop.at("orders/bulk/"), told, follow=True)
    assert answer.redirect_chain[-1][0].endswith("orders/?layout=board")
    assert lanes(answer)["confirmed"] == 1
    assert offered() == {"purchase": "purchasing", "send_back": "review", "hold": ""}


def test_a_lane_names_twenty_and_leads_to_the_rest(shop: Shop):
    shop.receive(*range(1, 25))
    answer = board(shop)
    lane, cards = answer.context["lanes"][0]
    assert (lane.count, len(cards), lane.more) == ("20+", 20, True)
    assert lane.more_url.endswith("orders/?stage=review")


def test_the_month_holds_what_is_due_on_each_day_of_the_workspace(shop: Shop):
    ids = shop.receive(*range(1, 8))
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    shop.see(lambda: CustomerOrder.objects.filter(id__in=ids).update(due_at=at))
    month = shop.operator.get(shop.at("orders/?layout=calendar&month=2026-11")).context["month"]
    days = {day.day.isoformat(): day for week in month.weeks for day in week}
    assert (days["2026-11-24"].count, len(days["2026-11-24"].cards), days["2026-11-24"].more) == (7, 4, 3)
    assert sum(day.count for day in days.values()) == 7
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in month.weeks)
    listed = shop.operator.get(days["2026-11-24"].url)
    assert len(listed.context["rows"]) == 7
    assert "month=2026-12" in month.next_url
    assert "month=2026-10" in month.previous_url
    assert shop.operator.get(shop.at("orders/?layout=calendar&month=nonsense")).status_code == 200


def test_tasks_stand_on_the_board_in_the_month_and_on_the_timeline_of_their_supplier(shop: Shop):
    buy(shop, 1, 2, 3)
    tasks = shop.see(lambda: list(OrderTask.objects.order_by("id")))
    today = clock.now().date()
    for task in tasks:
        shop.see(
            lambda task=task: OrderTask.objects.filter(id=task.id).update(
                status="accepted", promised_date=today, accepted_at=clock.now() - timedelta(days=2)
            )
        )
    assert lanes(board(shop, path="tasks/"))["accepted"] == 3
    answer = shop.operator.get(shop.at("tasks/?layout=timeline"))
    lines = answer.context["timeline"].lines
    assert sum(len(line.bars) for line in lines) == 3
    assert [line.name for line in lines] == sorted(line.name for line in lines)
    for bar in (bar for line in lines for bar in line.bars):
        assert float(bar.left) >= 0
        assert float(bar.left) + float(bar.width) <= 100.01
    month = shop.operator.get(shop.at("tasks/?layout=calendar")).context["month"]
    assert sum(day.count for week in month.weeks for day in week) == 3
    html = words(answer)
    assert len(re.findall(r'class="tb ', html)) == 3
    assert "accept" not in {
        move.name
        for _l, cards in board(shop, path="tasks/").context["lanes"]
        for _c, moves in cards
        for move in moves
    }


def test_no_layout_and_no_list_asks_more_than_twelve_times(shop: Shop):
    addresses = (
        "orders/?layout=board", "orders/?layout=calendar", "tasks/?layout=board", "tasks/?layout=timeline",
        "tasks/?layout=calendar", "cases/", "suppliers/",
    )  # fmt: skip
    buy(shop, 1)
    few = {address: count(shop, shop.at(address)) for address in addresses}
    buy(shop, 2, 3, 4)
    assert max(few.values()) <= 12, few
    assert {address: count(shop, shop.at(address)) for address in addresses} == few
