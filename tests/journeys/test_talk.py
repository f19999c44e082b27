"""A merchant and a supplier write to each other: each always sees who reads it, at once, and nothing typed is lost."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.models import Attachment, Message
from orderloom.production.models import OrderTask
from tests.journeys.browser import visitor
from tests.journeys.shop import MAKER, OPERATOR, PASSWORD, Shop, bought_mugs, open_shop

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
THEM, TEAM = "鸿运杯业 sees this", "Only your team sees this"


@pytest.fixture(autouse=True)
def closed(chromium: Browser, settings, tmp_path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return open_shop("en")


@pytest.fixture
def task(shop: Shop) -> OrderTask:
    return bought_mugs(shop, 4)


def written(shop: Shop) -> list[tuple[str, str]]:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return list(Message.objects.order_by("id").values_list("audience", "text"))


def sizes(shop: Shop) -> list[tuple[int, int]]:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return list(Attachment.objects.values_list("width", "height"))


def photo() -> FilePayload:
    out = BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "kiln.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_both_sides_write_and_each_knows_who_reads_it(chromium, installation, shop, task):
    sam = visitor(chromium, installation, "talk-sam", "en", 1440, 900)
    sam.sign_in(OPERATOR, PASSWORD)
    sam.go(f"/merchant/birch/orders/{task.order_id}/")
    desk = sam.page
    chosen, field = desk.locator("#talk-reader option:checked"), desk.locator("#talk-text")
    expect(chosen).to_have_text(TEAM)  # the narrowest, as nobody has written yet
    field.fill("Repeat buyer")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".msg.int")).to_have_text("Repeat buyer")
    expect(field).to_have_value("")
    desk.locator("details.why summary").click()
    desk.locator("#ball-write").click()  # "Write to them" is a choice
    expect(chosen).to_have_text(THEM)
    expect(field).to_be_focused()
    field.fill("When will it be ready?")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".tl .msg").first).to_have_text("When will it be ready?")
    sam.look("order")

    hong = visitor(chromium, installation, "talk-hong", "en", 390, 844)
    hong.sign_in(MAKER, PASSWORD)
    hong.go("/supplier/")
    phone = hong.page
    expect(phone.locator(".m-nav b")).to_have_text("1")
    hong.look("new")
    hong.press("a.new")
    expect(phone.locator("#talk-reader")).to_have_text("Birch & Clay sees this")
    expect(phone.locator(".tk .msg")).to_have_text("When will it be ready?")
    assert "Repeat buyer" not in phone.content()
    field.fill("Not for them")  # half typed, while the answer arrives below
    desk.locator("#talk-reader").select_option("")
    phone.locator("#talk-text").fill("On Monday")
    phone.locator("#talk-files").set_input_files([photo()])
    phone.wait_for_function(
        "document.querySelector('#talk-files').files[0].size < 2000000"
    )  # made smaller here
    phone.locator("#talk-send").click()
    expect(phone.locator(".tk .us .msg")).to_have_text("On Monday")
    expect(phone.locator("#talk-text")).to_have_value("")
    hong.look("answered")

    expect(desk.locator(".tl .msg.in")).to_have_text("On Monday")
    expect(desk.locator("#photos img")).to_have_count(1)
    expect(field).to_have_value("Not for them")
    expect(chosen).to_have_text(TEAM)
    assert desk.evaluate("document.querySelector('details.why').open")
    desk.wait_for_timeout(2200)  # drafts are kept every 2 seconds
    desk.reload()
    expect(field).to_have_value("Not for them")
    expect(chosen).to_have_text(TEAM)
    sam.look("photo")
    hong.go("/supplier/")
    expect(phone.locator(".m-nav b")).to_have_count(0)
    assert sizes(shop) == [(1600, 1200)]
    assert written(shop) == [
        ("team", "Repeat buyer"),
        ("supplier", "When will it be ready?"),
        ("supplier", "On Monday"),
    ]


def test_a_message_that_cannot_be_sent_stays_and_is_sent_once(chromium, installation, shop, task):
    sam = visitor(chromium, installation, "talk-dead", "en", 390, 844)
    sam.sign_in(OPERATOR, PASSWORD)
    sam.go(f"/merchant/birch/orders/{task.order_id}/")
    page, field = sam.page, sam.page.locator("#talk-text")
    answers = []

    def lose(route):  # the server gets it, and its answer is lost on the way
        answers.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/messages/", lose, times=1)
    field.fill("Once")
    page.locator("#talk-send").click()
    page.wait_for_function("document.querySelectorAll('[data-toast]').length > 0")
    assert answers == [302]
    expect(field).to_have_value("Once")
    page.locator("#talk-send").click()
    expect(field).to_have_value("")
    expect(page.locator(".msg.int")).to_have_count(1)
    assert written(shop) == [("team", "Once")]
    sam.faults.clear()  # Chromium reports the connection that was cut
    sam.look("sent")
