"""What is typed into an order is never lost: not to a colleague, a lost session, a dead network or a live update."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from orderloom.intake.commands.edit_order import OrderEdit, edit_order
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from tests.journeys.browser import Visitor, visitor
from tests.journeys.shop import OPERATOR, OWNER, PASSWORD, Shop, open_shop

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return open_shop("en")


@pytest.fixture
def order_ids(shop: Shop) -> list[str]:
    docs = [order_doc(str(n), lines=(line_doc("1", title=f"Mug {n}", category_hint="Mugs"),)) for n in (1, 2)]
    with wear(Hat.workspace(shop.workspace_id)):
        actor = system(shop.workspace_id)
        done = receive_orders(actor=actor, store_id=shop.store_id, docs=docs, now=clock.now())
    return [str(one) for one in done.new_order_ids]


@pytest.fixture(autouse=True)
def closed(chromium: Browser) -> Iterator[None]:
    """Close everybody's windows after each journey, so that none of them asks the next server."""
    yield
    for context in chromium.contexts:
        context.close()


def come(browser: Browser, address: str, name: str, email: str, path: str) -> Visitor:
    made = visitor(browser, address, name, "en", 1440, 900)
    made.sign_in(email, PASSWORD)
    made.go(path)
    return made


def order_page(order_id: str) -> str:
    return f"/merchant/birch/orders/{order_id}/"


def open_cell(page: Page, name: str, thing: str) -> None:
    page.locator(f"#c-{name}-{thing}").focus()
    page.keyboard.press("Enter")
    page.locator(".cell-f").last.wait_for()


def read(shop: Shop, order_id: str) -> CustomerOrder:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return CustomerOrder.objects.get(id=order_id)


def changes(shop: Shop, order_id: str, kind: str) -> int:
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        return TimelineEvent.objects.filter(order_id=order_id, kind=kind).count()


def focus_is_somewhere(page: Page) -> None:
    assert page.evaluate("document.activeElement !== document.body")


def test_two_people_change_one_field_and_the_later_one_decides(chromium, installation, shop, order_ids):
    one = order_ids[0]
    lin = come(chromium, installation, "lin", OWNER, order_page(one))
    sam = come(chromium, installation, "sam", OPERATOR, order_page(one))
    expect(lin.page.locator("#here [title]")).to_have_attribute("title", "Sam Birch has this order open")
    expect(sam.page.locator("#here [title]")).to_have_attribute("title", "Lin Mei has this order open")
    open_cell(sam.page, "due", one)
    sam.page.keyboard.type("02022030")
    open_cell(lin.page, "due", one)
    lin.page.locator(".cell-f [name=value]").fill("2030-11-23")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator(f"#c-due-{one}")).to_contain_text("23 Nov")
    focus_is_somewhere(lin.page)
    expect(sam.page.locator(f"#c-due-{one}")).to_contain_text("23 Nov")  # live, below what is typed
    assert sam.page.locator(".cell-f [name=value]").input_value() == "2030-02-02"
    sam.page.keyboard.press("Enter")
    said = sam.wait_for(".cell-say")
    expect(said).to_contain_text("Lin Mei changed the ship-by date to 23 Nov 2030 just now.")
    sam.faults = [fault for fault in sam.faults if "409" not in fault]
    sam.look("dispute")
    sam.page.locator("[data-use=mine]").click()
    expect(sam.page.locator(f"#c-due-{one}")).to_contain_text("2 Feb")
    focus_is_somewhere(sam.page)
    sam.page.locator("[data-toast] form button").last.click()
    expect(sam.page.locator(f"#c-due-{one}")).to_contain_text("23 Nov")
    assert str(read(shop, one).ship_by)[:10] == "2030-11-23"
    lin.page.goto("about:blank")
    expect(sam.page.locator("#here [title]")).to_have_count(0)


def test_a_lost_session_is_asked_for_in_place_and_the_request_goes_again(
    chromium, installation, shop, order_ids
):
    one = order_ids[0]
    sam = come(chromium, installation, "sam", OPERATOR, order_page(one))
    page = sam.page
    sam.expected += ("401 (Unauthorized)",)  # of the cell, and of who is here
    open_cell(page, "note", one)
    page.keyboard.type("Ring twice")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    dialog = page.locator("#again")
    expect(dialog.locator("[name=login]")).to_have_value(OPERATOR)
    sam.look("again")
    dialog.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog.locator("#again-bad")).to_contain_text("not right")
    dialog.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-note-{one}")).to_contain_text("Ring twice")
    focus_is_somewhere(page)
    assert changes(shop, one, "OrderEdited") == 1
    sam.go(f"{order_page(one)}edit/")  # a plain form, and its token of the session before
    page.locator("[name=to_city]").fill("Shelbyville")
    page.context.clear_cookies(name="sessionid")
    page.locator("main button.pri").click()
    dialog.locator("[name=password]").fill(PASSWORD)
    sam.press(dialog.locator("button.pri"))
    expect(page.locator("#deliver")).to_contain_text("Shelbyville")


def test_another_person_who_signs_in_sends_nothing_of_the_first(chromium, installation, shop, order_ids):
    one = order_ids[0]
    sam = come(chromium, installation, "sam", OPERATOR, order_page(one))
    open_cell(sam.page, "note", one)
    sam.page.keyboard.type("Mine")
    other = sam.page.context.new_page()
    other.context.clear_cookies(name="sessionid")
    other.goto(f"{installation}/accounts/login/")
    other.fill("[name=login]", OWNER)
    other.fill("[name=password]", PASSWORD)
    with other.expect_navigation():
        other.click("main button[type=submit]")
    sam.page.bring_to_front()
    sam.page.locator(".cell-f [name=value]").focus()
    sam.page.keyboard.press("Enter")
    expect(sam.page.locator("#again-bad")).to_contain_text("Somebody else is signed in here now")
    assert read(shop, one).note == ""
    sam.page.locator("#again [name=password]").fill(PASSWORD)
    sam.page.keyboard.press("Enter")
    expect(sam.page.locator(f"#c-note-{one}")).to_contain_text("Mine")
    with wear(Hat.workspace(shop.workspace_id)), transaction.atomic():
        names = TimelineEvent.objects.filter(order_id=one, kind="OrderEdited").values_list(
            "actor_name", flat=True
        )
        assert list(names) == ["Sam Birch"]


def test_a_dead_network_queues_what_is_saved_and_sends_it_once(chromium, installation, shop, order_ids):
    one = order_ids[0]
    sam = come(chromium, installation, "sam", OPERATOR, order_page(one))
    page = sam.page
    sam.expected += ("net::ERR_",)  # Chromium reports that the network is gone
    page.context.set_offline(True)
    for name, text in (("note", "Typed in a tunnel"), ("tags", "rush")):
        open_cell(page, name, one)
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator(f"#c-{name}-{one}[data-state=queued]")).to_contain_text(text)
    expect(page.locator("#offline")).to_contain_text("2 changes wait to be sent.")
    sam.look("offline")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if "/cells/" in asked.url else None)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(f"#c-tags-{one} .tag")).to_have_text("rush")
    assert (read(shop, one).note, read(shop, one).tags) == ("Typed in a tunnel", "rush")
    assert changes(shop, one, "OrderEdited") == 2
    assert [url.rstrip("/").rpartition("/")[2] for url in sent] == ["note", "tags"]
    assert queued(page) == 0


def queued(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(k => /^(queue|draft):/.test(k)).length"))


def test_what_was_typed_on_a_dead_network_is_disputed_later_and_stays(
    chromium, installation, shop, order_ids
):
    one = order_ids[0]
    sam = come(chromium, installation, "sam", OPERATOR, order_page(one))
    page = sam.page
    page.context.set_offline(True)
    open_cell(page, "note", one)
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-note-{one}[data-state=queued]")).to_have_text("Mine")
    with wear(Hat.workspace(shop.workspace_id)):
        told = OrderEdit(note="Theirs")
        edit_order(
            actor=system(shop.workspace_id), order_id=UUID(one), row_version=1, edit=told, now=clock.now()
        )
    page.context.set_offline(False)
    expect(page.locator(".cell-say")).to_contain_text("Orderloom changed the note to Theirs just now.")
    expect(page.locator("#offline")).to_contain_text("Not saved, look at it again: 1.")
    page.reload()
    expect(page.locator(".cell-say")).to_contain_text("Orderloom changed the note to Theirs just now.")
    assert page.locator(".cell-f [name=value]").input_value() == "Mine"
    page.locator("[data-use=mine]").click()
    expect(page.locator(f"#c-note-{one}")).to_contain_text("Mine")
    expect(page.locator(".cell-f")).to_have_count(0)
    assert (read(shop, one).note, queued(page)) == ("Mine", 0)
    open_cell(page, "note", one)
    page.keyboard.type("Half a sen")
    page.reload()
    open_cell(page, "note", one)
    assert page.locator(".cell-f [name=value]").input_value() == "Half a sen"
    page.keyboard.press("Escape")
    assert queued(page) == 0


def test_typing_in_a_row_survives_a_live_update_and_tab_goes_on(chromium, installation, shop, order_ids):
    one, two = order_ids
    sam = come(chromium, installation, "sam", OPERATOR, "/merchant/birch/orders/")
    page = sam.page
    open_cell(page, "due", one)
    page.keyboard.type("0101")
    page.evaluate(f"document.getElementById('o-{two}').dataset.old = '1'")
    lin = come(chromium, installation, "lin", OWNER, order_page(two))
    open_cell(lin.page, "due", two)
    lin.page.locator(".cell-f [name=value]").fill("2031-03-04")
    lin.page.keyboard.press("Enter")
    expect(page.locator(f"#c-due-{two}")).to_contain_text("4 Mar 2031")
    page.keyboard.type("2031")
    assert page.locator(".cell-f [name=value]").input_value() == "2031-01-01"
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-due-{one}")).to_contain_text("1 Jan 2031")
    focus_is_somewhere(page)
    open_cell(page, "due", two)
    page.keyboard.press("Tab")
    assert page.locator(".cell-f").get_attribute("data-for") == f"c-due-{one}"
    page.keyboard.press("Escape")
    expect(page.locator(".cell-f")).to_have_count(0)
    focus_is_somewhere(page)
