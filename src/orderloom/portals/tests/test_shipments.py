"""The merchant's list of parcels: found by every number, narrowed, counted, and told whom each waits on."""

from datetime import timedelta

import pytest

from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_lists import count, export, table
from orderloom.portals.tests.test_tasks_list import TRACKING, move, task_of
from orderloom.production.models import OrderTask
from orderloom.shipping.commands.ship_task import Parcel, ship_task
from orderloom.shipping.models import Shipment

SECOND = "1Z999AA10123456793"


def ship(shop: Shop, task: OrderTask, **parcel: str) -> None:
    move(shop, task, "accept", promised=str(clock.now().date() + timedelta(days=3)))
    actor = staff_actor(User.objects.get(id=shop.people["operator"]), shop.slug)[0]
    with wear(Hat.workspace(shop.id)):
        ship_task(actor=actor, task_id=task.id, parcel=Parcel(**parcel), now=clock.now())


@pytest.fixture
def sent(shop: Shop) -> list[OrderTask]:
    """Return three tasks that have left: one with a number, one that has arrived, one whose number comes later."""
    tasks = [task_of(shop, one) for one in buy(shop, 1, 2, 3)]
    ship(shop, tasks[0], carrier="ups", tracking_number=TRACKING)
    ship(shop, tasks[1], carrier="ups", tracking_number=SECOND)
    move(shop, tasks[1], "deliver")
    ship(shop, tasks[2], carrier="other", no_tracking_reason="later")
    return tasks


def shown(shop: Shop, query: str = "") -> list[str]:
    return [row.state for row, _one in shop.operator.get(shop.at(f"shipments/{query}")).context["rows"]]


def test_a_parcel_is_found_by_every_number_and_its_buyer(shop: Shop, sent: list[OrderTask]):
    first = sent[0]
    for text in (TRACKING, TRACKING.lower(), f"T-{first.number}", first.sku, "%231"):
        assert shown(shop, f"?q={text}") == ["moving"], text
    assert sorted(shown(shop, f"?q={TRACKING}+{SECOND}")) == ["arrived", "moving"]
    assert shown(shop, "?q=nothing") == []
    assert shown(shop, "?q=buyer+nobody") == []


def test_parcels_are_narrowed_and_counted(shop: Shop, sent: list[OrderTask]):
    html = words(shop.operator.get(shop.at("shipments/")))
    assert [tab.count for tab in shop.operator.get(shop.at("shipments/")).context["tabs"]] == [3, 1, 1, 1]
    assert "wwwapps.ups.com" in html or "ups.com" in html
    today = clock.now().date()
    for query, expected in (
        ("?status=moving", 1),
        ("?status=no_number", 1),
        ("?status=voided", 0),
        ("?carrier=ups", 2),
        ("?carrier=ups,other", 3),
        (f"?store={shop.store_id}", 3),
        ("?platform=etsy", 3),
        ("?platform=shopify", 0),
        (f"?supplier={sent[0].supplier_id}&status=moving", 1),
        ("?shipped=today", 3),
        (f"?shipped_to={today - timedelta(days=2)}", 0),
        (f"?shipped_from={today - timedelta(days=1)}", 3),
        ("?owed=1", 0),
        ("?carrier=nonsense&shipped=never", 3),
    ):
        assert len(shown(shop, query)) == expected, query


def test_who_owes_a_number_has_two_days(shop: Shop, sent: list[OrderTask]):
    row, one = next(
        (row, one)
        for row, one in shop.operator.get(shop.at("shipments/")).context["rows"]
        if row.state == "no_number"
    )
    assert (one.waits, one.due) == ("supplier", row.shipped_at + timedelta(hours=48))
    shop.see(lambda: Shipment.objects.filter(id=row.id).update(shipped_at=clock.now() - timedelta(hours=49)))
    assert shown(shop, "?owed=1") == ["no_number"]
    move(shop, sent[2], "complete")
    assert shown(shop, "?owed=1") == []
    assert sorted(shown(shop)) == ["arrived", "arrived", "moving"]


def test_the_list_is_a_file_and_asks_twelve_times_at_most(shop: Shop, other: Shop, sent: list[OrderTask]):
    rows = table(export(shop, "csv", name="shipments", cols="number,carrier,status,waits,due,task,store"))
    assert sorted(row[0] for row in rows[1:]) == sorted([TRACKING, SECOND, "The number comes later"])
    for query in ("", "?size=200", f"?q={TRACKING}", "?carrier=ups&platform=etsy"):
        assert count(shop, shop.at(f"shipments/{query}")) <= 12
    assert other.owner.get(shop.at("shipments/")).status_code == 404
    assert other.owner.get(other.at("shipments/")).context["tabs"][0].count == 0
    assert shop.at(f"shipments/?q={TRACKING}") in words(shop.operator.get(shop.at("find/"), {"q": TRACKING}))
