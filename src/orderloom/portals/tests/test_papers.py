"""Printing from the pages: a supplier its own accepted tasks, staff what they have chosen, each no more than it may."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orderloom.identity.commands.workspaces import change_workspace
from orderloom.identity.models import User
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tenancy import Hat, wear
from orderloom.portals.tests.supplier_world import BACKEND, Maker, World
from orderloom.shipping.papers.facts import Sheet, sheets_of
from orderloom.shipping.tests.test_papers import words

PRICE = "19.99"


def accept_all(maker: Maker) -> list[UUID]:
    for task in maker.tasks():
        maker.post(task, "accept", promised=clock.now().date() + timedelta(days=3))
    return [task.id for task in maker.tasks()]


def printed(maker: Maker, *task_ids: UUID, kind: str = "slip"):
    return maker.client.get("/supplier/papers/", {"kind": kind, "task": task_ids})


def sheets(actor: Actor, hat: Hat, task_ids: list[UUID]) -> list[Sheet]:
    with wear(hat), transaction.atomic():
        return sheets_of(actor, task_ids)


@pytest.fixture
def clerk(world: World) -> Client:
    client = Client()
    client.force_login(User.objects.get(email="owner@example.com"), backend=BACKEND)
    return client


def test_a_supplier_prints_many_tasks_in_one_file(world: World):
    world.buy(1, 2, 3, 4)
    ids = accept_all(world.first)
    answer = printed(world.first, *ids)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    pages = words(answer.content)
    assert len(pages) == len(ids) == 2
    assert "Mug" in pages[0]
    assert "Birch & Clay" in pages[0]
    assert "Hongyun" not in "".join(pages)  # the supplier is never named
    assert PRICE not in "".join(pages)


def test_nobody_prints_what_is_not_theirs_or_not_accepted(world: World):
    world.buy(1, 2)
    (mine,), theirs = world.first.tasks(), accept_all(world.second)
    assert printed(world.first, mine.id).status_code == 422
    assert printed(world.first, *theirs).status_code == 422
    assert printed(world.first, *theirs, kind="price").status_code == 422
    assert world.first.client.get("/supplier/papers/", {"kind": "slip", "task": "x"}).status_code == 422
    accept_all(world.first)
    answer = printed(world.first, mine.id, *theirs)
    assert len(words(answer.content)) == 1


def test_an_address_that_the_workspace_hides_is_on_no_paper(world: World):
    with wear(Hat.workspace(world.workspace_id)):
        change_workspace(
            actor=system(world.workspace_id),
            changes={"address_shared": "never", "name_shared": "never"},
            now=clock.now(),
        )
    world.buy(1, 2)
    hidden = accept_all(world.first)
    assert "Ada Byron" not in "".join(words(printed(world.first, *hidden, kind="label").content))
    with wear(Hat.workspace(world.workspace_id)):
        told = {"address_shared": "accepted", "name_shared": "accepted", "sender": "Warehouse 7\nBox 12"}
        change_workspace(actor=system(world.workspace_id), changes=told, now=clock.now())
    shown = accept_all(world.second)
    (text,) = words(printed(world.second, *shown, kind="label").content)
    assert "Ada Byron" in text
    assert "Warehouse 7" in text
    assert "Birch" not in text


def test_each_parcel_has_a_label_of_its_own(world: World):
    world.buy(1, quantity=4)
    ids = accept_all(world.first)
    for number, quantity, before in (("SF1234567890123", 3, 0), ("SF1234567890124", 1, 3)):
        task = world.first.task(ids[0])
        world.first.post(
            task, "ship", tracking_number=number, carrier="sf", quantity=quantity, shipped=before
        )
    pages = words(printed(world.first, *ids, kind="label").content)
    assert ["SF1234567890123" in pages[0], "SF1234567890124" in pages[1]] == [True, True]
    assert ["× 3" in pages[0], "× 1" in pages[1]] == [True, True]


def test_many_tasks_cost_no_more_statements_than_one(world: World):
    world.buy(*range(1, 9), lines=2)
    ids = accept_all(world.first)
    counts = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = sheets(world.first.actor(), Hat.supplier(world.first.company_id), some)
        assert len(found) == len(some)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_too_many_tasks_are_refused(world: World):
    ids = [world.workspace_id] * 201
    with pytest.raises(Invalid):
        sheets(world.first.actor(), Hat.supplier(world.first.company_id), ids)


def test_staff_print_the_chosen_tasks_and_all_that_fit(world: World, clerk: Client):
    world.buy(1, 2)
    ids = [*accept_all(world.first), *accept_all(world.second)]
    page = clerk.get("/merchant/birch/tasks/").content.decode()
    assert "/merchant/birch/tasks/papers/" in page
    one = clerk.post("/merchant/birch/tasks/papers/", {"papers": "slip", "task": ids[:1], "size": "a5"})
    assert len(words(one.content)) == 1
    every = clerk.post("/merchant/birch/tasks/papers/", {"papers": "label", "all_matching": "1"})
    assert len(words(every.content)) == 2


def test_the_ready_tab_offers_printing_of_what_is_chosen(world: World):
    world.buy(1)
    (task_id,) = accept_all(world.first)
    world.first.post(world.first.task(task_id), "finish")
    page = world.first.client.get("/supplier/", {"tab": "ship"}).content.decode()
    assert f'name="task" value="{task_id}" form="papers"' in page
    assert "/supplier/papers/" not in world.first.client.get("/supplier/").content.decode()
