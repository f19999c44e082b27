"""The supplier's lists and task page: its own, all of it, nobody else's, at a constant cost."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orderloom.catalog.commands.categories import add_path
from orderloom.catalog.commands.makers import create_supplier_with_categories
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.intake.commands.stores import add_store
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import SupplierInput
from orderloom.portals.tests.supplier_world import BACKEND, Maker, World
from orderloom.production.commands.answer import accept_task
from orderloom.production.commands.make import finish_task

POSTS = ("accept", "refuse", "start", "progress", "date", "finish", "ship", "done")
GETS = ("", "accept/", "refuse/", "progress/", "date/", "ship/")
TABS = ("todo", "making", "ship", "shipped")
MOST_BYTES = 40_000


def page(maker: Maker, tab: str = "todo", after: str = "") -> str:
    answer = maker.client.get("/supplier/", {"tab": tab, "after": after})
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(html: str) -> list[str]:
    return re.findall(r'<span class="mute n">(T-\d+)</span>', html)


def accept_all(maker: Maker, *, days: int = 3) -> None:
    with wear(Hat.supplier(maker.company_id)):
        for place, task in enumerate(maker.tasks()):
            day = clock.now().date() + timedelta(days=days + place % 3)
            accept_task(actor=maker.actor(), task_id=task.id, promised=day, now=clock.now())


def test_a_supplier_sees_its_own_tasks_and_nobody_elses(world: World):
    world.buy(1, 2)
    mine, theirs = numbers(page(world.first)), numbers(page(world.second))
    assert len(mine) == len(theirs) == 1
    assert set(mine).isdisjoint(theirs)
    html = page(world.first)
    assert "Birch &amp; Clay" in html
    assert "Nana  Ruth\n☕" in html  # byte for byte
    assert "Yiming" not in html
    assert "Ada Byron" not in html


def test_another_suppliers_task_is_not_there_at_any_address(world: World):
    world.buy(1, 2)
    (task,) = world.second.tasks()
    for name in GETS:
        assert world.first.client.get(f"/supplier/tasks/{task.id}/{name}").status_code == 404, name
    day = clock.now().date() + timedelta(days=3)
    for name in POSTS:
        answer = world.first.post(
            task, name, promised=day, reason="price", produced=1, quantity=1, tracking_number="SF1380000001234",
            carrier="sf", because="material",
        )  # fmt: skip
        assert answer.status_code == 404, name
    assert world.second.tasks() == [task]
    assert world.second.task(task.id).row_version == task.row_version


def test_one_inbox_holds_the_tasks_of_all_merchants(world: World):
    other = create_workspace(name="Harbor", slug="harbor", owner_email="h@example.com", now=clock.now())
    with wear(Hat.workspace(other)):
        actor = system(other)
        mugs, _made = add_path(actor=actor, path="Mugs", now=clock.now())
        told = SupplierInput(name="Hongyun Ltd", code="H", members=("hongyun@example.com",))
        create_supplier_with_categories(actor=actor, supplier=told, category_ids=[mugs], now=clock.now())
        store = add_store(actor=actor, name="Shop", platform="shopify", now=clock.now()).id
    world.buy(1)
    replace(world, workspace_id=other, store_id=store).buy(1)
    html = page(world.first)
    assert len(numbers(html)) == 2
    assert "2 merchants" in html
    assert "Birch &amp; Clay" in html
    assert "Harbor" in html


def test_nobody_comes_in_without_signing_in_or_as_staff(world: World):
    staff = Client()
    staff.force_login(User.objects.get(email="owner@example.com"), backend=BACKEND)
    assert staff.get("/supplier/").status_code == 404
    assert Client().get("/supplier/").headers["Location"].startswith("/accounts/login/")
    assert Client().get("/supplier/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_statements_does_not_grow(world: World, tab: str):
    world.buy(1)
    counted = []
    for rounds in range(2):
        if rounds:
            world.buy(*range(2, 42))
            accept_all(world.first)
        with CaptureQueriesContext(
            connection,
        ) as few:
            page(world.first, tab)
        counted.append(len(few))
    assert (
        abs(counted[1] - counted[0]) <= 1
    )  # an empty tab asks for the next day, a full one for its second part
    assert max(counted) <= 22


def test_pages_follow_each_other_without_gaps(world: World):
    world.buy(*range(1, 36), lines=2)
    assert len(world.first.tasks()) == 35
    first = page(world.first)
    link = re.search(r'href="\?tab=todo&amp;after=([^"]+)" rel="next"', first)
    assert link
    second = page(world.first, "todo", link[1])
    seen = numbers(first) + numbers(second)
    assert len(numbers(first)) == 20
    assert len(seen) == len(set(seen)) == 35


def test_pages_by_day_follow_each_other_without_gaps(world: World):
    world.buy(*range(1, 36), lines=2)
    accept_all(world.first)
    seen, after = [], ""
    for _round in range(3):
        html = page(world.first, "making", after)
        seen += numbers(html)
        link = re.search(r'after=([^"]+)" rel="next"', html)
        if not link:
            break
        after = link[1]
    assert len(seen) == len(set(seen)) == 35


@pytest.mark.parametrize("after", ["x", "9.", "0.nonsense", "0.2026-01-01~x", "1.2026-13-01~0"])
def test_a_page_that_does_not_exist_is_refused(world: World, after: str):
    world.buy(1)
    assert world.first.client.get("/supplier/", {"after": after}).status_code == 422


def test_tabs_and_their_counts_follow_the_tasks(world: World):
    world.buy(1, 2, 3, 4, 5, 6)
    first, second, _third = world.first.tasks()
    today = clock.now().date()
    with wear(Hat.supplier(world.first.company_id)):
        actor = world.first.actor()
        accept_task(actor=actor, task_id=first.id, promised=today + timedelta(days=9), now=clock.now())
        accept_task(actor=actor, task_id=second.id, promised=today, now=clock.now())
        finish_task(actor=actor, task_id=second.id, now=clock.now())
    html = page(world.first)
    counts = re.findall(r'tab=(\w+)"[^>]*>[^<]+<span class="c[^"]*">(\d+)<', html)
    # What is due by tomorrow is to be done too, besides its own tab.
    assert dict(counts) == {"todo": "2", "making": "1", "ship": "1"}
    assert len(numbers(html)) == 2


def test_the_task_page_shows_what_to_make_and_no_address_before_it_is_accepted(world: World):
    world.buy(1)
    (task,) = world.first.tasks()
    html = world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()
    assert "Nana  Ruth\n☕" in html
    assert "Script" in html
    assert task.sku in html
    assert "offered the task" in html
    assert "Springfield" not in html
    accept_all(world.first)
    html = world.first.client.get(f"/supplier/tasks/{task.id}/").content.decode()
    assert "1 Main Street" in html
    assert "accepted the task" in html


def test_the_pages_are_chinese_for_who_reads_chinese(world: World):
    world.buy(1)
    world.first.client.cookies["django_language"] = "zh-hans"
    html = page(world.first)
    assert all(word in html for word in ("要做", "生产中", "待发货", "已发货", "接单", "拒单", "我的"))
    me = world.first.client.get("/supplier/me/").content.decode()
    assert "Hongyun" in me
    assert "退出" in me


def test_a_first_visit_weighs_little(world: World):
    world.buy(*range(1, 61))
    html = page(world.first)
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    assert not any("woff" in name for name in files)
    found = [finders.find(name) for name in files]
    weights = [len(gzip.compress(Path(str(path)).read_bytes(), 9)) for path in found]
    assert sum(weights) + len(gzip.compress(html.encode(), 6)) <= MOST_BYTES
