"""A supplier proposes fewer pieces by a later day on its phone, and the merchant answers on the order's page."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from playwright.sync_api import Browser, expect

from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.models import OrderTask
from tests.journeys.browser import visitor
from tests.journeys.shop import MAKER, OPERATOR, PASSWORD, Shop, bought_mugs, open_shop

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def closed(chromium: Browser) -> Iterator[None]:
    yield
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return open_shop("en")


@pytest.fixture
def task(shop: Shop) -> OrderTask:
    return bought_mugs(shop, 100)


def tasks_now(shop: Shop) -> list[tuple[str, int]]:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return list(OrderTask.objects.order_by("number").values_list("status", "quantity"))


def test_fewer_pieces_are_proposed_countered_and_agreed(chromium, installation, shop, task):
    maker = visitor(chromium, installation, "proposal-maker", "en", 390, 844)
    maker.sign_in(MAKER, PASSWORD)
    phone = maker.page
    phone.locator(f"#accept-{task.id}").click()
    phone.locator(f"#propose-{task.id}").click()
    sheet = phone.locator("#propose-sheet")
    maker.look("sheet")
    for _tap in range(20):
        sheet.locator("[data-step='-1']").first.click()
    sheet.locator(".reasons label").last.click()
    sheet.get_by_role("button", name="Send the proposal").click()
    card = phone.locator(f"#talk-{task.id}")
    expect(card).to_contain_text("Birch & Clay answers")
    expect(card).to_contain_text("80 instead of 100")
    expect(phone.locator(f"#accept-{task.id}")).to_have_count(0)  # the merchant has the ball
    maker.look("asked")

    sam = visitor(chromium, installation, "proposal-sam", "en", 1440, 900)
    sam.sign_in(OPERATOR, PASSWORD)
    sam.go("/merchant/birch/tasks/?proposal=merchant")
    expect(sam.page.locator("#rows")).to_contain_text("Proposal waiting")
    sam.go(f"/merchant/birch/orders/{task.order_id}/")
    desk = sam.page
    expect(desk.locator(f"#talk-{task.id}")).to_contain_text("鸿运杯业 proposes 80 instead of 100")
    sam.look("banner")
    desk.locator(f"#counter-{task.id}").click()
    sam.look("counter")
    desk.locator("#id_quantity").fill("90")
    desk.get_by_role("button", name="Send the proposal").click()
    expect(desk.locator(f"#talk-{task.id}")).to_contain_text("Birch & Clay proposes 90 instead of 100")

    maker.go("/supplier/")
    expect(card).to_contain_text("Your turn")
    maker.look("turn")
    phone.locator(f"#agree-{task.id}").click()
    expect(card).to_have_count(0)
    assert tasks_now(shop) == [("accepted", 90), ("queued", 10)]

    maker.go(f"/supplier/tasks/{task.id}/")
    expect(phone.locator(".versions")).to_contain_text("Accepted")
    sam.go(f"/merchant/birch/orders/{task.order_id}/")
    expect(desk.locator("#order")).to_contain_text("accepted the proposal")
    maker.look("history")
    sam.look("agreed")
