"""The door of `/s/`: every address of the supplier's pages, and every wrong secret; and how links are ended."""

import gzip
import re
import string
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
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
from orderloom.portals.tests.test_supplier_tasks import MOST_BYTES

LETTERS = string.ascii_letters + string.digits + "-_"
DRAWN = re.compile(r"[A-Za-z0-9_-]{32,}|[0-9a-f]{12}")
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


def holes(bought: World, stranger: Client, route: str, name: str) -> list[str]:
    """Return where the link's holder gets in at an address of the supplier's pages and should not."""
    mine, other = bought.first.tasks()
    barred = [] if name in ALWAYS | OPENS[Purpose.ANSWER] else [(stranger, mine)]
    if "task_id" in route:
        barred += [(stranger, task) for task in (other, *bought.second.tasks())]
    tried = [(who, path_of(route, task.id)) for who, task in [*barred, (phone(), mine)]]
    found = [
        f"{method} {path}"
        for who, path in tried
        for method in ("get", "post")
        if not is_turned_away(who, path, method)
    ]
    outside = f"/supplier/{path_of(route, mine.id).removeprefix('/s/')}"
    return found if stranger.get(outside).status_code in (302, 404) else [*found, outside]


def test_a_link_opens_what_it_is_for_and_every_other_page_asks_to_sign_in(bought: World):
    stranger = opened(link_for(bought, bought.first.tasks()[0], bought.first.user))
    before = stored(bought)
    assert [hole for route, name in ADDRESSES for hole in holes(bought, stranger, route, name)] == []
    assert stored(bought) == before
    assert len(ADDRESSES) > 12


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
    ways = (f"/s/{make_token()}/", "/s/nothing/", "/nowhere/")
    pages = [DRAWN.sub("", client.get(way).content.decode().replace(way, "")) for way in ways]
    assert pages == pages[:1] * 3
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


def test_a_first_visit_by_a_link_weighs_little(bought: World):
    (task, _other) = bought.first.tasks()
    html = phone().get(link_for(bought, task, bought.first.user), follow=True).content
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html.decode()))
    weights = [len(gzip.compress(Path(str(finders.find(name))).read_bytes(), 9)) for name in files]
    assert sum(weights) + len(gzip.compress(html, 6)) <= MOST_BYTES
    assert "portals/talk.js" not in files
