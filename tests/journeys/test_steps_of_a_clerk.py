"""The clerk's jobs, each in at most so many clicks, keys, pastes and typed values; and the same without the mouse."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.actor import Party, system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput
from orderloom.production.commands.answer import accept_task
from orderloom.production.models import OrderTask
from orderloom.routing.commands.route import route_orders
from tests.journeys.browser import Visitor, visitor
from tests.journeys.shop import OPERATOR, PASSWORD, Shop, open_shop
from tests.journeys.steps import Hands

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TRACKING = "SF13800000{:05}".format


def receive(shop: Shop, count: int, *, bought: bool = False) -> list[UUID]:
    """Let orders come in; bought ones have a task each at a supplier."""
    docs = [
        order_doc(
            f"J{number}",
            number=f"#{5000 + number}",
            lines=(line_doc("1", title=f"Mug {number}", category_hint="Mugs"),),
        )
        for number in range(count)
    ]
    actor, now = system(shop.workspace_id), clock.now()
    with wear(Hat.workspace(shop.workspace_id)):
        ids = list(receive_orders(actor=actor, store_id=shop.store_id, docs=docs, now=now).new_order_ids)
        if bought:
            confirm_orders(actor=actor, order_ids=ids, now=now)
            start_purchasing(actor=actor, order_ids=ids, now=now)
            route_orders(actor=actor, order_ids=ids, now=now)
    return ids


def see(shop: Shop, query):
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return query()


def accept_all(shop: Shop) -> None:
    actor, now = system(shop.workspace_id), clock.now()
    staff = replace(actor, party=Party.STAFF, permissions=frozenset({"production.answer"}))
    for task_id in see(shop, lambda: list(OrderTask.objects.values_list("id", flat=True))):
        with wear(Hat.workspace(shop.workspace_id)):
            accept_task(actor=staff, task_id=task_id, promised=now.date() + timedelta(days=5), now=now)


@pytest.fixture
def shop() -> Shop:
    return open_shop("en")


@pytest.fixture
def clerk(live_server, chromium: Browser, shop: Shop) -> Iterator[Visitor]:
    one = visitor(chromium, live_server.url, "clerk", "en", 1440, 900)
    quiet = {"content_type": "text/event-stream", "body": ": nothing new\n\n"}
    one.page.route(
        "**/live/**", lambda route: route.fulfill(status=200, **quiet)
    )  # there is no worker either
    one.sign_in(OPERATOR, PASSWORD)
    yield one
    one.page.context.close()


def in_view(page: Page, text: str) -> bool:
    """Tell whether the text can be read without scrolling."""
    box = page.get_by_text(text).first.bounding_box()
    return box is not None and box["y"] + box["height"] <= 900


def test_approving_37_orders_takes_three_steps(clerk: Visitor, shop: Shop):
    receive(shop, 37)
    clerk.go("/merchant/birch/orders/")
    with Hands(clerk.page, most=3) as hands:
        hands.click(
            "#order-tabs a[href*='stage=review'], [aria-label=Status] a[href*='stage=review']", leads_on=True
        )
        hands.click("thead .cb")
        hands.click("[data-bulk] button[value=approve]", leads_on=True)
    clerk.wait_for("[data-toast]:has-text('37 orders approved.')")
    assert see(shop, lambda: CustomerOrder.objects.filter(status="confirmed").count()) == 37
    clerk.look("approved")
    with Hands(clerk.page, most=1) as hands:
        hands.click("[data-toast] form button", leads_on=True)
    clerk.wait_for("[data-toast]:has-text('37 orders wait for review again.')")
    assert see(shop, lambda: CustomerOrder.objects.filter(status="received").count()) == 37


def test_entering_40_tracking_numbers_takes_four_steps(clerk: Visitor, shop: Shop):
    receive(shop, 40, bought=True)
    accept_all(shop)
    numbers = see(
        shop, lambda: list(CustomerOrder.objects.order_by("number").values_list("number", flat=True))
    )
    column = "\n".join(f"SO-{number}\t{TRACKING(place)}" for place, number in enumerate(numbers))
    clerk.go("/merchant/birch/orders/")
    with Hands(clerk.page, most=4) as hands:
        hands.press("Control+k")
        clerk.page.locator("#pal [role=option]").first.wait_for()
        hands.type("track")
        hands.paste(column, leads_on=True)
        clerk.wait_for("#track-ship")
        clerk.look("track-checked")
        hands.press("Enter", leads_on=True)
    clerk.wait_for("[data-toast]:has-text('40 tasks are on their way.')")
    assert see(shop, lambda: OrderTask.objects.filter(status="shipped").count()) == 40
    clerk.look("track")


def test_moving_12_orders_to_another_supplier_takes_five_steps(clerk: Visitor, shop: Shop):
    with wear(Hat.workspace(shop.workspace_id)):
        actor, now = system(shop.workspace_id), clock.now()
        mugs, _made = add_path(actor=actor, path="Mugs", now=now)
        told = SupplierInput(name="Yiming Ceramics", code="YM", language="en")
        other = create_supplier_with_categories(actor=actor, supplier=told, category_ids=[mugs], now=now)
    receive(shop, 20, bought=True)
    clerk.go("/merchant/birch/orders/?stage=purchasing")
    boxes = clerk.page.locator("tbody .cb")
    with Hands(clerk.page, most=5) as hands:
        hands.click(boxes.nth(0))
        hands.click(boxes.nth(11), shift=True)
        hands.click("#assign")
        clerk.look("assign")
        hands.click("#assign-to button:has-text('Yiming Ceramics')", leads_on=True)
    clerk.wait_for("[data-toast]")
    clerk.look("assigned")
    moved = see(shop, lambda: OrderTask.objects.filter(supplier_id=other).count())
    assert moved >= 12


def test_where_is_my_order_takes_three_steps_and_no_scrolling(clerk: Visitor, shop: Shop):
    receive(shop, 3, bought=True)
    accept_all(shop)
    clerk.go("/merchant/birch/")
    with Hands(clerk.page, most=3) as hands:
        hands.press("Control+k")
        hands.paste("#5001")
        hands.press("Enter", leads_on=True)
    clerk.wait_for("main h1")
    assert "/orders/" in clerk.page.url
    for answer in ("In production", "鸿运杯业"):
        assert in_view(clerk.page, answer), answer


def test_the_frequent_jobs_go_without_the_mouse(clerk: Visitor, shop: Shop):
    receive(shop, 3)
    page = clerk.page
    with Hands(page, most=20) as hands:
        hands.chord("g", "r")
        assert "stage=review" in page.url
        page.keyboard.press("j")
        hands.press("x")
        hands.press("j")
        hands.press("x")
        assert page.locator("[data-bulk] [data-n]").inner_text() == "2"
        hands.press("Control+k")
        page.locator("#pal [role=option]").first.wait_for()
        hands.type("hold")
        hands.press("Enter", leads_on=True)
        clerk.wait_for("[data-toast]:has-text('2 orders on hold.')")
        hands.press("Control+k")
        page.locator("#pal [role=option]").first.wait_for()
        hands.type("dark")
        hands.press("Enter", leads_on=True)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert "stage=review" in page.url
        hands.chord("g", "k")
        assert page.url.endswith("/track/")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    clerk.look("keys")
    assert page.locator("#keys [data-chord='g o']").count() == 1


def test_a_column_pasted_over_selected_rows_belongs_to_them(clerk: Visitor, shop: Shop):
    receive(shop, 3)
    clerk.go("/merchant/birch/orders/")
    with Hands(clerk.page, most=3) as hands:
        hands.click("thead .cb")
        hands.paste("rush\ngift\nlate", leads_on=True)
        clerk.wait_for("#column-save")
        clerk.look("column")
        hands.press("Enter", leads_on=True)
    clerk.wait_for("[data-toast]:has-text('3 orders changed.')")
    assert see(shop, lambda: set(CustomerOrder.objects.values_list("tags", flat=True))) == {
        "rush",
        "gift",
        "late",
    }
