"""The page on which a person says where, when and how soon they are told, with providers on the loopback."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from orderloom.identity.models import User
from orderloom.notifications.queries.people import own
from orderloom.notifications.tests.sink import Sink, listening
from orderloom.portals.own_notices import LEVELS
from orderloom.production.factories import Shop, make_shop

SECRET = "never-shown-" * 3
STAFF, PHONE = "/merchant/birch/settings/notifications/", "/supplier/me/notifications/"


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna"]})


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.OUTWARD_LOOPBACK = True
    with listening() as made:
        yield made


def person(shop: Shop, page: str) -> User:
    actor = shop.operator if page == STAFF else shop.sellers["Anna"].actor
    return User.objects.get(id=actor.user_id)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


both = pytest.mark.parametrize("page", [STAFF, PHONE])


@both
def test_an_address_is_added_tried_and_removed(shop: Shop, sink: Sink, page: str) -> None:
    user = person(shop, page)
    client = browser(user)
    told = {"channel": "webhook", "address": f"{sink.url}/in", "secret": SECRET}
    assert client.post(f"{page}ways/", told).status_code == 302
    (way,) = own(user.id)[1]
    shown = client.get(page).content.decode()
    assert way.shown in shown
    assert SECRET not in shown
    assert f"{sink.url}/in" not in shown
    sink.status, sink.answer = 403, b"who are you"
    answer = client.post(f"{page}ways/{way.id}/try/", follow=True).content.decode()
    assert "Not sent. The answer: 403 who are you" in answer
    sink.status = 200
    assert "Sent. The answer: 200" in client.post(f"{page}ways/{way.id}/try/", follow=True).content.decode()
    client.post(f"{page}mail/try/")
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    client.post(f"{page}ways/{way.id}/remove/")
    assert own(user.id)[1] == []


@both
def test_what_is_no_address_says_why(shop: Shop, page: str) -> None:
    client = browser(person(shop, page))
    answer = client.post(
        f"{page}ways/", {"channel": "webhook", "address": "https://10.0.0.1/", "secret": SECRET}
    )
    assert answer.status_code == 422
    assert "everybody on the internet" in answer.content.decode()
    assert SECRET not in answer.content.decode()
    wrong = client.post(f"{page}ways/", {"channel": "push", "address": "https://evil.example/"})
    assert wrong.status_code == 422


@both
def test_quiet_hours_and_levels_are_kept(shop: Shop, page: str) -> None:
    user = person(shop, page)
    client = browser(user)
    kind = "case_opened" if page == STAFF else "tasks_offered"
    form = client.get(page).context["choice_form"]
    told = {name: form[name].value() or "" for name in form.fields}
    told |= {"zone": "Asia/Shanghai", "quiet_from": "22:00", "quiet_to": "07:30", "mail": "on", kind: "know"}
    assert client.post(page, told).status_code == 302
    choice = own(user.id)[0]
    assert (choice.zone, choice.quiet_from, choice.quiet_to) == ("Asia/Shanghai", time(22), time(7, 30))
    assert choice.levels[kind] == "know"
    shown = client.get(page).content.decode()
    assert shown.count(str(LEVELS[0][1])) == len(form.kinds)
    assert client.post(page, {**told, "mail": ""}).status_code == 422
    assert client.post(page, {**told, "quiet_to": ""}).status_code == 422


def test_the_program_for_pushes_is_small_and_stands_at_the_root(client: Client) -> None:
    answer = client.get("/push-worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert len(answer.content) < 1_000
    assert b"showNotification" in answer.content
