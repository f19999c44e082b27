"""A person without a workspace makes one: the first of an installation, and others where that is opened."""

import pytest
from django.test import Client

from orderloom.identity.models import SlugIndex, User
from orderloom.identity.queries import workspaces_of
from orderloom.portals.tests.setup_world import Shop, browser, words

TOLD = {"name": "Oak & Iron", "zone": "Asia/Shanghai", "currency": "CNY", "language": "zh-hans"}
AT = "/workspaces/new/"


@pytest.fixture
def first(transactional_db: None) -> Client:
    """Return the browser of the only person of the installation, who belongs nowhere."""
    User.objects.create_user("first@example.com", "no matter what", name="Fei")
    return browser("first@example.com")


def test_the_first_person_makes_a_workspace_and_owns_it(first: Client):
    assert first.get("/").headers["Location"] == AT
    assert "Make a workspace" in words(first.get(AT))
    made = first.post(AT, TOLD)
    assert made.headers["Location"] == "/merchant/oak-iron/"
    person = User.objects.get()
    (card,) = workspaces_of(person.id)
    assert (card.name, card.zone, card.currency, card.language) == tuple(TOLD.values())
    page = words(first.get("/merchant/oak-iron/"))
    assert "Add a supplier" in page  # the first steps
    assert "are made up" not in page
    assert "/merchant/oak-iron/settings/" in page
    assert first.post(AT, TOLD).status_code == 403  # one is enough
    assert first.get("/").headers["Location"] == "/merchant/oak-iron/"


def test_with_demo_data_there_is_something_to_try(first: Client):
    page = words(first.post(AT, {**TOLD, "name": "北木", "demo": "on"}, follow=True))
    assert "24 orders" in page
    assert SlugIndex.objects.get().slug.startswith("shop-")


def test_what_is_wrong_is_said_and_nothing_is_made(first: Client):
    answer = first.post(AT, {**TOLD, "name": " ", "zone": "Mars/North"})
    assert answer.status_code == 422
    assert not SlugIndex.objects.exists()


def test_later_ones_only_where_it_is_opened(shop: Shop, settings):
    User.objects.create_user("late@example.com", "no matter what", name="Late")
    late = browser("late@example.com")
    assert late.get("/").status_code == 403
    assert late.get(AT).status_code == 403
    assert Client().get(AT).headers["Location"].startswith("/accounts/login/")
    settings.OPEN_SIGNUP = True
    assert late.get("/").headers["Location"] == AT
    taken = {**TOLD, "name": shop.slug}
    at = late.post(AT, taken).headers["Location"]
    assert at.startswith(f"/merchant/{shop.slug}-")
    assert shop.owner.post(AT, TOLD).status_code == 403  # who has one makes no more
    assert late.get(shop.at()).status_code == 404
