"""The door of `/s/`: every address of the supplier's pages, and every wrong secret; and how links are ended."""

import re
import string

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern

from orderloom.identity.models import User
from orderloom.links.models import LinkDevice, TaskLink
from orderloom.links.states import Purpose
from orderloom.links.tokens import make_token
from orderloom.partners.models import Supplier
from orderloom.portals.supplier import urls
from orderloom.portals.supplier.by_link import ALWAYS, OPENS
from orderloom.portals.tests.link_world import here, link_for, opened, phone, rows, stored
from orderloom.portals.tests.supplier_world import BACKEND, World

LETTERS = string.ascii_letters + string.digits + "-_"
ERROR_ID = re.compile(r"\b[0-9a-f]{12}\b|/s/\S+/|/nowhere/")
NOBODY = "00000000-0000-7000-8000-000000000000"
ADDRESSES = [(str(one.pattern), one.name or "") for one in urls.urlpatterns if isinstance(one, URLPattern)]


@pytest.fixture
def bought(world: World) -> World:
    world.buy(1, 2, 3, 4)
    cache.clear()
    return world


def path_of(route: str, task_id: object) -> str:
    route = route.replace("<uuid:task_id>", str(task_id))
    while "<" in route:
        route = f"{route[: route.index('<')]}{NOBODY}{route[route.index('>') + 1 :]}"
    return f"/s/{route}"


def is_turned_away(client: Client, path: str, method: str) -> bool:
    answer = getattr(client, method)(path)
    swap = getattr(client, method)(path, headers={"HX-Request": "true"})
    leads = answer.headers.get("Location", "").startswith("/accounts/login/")
    return leads and swap.headers.get("HX-Redirect", "").startswith("/accounts/login/")


@pytest.mark.parametrize(("route", "name"), ADDRESSES)
def test_a_link_opens_what_it_is_for_and_every_other_page_asks_to_sign_in(
    bought: World, route: str, name: str
):
    mine, other = bought.first.tasks()
    stranger = opened(link_for(bought, mine, bought.first.user))
    opens = name in ALWAYS | OPENS[Purpose.ANSWER]
    before = stored(bought)
    if not opens:
        assert is_turned_away(stranger, path_of(route, mine.id), "get")
        assert is_turned_away(stranger, path_of(route, mine.id), "post")
    if "task_id" in route:
        for task in (other, *bought.second.tasks()):
            assert is_turned_away(stranger, path_of(route, task.id), "get")
            assert is_turned_away(stranger, path_of(route, task.id), "post")
    assert is_turned_away(phone(), path_of(route, mine.id), "post")
    assert stranger.get(f"/supplier/{route.replace('<uuid:task_id>', str(mine.id))}").status_code in (
        302,
        404,
    )
    assert stored(bought) == before


def test_what_purposes_open_are_pages_that_exist():
    names = {name for _route, name in ADDRESSES}
    assert names >= ALWAYS
    assert all(opens <= names for opens in OPENS.values())


def test_a_secret_with_any_letter_changed_is_not_found(bought: World):
    (task, _other) = bought.first.tasks()
    path = link_for(bought, task, bought.first.user)
    client = phone()
    for place in range(3, 47, 4):
        letter = next(one for one in LETTERS if one != path[place])
        assert client.get(path[:place] + letter + path[place + 1 :]).status_code == 404
    assert client.get(f"/s/{make_token()}/").status_code == 404
    pages = [client.get(at).content.decode() for at in (f"/s/{make_token()}/", "/s/nothing/", "/nowhere/")]
    assert len({ERROR_ID.sub("", page) for page in pages}) == 1
    assert client.get(path).status_code == 302


def test_who_tries_many_secrets_gets_no_answer_for_some_minutes(bought: World):
    client = phone()
    answers = [client.get(f"/s/{place:044d}/").status_code for place in range(32)]
    assert answers == [404] * 30 + [429] * 2
    (task, _other) = bought.first.tasks()
    assert client.get(link_for(bought, task, bought.first.user)).status_code == 302


def test_a_forged_or_stale_pass_opens_nothing(bought: World):
    (task, other) = bought.first.tasks()
    client = opened(link_for(bought, task, bought.first.user))
    told = client.cookies["loom-pass"].value
    for forged in ("", "x", told[:-1] + ("a" if told[-1] != "a" else "b"), told.swapcase()):
        client.cookies["loom-pass"] = forged
        assert is_turned_away(client, here(task), "get")
    assert is_turned_away(client, here(other), "get")


def test_a_form_needs_the_token_of_its_page(bought: World):
    (task, _other) = bought.first.tasks()
    client = Client(enforce_csrf_checks=True)
    client.get(link_for(bought, task, bought.first.user), follow=True)
    assert client.post(here(task, "accept/"), {"promised": "2030-01-01"}).status_code == 403
    assert rows(bought, LinkDevice) == []


def test_somebody_elses_sign_in_is_no_part_of_the_page(bought: World):
    (task, _other) = bought.first.tasks()
    client = Client()
    client.force_login(User.objects.get(email="owner@example.com"), backend=BACKEND)
    page = opened(link_for(bought, task, bought.first.user), client).get(here(task)).content.decode()
    assert "owner@example.com" not in page
    assert "Lin Mei" not in page


def test_the_member_ends_all_their_links_and_devices(bought: World):
    (task, _other) = bought.first.tasks()
    path = link_for(bought, task, bought.first.user)
    client = opened(path)
    me = bought.first.client.get("/supplier/me/").content.decode()
    assert "1 link opens a task without signing in." in me
    assert "iPhone" in me
    bought.first.client.post("/supplier/me/links/end/")
    page = client.get(here(task))
    assert page.status_code == 410
    assert "You or the merchant have ended it." in page.content.decode()
    client.post(here(task, "again/"))
    assert [(row.revoked_at is None, row.asked_at) for row in rows(bought, TaskLink)] == [(False, None)]
    assert rows(bought, LinkDevice) == []


def test_the_merchant_ends_a_members_links_and_sees_that_it_was_done(bought: World):
    (task, _other) = bought.first.tasks()
    path = link_for(bought, task, bought.first.user)
    supplier = next(row for row in rows(bought, Supplier) if row.company_id == bought.first.company_id)
    owner = Client()
    owner.force_login(User.objects.get(email="owner@example.com"), backend=BACKEND)
    at = f"/merchant/birch/suppliers/{supplier.id}/"
    assert "End 1 link" in owner.get(at).content.decode()
    other = next(row for row in rows(bought, Supplier) if row.id != supplier.id)
    wrong = f"/merchant/birch/suppliers/{other.id}/members/{bought.first.user.id}/links/end/"
    assert owner.post(wrong).status_code == 404
    owner.post(f"{at}members/{bought.first.user.id}/links/end/")
    assert phone().get(path, follow=True).status_code == 410
    assert "End 1 link" not in owner.get(at).content.decode()
    story = owner.get("/merchant/birch/settings/changes/").content.decode()
    assert "ended a supplier" in story


def test_the_merchant_reads_by_which_link_it_was_done(bought: World):
    (task, _other) = bought.first.tasks()
    client = opened(link_for(bought, task, bought.first.user))
    client.post(here(task, "accept/"), {"promised": "2030-01-01", "attempt": task.attempt})
    (used,) = [row for row in rows(bought, TaskLink) if row.used_at]
    owner = Client()
    owner.force_login(User.objects.get(email="owner@example.com"), backend=BACKEND)
    told = owner.get(f"/merchant/birch/orders/{task.order_id}/").content.decode()
    assert f"accepted the task by link {used}" in told
    owner.cookies["django_language"] = "zh-hans"
    told = owner.get(f"/merchant/birch/orders/{task.order_id}/").content.decode()
    assert f"链接{used}" in told
