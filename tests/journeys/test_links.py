"""A workshop's owner acts from the mail, without signing in, taps counted; somebody else who gets the link does not."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import transaction
from playwright.sync_api import Browser
from procrastinate.contrib.django import app as jobs

from orderloom.intake.commands.take_orders import take_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.links.models import LinkCode, LinkDevice, TaskLink
from orderloom.notifications.models import Delivery
from orderloom.production.models import OrderTask
from tests.journeys.browser import Visitor, visitor
from tests.journeys.shop import MAKER, Shop, open_shop
from tests.journeys.steps import Hands

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NUMBER = "SF1380000001234"
MOST_REQUESTS = 6


@pytest.fixture(autouse=True)
def address(live_server, settings, chromium: Browser) -> Iterator[str]:
    settings.ADDRESS = live_server.url
    yield live_server.url
    for context in chromium.contexts:
        context.close()


def see(shop: Shop, query):
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return query()


def bought(language: str) -> Shop:
    shop = open_shop(language)
    doc = order_doc("1", lines=(line_doc("1", title="Mug", quantity=4, category_hint="Mugs"),))
    with wear(Hat.workspace(shop.workspace_id)):
        actor = system(shop.workspace_id)
        take_orders(actor=actor, store_id=shop.store_id, docs=[doc], purchase=True, now=clock.now())
    return shop


def task_of(shop: Shop) -> OrderTask:
    return see(shop, OrderTask.objects.get)


def work(shop: Shop, name: str, **ids) -> str:
    """Do what the worker does, and return the link in the mail that went out."""
    jobs.tasks[name](workspace_id=str(shop.workspace_id), **ids)
    letter = mail.outbox[-1]
    assert letter.to == [MAKER]
    found = re.search(r"http://\S+/s/\S+", letter.body)
    return found[0] if found else letter.body


def offered(shop: Shop) -> str:
    """Return the link in the mail that tells of the new task."""
    waiting = see(shop, lambda: [str(row.id) for row in Delivery.objects.filter(status="waiting")])
    return work(shop, "notifications.jobs.deliver", delivery_ids=waiting)


def receipt(shop: Shop) -> str:
    used = see(shop, lambda: TaskLink.objects.exclude(used_at=None).latest("used_at"))
    return work(shop, "links.jobs.send_link", link_id=str(used.id))


def phone(chromium: Browser, address: str, name: str, language: str) -> Visitor:
    return visitor(chromium, address, f"{name}-{language}", language, 390, 844)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_mail_it_is_accepted_in_two_taps_and_made_and_shipped_in_seven(
    chromium: Browser, address: str, language: str
):
    shop = bought(language)
    maker = phone(chromium, address, "link", language)
    asked: list[str] = []
    maker.page.on("request", lambda request: asked.append(request.url))
    link = offered(shop)
    with Hands(maker.page, most=2) as hands:
        hands.tap_link(link)
        maker.page.wait_for_load_state("networkidle")
        # Besides the way to the page's own address, the tab's icon, and the word afterwards that the browser is here.
        first_visit = [url for url in asked if url != link and not url.endswith(("/here/", "/logo.svg"))]
        maker.look("offered")
        hands.click("#accept-link", leads_on=True)
    assert len(first_visit) <= MOST_REQUESTS, first_visit
    assert task_of(shop).status == "accepted"
    assert link.rsplit("/", 2)[1] not in maker.page.url
    maker.look("accepted")
    with Hands(maker.page, most=7) as hands:
        hands.tap_link(receipt(shop))
        hands.click("[id^=finish-]", leads_on=True)
        maker.look("finished")
        hands.click("[id^=ship-]")
        maker.wait_for("dialog[open] [name=tracking_number]")
        hands.fill("[name=tracking_number]", NUMBER)  # stands for the scan
        maker.page.locator("#id_carrier[name=carrier] >> option[value=sf][selected]").wait_for(
            state="attached"
        )
        maker.look("ship")
        hands.click("dialog button.pri", leads_on=True)
    assert (task_of(shop).status, task_of(shop).shipped) == ("shipped", 4)
    maker.look("shipped")
    maker.page.goto(link)
    assert maker.page.locator("[id^=accept-]").count() == 0
    maker.look("used")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_mail_it_is_refused_in_three_taps(chromium: Browser, address: str, language: str):
    shop = bought(language)
    maker = phone(chromium, address, "refuses", language)
    maker.expected += ("410 (Gone)",)
    with Hands(maker.page, most=3) as hands:
        hands.tap_link(offered(shop))
        hands.click("[id^=refuse-]")
        maker.wait_for("dialog[open] [name=reason]")
        maker.look("why")
        hands.click("dialog [value=no_material]", leads_on=True)
    assert task_of(shop).status == "queued"
    maker.look("over")


def test_on_another_device_the_code_from_the_members_mail_is_asked_for(chromium: Browser, address: str):
    shop = bought("en")
    link = offered(shop)
    own = phone(chromium, address, "own", "en")
    with own.page.expect_response(lambda answer: answer.url.endswith("/here/")):
        own.page.goto(link)
    other = phone(chromium, address, "other", "en")
    other.page.goto(link)
    other.look("is-it-you")
    assert "Mug" not in other.page.content()
    other.press("main .btn.pri")
    code_id = see(shop, LinkCode.objects.get).id
    found = re.search(r"\b\d{6}\b", work(shop, "links.jobs.send_code", code_id=str(code_id)))
    assert found
    other.look("code")
    other.page.fill("[name=code]", found[0])
    other.press("main .btn.pri")
    other.look("confirmed")
    other.press("#accept-link")
    assert task_of(shop).status == "accepted"
    assert see(shop, lambda: sorted(LinkDevice.objects.values_list("known_by", flat=True))) == [
        "code",
        "first",
    ]
