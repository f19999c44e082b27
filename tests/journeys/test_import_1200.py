"""A clerk brings in 1,200 orders, 13 of them bad: at most 8 steps, 1,187 in at once, one answer mends like rows."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from orderloom.intake.commands.run_import import run_import
from orderloom.intake.models import CustomerOrder, ImportProblem, ImportRun
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from tests.journeys.browser import Visitor, visitor
from tests.journeys.shop import OPERATOR, PASSWORD, Shop, open_shop
from tests.journeys.steps import Hands

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HEADING = "平台订单号,SKU货号,商品名称,应履约件数,要求最晚发货时间,下单时间,币种,收货人姓名,收货国家,商品类目,商家备注2"
BAD = {47: "1.5", 111: "1.5", 800: "two", 200: "", 300: "", 400: "", 500: ""}


def write_orders(path: Path) -> None:
    """Write the file: 7 rows without a whole number of pieces, 3 dates that read two ways, 3 without a currency."""
    lines = [HEADING]
    for number in range(1200):
        pieces = BAD.get(number, str(1 + number % 3))
        ship_by = "05/06/2027" if number in (376, 377, 378) else f"2027-01-{1 + number % 20:02}"
        currency = "US Dollar" if number in (600, 601, 602) else "USD"
        lines.append(
            f"PO-211-{number:05},MUG-{330 + number % 7},Ceramic mug,{pieces},{ship_by},2026-11-20 10:{number % 60:02},"
            f"{currency},Buyer {number},Germany,Mugs,x"
        )
    path.write_text("\n".join([*lines, ""]), encoding="gb18030")


@pytest.fixture
def shop(settings, tmp_path: Path) -> Shop:
    settings.MEDIA_ROOT = tmp_path / "media"
    return open_shop("en")


@pytest.fixture
def clerk(live_server, chromium: Browser, shop: Shop) -> Iterator[Visitor]:
    one = visitor(chromium, live_server.url, "import", "en", 1440, 900)
    quiet = {"content_type": "text/event-stream", "body": ": nothing new\n\n"}
    one.page.route("**/live/**", lambda route: route.fulfill(status=200, **quiet))
    one.sign_in(OPERATOR, PASSWORD)
    yield one
    one.page.context.close()


def work(shop: Shop) -> None:
    """Do what the worker does."""
    with wear(Hat.workspace(shop.workspace_id)):
        with transaction.atomic():
            run_id = ImportRun.objects.values_list("id", flat=True).get()
        run_import(actor=system(shop.workspace_id), run_id=UUID(str(run_id)), now=clock.now())


def counts(shop: Shop) -> tuple[int, int]:
    """Return how many orders are in, and how many rows wait."""
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        waiting = ImportProblem.objects.filter(mended_at=None).values("row").distinct()
        return CustomerOrder.objects.count(), waiting.count()


def test_1187_of_1200_orders_are_in_after_eight_steps(clerk: Visitor, shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "temu-orders-1122.csv"
    write_orders(file)
    with Hands(clerk.page, most=8) as hands:
        hands.click("nav a[href$='/imports/']", leads_on=True)
        hands.attach("[name=file]", file)
        hands.click("form[enctype] button.pri", leads_on=True)
        hands.click("#match button.pri", leads_on=True)
        clerk.look("check")
        assert counts(shop) == (0, 0)
        assert clerk.page.inner_text("#begin") == "Import 1,187 orders"
        hands.click("#begin", leads_on=True)
        work(shop)
        clerk.wait_for("#problems")
        assert counts(shop) == (1187, 13)
        hands.click("#like-2 button", leads_on=True)  # the four blank cells are one piece each
        assert counts(shop) == (1191, 9)
    clerk.look("run")
    clerk.press("dl.kpis a >> nth=0")
    clerk.wait_for("text=PO-211-01199")
    assert "1,191" in clerk.page.inner_text("main")
    clerk.page.go_back()
    clerk.page.click("#undo summary")
    clerk.press("#undo button")
    clerk.wait_for("text=The worker takes the orders back")
