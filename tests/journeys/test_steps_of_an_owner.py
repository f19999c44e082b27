"""An owner's jobs, steps counted: a late order is found and reminded of, a supplier gets access, a workspace begins."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from orderloom.catalog.models import Category
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.identity.queries import company_people
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Notice
from orderloom.partners.models import Supplier
from orderloom.portals.commands.start import begin_start
from orderloom.production.models import OrderTask
from tests.journeys.browser import visitor
from tests.journeys.shop import OPERATOR, OWNER, PASSWORD, Shop, open_shop
from tests.journeys.steps import Hands

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def see(workspace_id, query):
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        return query()


def late_task(shop: Shop) -> OrderTask:
    """Return a task whose promised day has passed."""
    actor, now = system(shop.workspace_id), clock.now()
    doc = order_doc("L1", lines=(line_doc("1", title="Late mug", category_hint="Mugs"),))
    with wear(Hat.workspace(shop.workspace_id)):
        ids = receive_orders(actor=actor, store_id=shop.store_id, docs=[doc], now=now).new_order_ids
        confirm_orders(actor=actor, order_ids=ids, now=now)
        start_purchasing(actor=actor, order_ids=ids, now=now)
    late = {"status": "accepted", "promised_date": now.date() - timedelta(days=3), "respond_by": None}
    see(shop.workspace_id, lambda: OrderTask.objects.update(**late))
    return see(shop.workspace_id, OrderTask.objects.get)


def test_a_late_order_is_found_and_its_supplier_reminded_in_three_steps(chromium: Browser, installation: str):
    shop = open_shop("en")
    task = late_task(shop)
    clerk = visitor(chromium, installation, "reminds", "en", 1440, 900)
    clerk.sign_in(OPERATOR, PASSWORD)
    clerk.go("/merchant/birch/orders/")
    with Hands(clerk.page, most=3) as hands:
        hands.click("nav >> text=Today", leads_on=True)
        listed = clerk.page.locator(".todo a", has_text="1 task is late")
        assert f"supplier={task.supplier_id}&due=late" in (listed.get_attribute("href") or "")
        hands.click(".todo button:has-text('Remind')", leads_on=True)
        clerk.wait_for("text=Reminded of 1 task.")
    told = see(shop.workspace_id, lambda: Notice.objects.get(kind="tasks_reminded"))
    assert told.task_id == task.id
    clerk.look("reminded")


def test_a_new_supplier_has_access_in_four_steps_and_two_taps(chromium: Browser, installation: str):
    shop = open_shop("en")
    mugs = see(shop.workspace_id, Category.objects.get).id
    owner = visitor(chromium, installation, "lets-in", "en", 1440, 900)
    owner.sign_in(OWNER, PASSWORD)
    owner.go(f"/merchant/birch/categories/{mugs}/")
    with Hands(owner.page, most=4) as hands:
        hands.click("#makers >> text=Add supplier", leads_on=True)
        hands.fill("[name=name]", "Yiming Ceramics")
        hands.fill("[name=members]", "yiming@example.com")
        hands.click("main button[type=submit]", leads_on=True)
        link = owner.wait_for("#sign-in-link").input_value()
    owner.look("link")
    supplier = see(shop.workspace_id, lambda: Supplier.objects.get(name="Yiming Ceramics"))
    with transaction.atomic(), wear(Hat.workspace(shop.workspace_id)):
        (person,) = company_people(supplier.company_id)
    assert User.objects.get(id=person).email == "yiming@example.com"
    maker = visitor(chromium, installation, "is-let-in", "zh-hans", 390, 844)
    with Hands(maker.page, most=2) as hands:
        hands.tap_link(link)
        hands.click("main button[type=submit]", leads_on=True)
    assert "/supplier/" in maker.page.url
    maker.look("inbox")


def test_a_new_workspace_has_its_first_order_accepted_and_its_demo_removed(
    chromium: Browser, installation: str
):
    workspace_id = create_workspace(
        name="North",
        slug="north",
        owner_email=OWNER,
        owner_name="Nora",
        owner_password=PASSWORD,
        now=clock.now(),
    )
    with wear(Hat.workspace(workspace_id)):
        begin_start(actor=system(workspace_id), now=clock.now())
    owner = visitor(chromium, installation, "starts", "en", 1440, 900)
    owner.sign_in(OWNER, PASSWORD)
    owner.wait_for("text=First steps")
    owner.look("first-steps")
    with Hands(owner.page, most=3) as hands:
        hands.click("#step-trial", leads_on=True)
        hands.click("#try-start", leads_on=True)
        phone = owner.page.frame_locator("#phone")
        hands.click(phone.locator("#phone-accept"))
        phone.locator("#phone-finish").wait_for()
    assert see(
        workspace_id, lambda: OrderTask.objects.exclude(accepted_at=None).filter(title="Trial item").exists()
    )
    owner.look("both-sides")
    owner.go("/merchant/north/")
    assert owner.page.locator(".steps-l .ok").count() == 1
    with Hands(owner.page, most=1) as hands:
        hands.click("#demo-remove", leads_on=True)
    assert see(workspace_id, lambda: OrderTask.objects.count()) == 0
    owner.look("without-demo")
