"""Lists in the browser: narrowed, arranged and saved by keyboard; a card dragged to where it may go; no barrier."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Visitor, visitor
from tests.journeys.shop import OPERATOR, PASSWORD, Shop, open_shop
from tests.journeys.test_steps_of_a_clerk import receive

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ORDERS = "/merchant/birch/orders/"


@pytest.fixture
def shop() -> Shop:
    return open_shop("en")


@pytest.fixture
def clerk(live_server, chromium: Browser, shop: Shop) -> Iterator[Visitor]:
    one = visitor(chromium, live_server.url, "lists", "en", 1440, 900)
    quiet = {"content_type": "text/event-stream", "body": ": nothing new\n\n"}
    one.page.route("**/live/**", lambda route: route.fulfill(status=200, **quiet))
    one.sign_in(OPERATOR, PASSWORD)
    yield one
    one.page.context.close()


def focus(clerk: Visitor) -> str:
    """Return what has the focus, which is never the body."""
    found = clerk.page.evaluate("document.activeElement.id || document.activeElement.tagName")
    assert found != "BODY"
    return str(found)


def open_by_key(clerk: Visitor, button: str, panel: str) -> None:
    clerk.page.focus(button)
    clerk.page.keyboard.press("Enter")
    clerk.page.locator(f"{panel}:popover-open *").first.wait_for()
    clerk.page.wait_for_function(f"document.querySelector('{panel}').contains(document.activeElement)")


def test_a_list_is_narrowed_arranged_and_saved_by_keyboard(clerk: Visitor, shop: Shop):
    receive(shop, 3)
    clerk.go(ORDERS)
    open_by_key(clerk, "#add-filter", "#f-new")
    clerk.look("filters")
    clerk.page.focus("#pick-payment")
    clerk.page.keyboard.press("Enter")
    clerk.wait_for("#fp-payment-1")
    assert focus(clerk) == "fp-payment-1"
    clerk.look("filter-payment")
    clerk.page.keyboard.press("Space")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert "payment=paid" in clerk.page.url
    assert clerk.page.locator("tbody tr").count() == 3
    open_by_key(clerk, "#chip-payment", "#f-payment")
    clerk.page.keyboard.press("Escape")
    assert focus(clerk) == "chip-payment"
    open_by_key(clerk, "#display-b", "#f-display")
    clerk.look("display")
    clerk.page.focus("#down-number")
    clerk.page.keyboard.press("Enter")
    clerk.page.wait_for_function(
        "document.querySelector('#f-display .cols-l li').innerText.trim() == 'Customer'"
    )
    assert focus(clerk) == "down-number"
    clerk.page.focus("#display-go")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert clerk.page.locator("thead th").nth(1).inner_text() == "Customer"
    open_by_key(clerk, "#save-view", "#f-save")
    clerk.page.keyboard.type("Paid ones")
    clerk.look("save-view")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.wait_for("[data-toast]")
    assert clerk.page.locator("#save-view").count() == 0
    open_by_key(clerk, "#views-b", "#f-views")
    clerk.page.locator("#f-views summary").click()
    clerk.look("views")
    with clerk.page.expect_navigation():
        clerk.page.locator("#f-views button[value=pin]").click()
    assert clerk.page.locator(".side a.sub").inner_text() == "Paid ones"


def test_a_card_is_dropped_where_it_may_go_and_its_menu_does_the_same(clerk: Visitor, shop: Shop):
    first, second = receive(shop, 2)
    clerk.go(ORDERS + "?layout=board")
    clerk.look("board")
    card, lane = f"#c-{first}", ".lane[data-lane='{}']".format
    clerk.page.drag_and_drop(card, lane("production"))  # not a legal move: it stays
    assert clerk.page.locator(f"{lane('review')} {card}").count() == 1
    with clerk.page.expect_navigation():
        clerk.page.drag_and_drop(card, lane("confirmed"))
    assert clerk.page.locator(f"{lane('confirmed')} {card}").count() == 1
    clerk.page.click(f"#mb-{second}")
    clerk.wait_for(f"#mv-{second} button[value=confirm]")
    clerk.look("move-to")
    clerk.press(f"#mv-{second} button[value=confirm]")
    assert clerk.page.locator(f"{lane('confirmed')} .bc").count() == 2
    clerk.go(ORDERS + "?layout=calendar")
    clerk.look("calendar")
    clerk.go("/merchant/birch/tasks/?layout=timeline")
    clerk.look("timeline")


def test_a_column_is_drawn_wider_by_hand_and_by_keys_and_the_address_keeps_it(clerk: Visitor, shop: Shop):
    receive(shop, 3)
    clerk.go(ORDERS)
    clerk.page.focus("#grip-items")
    before = clerk.page.locator("#grip-items").get_attribute("aria-valuenow")
    clerk.page.keyboard.press("ArrowLeft")
    clerk.page.wait_for_url("**widths=items**")
    clerk.page.wait_for_function("document.activeElement.id === 'grip-items'")
    assert clerk.page.locator("#grip-items").get_attribute("aria-valuenow") != before
    clerk.wait_for("#save-view")
    edge = clerk.page.locator("#grip-buyer").bounding_box()
    assert edge is not None
    clerk.page.mouse.move(edge["x"] + 6, edge["y"] + 8)
    clerk.page.mouse.down()
    clerk.page.mouse.move(edge["x"] + 66, edge["y"] + 8, steps=3)
    clerk.page.mouse.up()
    clerk.page.wait_for_url("**buyer**")
    width = "document.querySelectorAll('thead th')[2].getBoundingClientRect().width"
    drawn = clerk.page.evaluate(width)
    clerk.page.reload()
    assert abs(clerk.page.evaluate(width) - drawn) < 2
