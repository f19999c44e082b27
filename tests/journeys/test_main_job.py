"""The main job by hand: a shop's file becomes a supplier's task, comes back shipped, and who is in charge knows."""

import sys
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from orderloom.kernel.chain import verify_chain
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.models import OrderTask
from tests.journeys.browser import PICTURES, Visitor, visitor
from tests.journeys.shop import MAKER, NAME_ON_THE_MUG, OPERATOR, OWNER, PASSWORD, Shop, open_shop, sold_items

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NUMBER = "SF1380000001234"
COMPLETED = {"en": "Completed", "zh-hans": "已完成"}


def import_file(operator: Visitor, shop: Shop, folder: Path) -> None:
    """Bring the shop's file in by the import page; the worker reads it."""
    file = folder / "EtsySoldOrderItems2026-11.csv"
    file.write_bytes(sold_items())
    operator.go("/merchant/birch/imports/")
    operator.look("import-choose")
    operator.page.set_input_files("[name=file]", file)
    operator.page.select_option("[name=store]", str(shop.store_id))
    operator.press("form[enctype] button[type=submit].pri")
    operator.wait_for(f"text={NAME_ON_THE_MUG}")
    operator.look("import-check")
    operator.press("main .page-h form button.pri")
    operator.wait_for(".kpis dd b a:text-is('1')", seconds=40)
    operator.wait_for("a.pri[href*='/orders/?import=']", seconds=40)
    operator.look("import-done")


def start_purchasing(operator: Visitor) -> None:
    """Find the order in the list, confirm it and start purchasing, from the list."""
    operator.press("a.pri[href*='/orders/?import=']")
    operator.wait_for("tbody tr:has-text('Ceramic mug 330 ml')")
    operator.look("orders")
    for move in ("approve", "purchase"):
        operator.page.locator("tbody input[name=order]").check()
        operator.wait_for(f"[data-bulk] button[value={move}]")
        operator.look(f"orders-{move}")
        operator.press(f"[data-bulk] button[value={move}]")
        operator.wait_for("[data-toast]")
    operator.look("orders-bought")


def read_the_news(in_charge: Visitor, language: str) -> None:
    """Find the notice, and from it the order, which is complete."""
    in_charge.sign_in(OWNER, PASSWORD)
    in_charge.look("today")
    in_charge.press(".top a[href$='/notices/']")
    in_charge.wait_for("#notices li:has-text('T-20001')")
    in_charge.look("notices")
    in_charge.press("#notices li:has-text('T-20001') a[href*='/orders/']")
    in_charge.wait_for(f".page-h :text-is('{COMPLETED[language]}')")
    in_charge.wait_for(f"text={NUMBER}")
    in_charge.look("order")


def accept_and_ship(maker: Visitor) -> None:
    """Accept the task that has come in by itself, make it, ship it and mark it done."""
    page = maker.page
    maker.wait_for(f"article:has-text('{NAME_ON_THE_MUG}')", seconds=20)  # live, without a reload
    maker.look("new-task")
    maker.sheet("[id^=accept-]")
    maker.look("accept")
    maker.press("dialog button.pri")
    page.goto(f"{maker.address}/supplier/?tab=making")
    maker.look("making")
    maker.press("article h2 a")
    page.get_by_text("902 Peachtree St").wait_for()
    maker.look("task")
    maker.press("[id^=finish-]")
    page.goto(f"{maker.address}/supplier/?tab=ship")
    maker.sheet("[id^=ship-]")
    maker.look("ship")
    page.fill("[name=tracking_number]", "YT8842109733520")
    maker.wait_for("#carrier details:not([open]) b")
    page.fill("[name=tracking_number]", NUMBER)
    page.locator("#id_carrier[name=carrier] >> option[value=sf][selected]").wait_for(state="attached")
    maker.look("ship-recognised")
    maker.press("dialog button.pri")
    page.goto(f"{maker.address}/supplier/?tab=shipped")
    maker.look("shipped")
    maker.press("[id^=done-]")
    maker.look("done")
    maker.go("/supplier/me/")
    maker.look("me")


def the_task(shop: Shop) -> OrderTask:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return OrderTask.objects.get()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_file_becomes_a_parcel(installation: str, chromium: Browser, tmp_path: Path, language: str):
    shop = open_shop(language)
    operator = visitor(chromium, installation, f"{language}-operator", language, 1440, 900)
    maker = visitor(chromium, installation, f"{language}-supplier", language, 390, 844)
    try:
        operator.go("/accounts/login/")
        operator.look("sign-in")
        operator.sign_in(OPERATOR, PASSWORD)
        import_file(operator, shop, tmp_path)
        maker.sign_in(MAKER, PASSWORD)
        maker.look("nothing-yet")
        start_purchasing(operator)
        accept_and_ship(maker)
        assert (the_task(shop).status, the_task(shop).shipped) == ("done", 4)
        in_charge = visitor(chromium, installation, f"{language}-in-charge", language, 1440, 900)
        read_the_news(in_charge, language)
        assert verify_chain(shop.workspace_id).broken_at is None
    finally:
        for context in chromium.contexts:
            context.close()
        sys.stderr.write(f"pictures: {PICTURES}\n")
