"""Lists in groups: every row once, whichever way one leafs, and groups that say how many rows they have."""

from datetime import timedelta
from itertools import groupby
from random import Random

import pytest
from django.db.models import QuerySet

from orderloom.identity.queries import workspace_card
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.keyset import Place
from orderloom.portals.lists.groups import GroupedPiece, counts_of, grouped_page, groups_of
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.listings import LISTINGS
from orderloom.portals.models import SavedView
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_lists import count, place_orders
from orderloom.production.models import OrderTask

ORDERS, LIMIT = LISTINGS["orders"], 4


@pytest.fixture
def mixed(shop: Shop) -> Shop:
    """Return a shop with 23 orders, of which chance has put some into each group; one due at the edge of a day."""
    place_orders(shop, 23)
    chance = Random(23)
    for row in shop.see(lambda: list(CustomerOrder.objects.order_by("number"))):
        told = {
            "stage": chance.choice(["review", "purchasing", "shipped"]),
            "waits_on": chance.choice(["merchant", "supplier"]),
            "payment": "paid",
            "due_at": chance.choice(
                [None, row.placed_at, row.placed_at + timedelta(hours=chance.randint(1, 90))]
            ),
        }
        shop.see(lambda row=row, told=told: CustomerOrder.objects.filter(id=row.id).update(**told))
    return shop


def reader_of(shop: Shop) -> Reader:
    return Reader(shop.actor(), shop.see(lambda: workspace_card(shop.id)), clock.now())


def read(shop: Shop, reader: Reader, group: str, sort: str, place: Place, limit: int = LIMIT) -> GroupedPiece:
    rows: QuerySet[CustomerOrder] = CustomerOrder.objects.filter(workspace_id=shop.id)
    by, of = ORDERS.groups[group], ORDERS.sorts[sort.removeprefix("-")]

    def page() -> GroupedPiece:
        groups = groups_of(reader, by, counts_of(reader, rows, by))
        return grouped_page(
            reader, rows, by, groups, of, (), descending=sort.startswith("-"), place=place, limit=limit
        )

    return shop.see(page)


def ids(found: GroupedPiece) -> list[object]:
    return [row["id"] for row in found.piece.rows]


@pytest.mark.parametrize("group", sorted(ORDERS.groups))
def test_no_page_of_a_list_in_groups_skips_or_repeats_a_row(mixed: Shop, group: str):
    reader = reader_of(mixed)
    for sort in ("placed", "-placed", "due", "-total", "number"):
        everything = read(mixed, reader, group, sort, Place(), 100)
        whole = ids(everything)
        assert len(set(whole)) == 23
        told = [(one, len(list(rows))) for one, rows in groupby(everything.groups)]
        assert [one.count for one, _rows in told] == [rows for _one, rows in told]  # each group stands once
        assert sum(one.count for one, _rows in told) == 23
        found = read(mixed, reader, group, sort, Place())
        pages = [ids(found)]
        while found.piece.after:
            found = read(mixed, reader, group, sort, Place(after=found.piece.after))
            pages.append(ids(found))
        assert [one for page in pages for one in page] == whole, sort
        assert {len(page) for page in pages[:-1]} == {LIMIT}
        back = []
        while found.piece.before:
            found = read(mixed, reader, group, sort, Place(before=found.piece.before))
            back.insert(0, ids(found))
        assert back == pages[:-1], sort


def test_a_list_in_groups_says_each_group_with_its_count(shop: Shop):
    buy(shop, 1, 2, 3)
    answer = shop.operator.get(shop.at("tasks/?group=supplier&size=50"))
    bodies = answer.context["bodies"]
    assert sorted(group.words for group, _rows in bodies) == ["Hongyun Cups", "Yiming"]
    assert sum(group.count for group, _rows in bodies) == 3
    assert words(answer).count('scope="rowgroup"') == 2
    shop.see(
        lambda: OrderTask.objects.filter(status="offered").update(
            status="queued", supplier=None, company_id=None
        )
    )
    answer = shop.operator.get(shop.at("tasks/?group=supplier&status=queued"))
    assert [(group.words, group.count) for group, _rows in answer.context["bodies"]] == [("None", 3)]
    for name, listing in LISTINGS.items():
        for group in listing.groups:
            assert shop.operator.get(shop.at(f"{name}/?group={group}")).status_code == 200, (name, group)
    assert "group" not in words(shop.operator.get(shop.at("tasks/?group=nonsense"))).split("<tbody>")[1]
    assert shop.operator.get(shop.at("tasks/?group=status&after=queued~x")).status_code == 422
    panel = words(shop.operator.get(shop.at("tasks/?panel=display&group=status")))
    assert 'id="group-status"' in panel
    assert count(shop, shop.at("tasks/?group=supplier")) <= 12


def test_widths_that_somebody_has_drawn_stand_in_the_address_and_in_a_view(shop: Shop):
    place_orders(shop, 1)
    drawn = "?widths=items:240,buyer:9999,nonsense:50,due:1,total:wide"
    html = words(shop.operator.get(shop.at(f"orders/{drawn}")))
    head = html.split("<thead>")[0]
    assert [part.split("px")[0] for part in head.split('style="width:')[1:]] == ["960", "240", "48"]
    asked = ORDERS.asked({"widths": "items:240,buyer:9999,due:1"})
    assert asked.query() == "?widths=buyer%3A960,items%3A240,due%3A48"
    assert asked.widths == {"buyer": 960, "items": 240, "due": 48}
    assert not asked.filters()
    shop.operator.post(shop.at("views/save/"), {"list": "orders", "name": "Wide", "query": asked.query()})
    view = shop.see(lambda: SavedView.objects.get())
    assert "items%3A240" in view.query
    panel = words(shop.operator.get(shop.at("orders/?panel=display&widths=items:240")))
    assert "widths=items%3A264" in panel
    assert "widths=items%3A216" in panel
