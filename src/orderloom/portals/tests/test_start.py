"""The first steps of a workspace: demo data that goes by one click, real progress, an order seen from both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.house.rows import administrator, hashes

from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.catalog.models import Category
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.intake.commands.purchasing import confirm_orders, start_purchasing
from orderloom.intake.commands.receive_orders import receive_orders
from orderloom.intake.factories import line_doc, order_doc
from orderloom.intake.models import CustomerOrder, Store
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import NotAllowed
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.commands.read import read_order
from orderloom.notifications.models import Delivery, Notice
from orderloom.partners.commands import SupplierInput
from orderloom.partners.models import Supplier
from orderloom.portals.commands.start import begin_start, dismiss_start
from orderloom.portals.demo.removal import remove_demo
from orderloom.portals.demo.seed import NotNew, add_demo
from orderloom.portals.models import DemoThing
from orderloom.portals.queries.start import start_progress
from orderloom.portals.tests.setup_world import browser, words
from orderloom.production.models import OrderTask
from orderloom.scripting.commands import ensure_default_script

ADDED_ONLY = {
    "kernel_timelineevent",
    "kernel_timelinelink",
    "kernel_chainhead",
    "kernel_counter",
    "catalog_edition",
}


class Place:
    """A new workspace and its owner."""

    def __init__(self) -> None:
        self.id = create_workspace(
            name="North", slug="north", owner_email="nora@north.example", owner_name="Nora", now=clock.now()
        )
        self.hat = Hat.workspace(self.id)
        self.owner: Actor = staff_actor(User.objects.get(email="nora@north.example"), "north")[0]

    def do(self, command, **told):
        with wear(self.hat):
            return command(actor=self.owner, now=clock.now(), **told)

    def see(self, query):
        with wear(self.hat), transaction.atomic():
            return query()


@pytest.fixture
def place(transactional_db: None, settings, tmp_path) -> Place:
    settings.MEDIA_ROOT = tmp_path
    return Place()


def state(place: Place) -> dict[str, str]:
    return {
        table: value for table, value in hashes("workspace_id", place.id).items() if table not in ADDED_ONLY
    }


def companies() -> int:
    """Return how many supplier companies the installation has."""
    with administrator() as connection:
        return int(connection.execute("SELECT count(*) FROM identity_company").fetchone()[0])


def test_one_click_removes_all_of_the_demo_and_nothing_else(place: Place):
    place.do(begin_start, with_demo=False)
    place.do(ensure_default_script)
    before, known = state(place), companies()
    assert place.do(add_demo) == 24
    assert companies() == known + 9
    stages = place.see(lambda: set(CustomerOrder.objects.values_list("stage", flat=True)))
    assert {"review", "purchasing", "production", "shipped", "completed"} <= stages
    assert place.see(lambda: User.objects.count()) == 1  # nobody signs in for a demo supplier
    assert place.see(lambda: Delivery.objects.count()) == 0  # and nobody gets a letter
    assert place.see(lambda: Notice.objects.exclude(read_at=None).exists())
    task = place.see(lambda: OrderTask.objects.exclude(company_id=None).order_by("id")[0])
    place.do(tell_other_side, task_id=task.id, text="Played", files=[SimpleUploadedFile("a.txt", b"a")])
    place.do(tell_team, order_id=task.order_id, text="Played")
    place.do(read_order, order_id=task.order_id)
    facts = place.see(lambda: TimelineEvent.objects.count())
    done = place.do(remove_demo)
    assert (done.orders, done.suppliers, done.categories, done.stores, done.kept) == (24, 9, 9, 4, ())
    assert (state(place), companies()) == (before, known)
    assert place.see(lambda: TimelineEvent.objects.count()) == facts + 1
    assert verify_chain(place.id).broken_at is None
    assert place.do(remove_demo).orders == 0


def test_what_own_things_need_stays(place: Place):
    place.do(begin_start)
    store = place.see(lambda: Store.objects.get(name="Demo Etsy").id)
    bags = place.see(lambda: Category.objects.get(path="Bags").id)
    place.do(
        create_supplier_with_categories, supplier=SupplierInput(name="Own", code="OWN"), category_ids=[bags]
    )
    doc = order_doc("1", lines=(line_doc("1", category_hint="Shoes"),))
    (order,) = place.do(receive_orders, store_id=store, docs=[doc]).new_order_ids
    place.do(confirm_orders, order_ids=[order])
    place.do(start_purchasing, order_ids=[order])
    task = place.see(lambda: OrderTask.objects.get(order_id=order))
    assert task.supplier_id is not None
    known = companies()
    done = place.do(remove_demo)
    assert companies() == known - done.suppliers  # the kept one keeps its company
    assert set(done.kept) == {
        "Demo Etsy",
        "Bags",
        "Shoes",
        place.see(lambda: Supplier.objects.get(id=task.supplier_id).name),
    }
    assert place.see(lambda: list(CustomerOrder.objects.values_list("id", flat=True))) == [order]
    assert place.see(lambda: OrderTask.objects.get()).id == task.id
    assert place.see(lambda: DemoThing.objects.count()) == 0  # what stays is the workspace's own from now on


def test_demo_data_goes_into_a_new_workspace_only_and_by_the_owner(place: Place):
    operator = Actor(place.owner.party, "Op", None, place.id, permissions=held_by(Role.OPERATOR))
    with wear(place.hat):
        for act in (add_demo, remove_demo, dismiss_start, begin_start):
            with pytest.raises(NotAllowed):
                act(actor=operator, now=clock.now())
    place.do(create_supplier_with_categories, supplier=SupplierInput(name="Own", code="OWN"), category_ids=[])
    with pytest.raises(NotNew):
        place.do(add_demo)


def test_progress_is_real(place: Place):
    assert place.see(lambda: start_progress(place.owner)) is None
    place.do(begin_start)
    client = browser("nora@north.example")
    assert place.see(lambda: start_progress(place.owner)).done == frozenset()
    html = words(client.get("/merchant/north/"))
    assert "0 of 6" in html
    client.post("/merchant/north/settings/brand/", {"accent": "#1F6F54"})
    told = {"email": "sam@north.example", "role": "operator", "language": "en"}
    client.post("/merchant/north/settings/members/", told)
    assert place.see(lambda: start_progress(place.owner)).done == {"brand", "team"}
    assert client.post("/merchant/north/start/dismiss/").status_code == 302
    assert "of 6" not in words(client.get("/merchant/north/"))


def test_an_order_is_tried_from_both_sides(place: Place):
    place.do(begin_start)
    client = browser("nora@north.example")
    for _time in range(2):  # twice in one moment are two orders
        assert client.post("/merchant/north/start/try/").status_code == 302
    page = words(client.get("/merchant/north/start/try/"))
    assert "/merchant/north/start/phone/" in page
    phone = client.get("/merchant/north/start/phone/")
    assert phone.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Nana Ruth" in words(phone)
    assert place.see(lambda: start_progress(place.owner)).done == frozenset()
    for move in ("accept", "finish", "ship", "complete"):
        assert client.post("/merchant/north/start/phone/", {"move": move}).status_code == 302, move
    assert place.see(lambda: start_progress(place.owner)).done == {"trial"}
    assert client.post("/merchant/north/start/demo/remove/").status_code == 302
    assert place.see(lambda: CustomerOrder.objects.count()) == 0
    assert (
        client.get("/merchant/north/start/try/").status_code == 200
    )  # without an order there is one to begin


def test_a_trial_needs_somebody_who_makes_something(place: Place):
    place.do(begin_start, with_demo=False)
    answer = browser("nora@north.example").post("/merchant/north/start/try/", follow=True)
    assert "Nobody makes anything yet" in words(answer)
    assert place.see(lambda: CustomerOrder.objects.count()) == 0
