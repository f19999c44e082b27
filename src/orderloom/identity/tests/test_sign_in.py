"""The pages by which people come in, go out and get a new password: ours, in both languages, and no others."""

import re

import pytest
from django.core import mail
from django.test import Client

from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.models import User
from orderloom.kernel import clock

PASSWORD, OTHER = "weave-the-orders", "spin-the-thread"
EMAIL = "lin@example.com"
OUTBOX = "django.core.mail.backends.locmem.EmailBackend"
PAGES = (
    "login/",
    "signup/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
)


@pytest.fixture
def person(transactional_db: None) -> User:
    create_workspace(
        name="Birch",
        slug="birch",
        owner_email=EMAIL,
        owner_name="Lin",
        owner_password=PASSWORD,
        now=clock.now(),
    )
    user = User.objects.get(email=EMAIL)
    user.language = "zh-hans"
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, **more: str):
    return client.post("/accounts/login/", {"login": EMAIL, "password": password, **more})


def test_a_person_signs_in_and_reads_in_their_own_language(person: User, client: Client):
    answer = sign_in(client, next="/merchant/birch/orders/")
    assert answer.headers["Location"] == "/merchant/birch/orders/"
    assert answer.cookies["django_language"].value == "zh-hans"


def test_the_language_chosen_in_this_browser_stays(person: User, client: Client):
    client.cookies["django_language"] = "en"
    assert "django_language" not in sign_in(client).cookies


def test_nobody_is_led_away_after_signing_in(person: User, client: Client):
    assert sign_in(client, next="https://evil.example/").headers["Location"] == "/"


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@example.com", PASSWORD)])
def test_a_wrong_address_and_a_wrong_password_look_the_same(person: User, client: Client, email, password):
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    assert "The e-mail address or the password is not right." in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


def test_guessing_ends_soon(person: User, client: Client):
    for _try in range(6):
        answer = sign_in(client, "wrong")
    assert "Too many tries" in answer.content.decode()
    assert "Too many tries" in sign_in(client).content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_ours(transactional_db: None, client: Client, path: str, language: str):
    client.cookies["django_language"] = language
    answer = client.get(f"/accounts/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="brand"' in html
    assert bool(re.search("[\u4e00-\u9fff]", html.replace("简体中文", ""))) == (language == "zh-hans")


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "reauthenticate/", "login/code/confirm/"])
def test_pages_that_we_do_not_use_are_not_there(transactional_db: None, client: Client, path: str):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_nobody_signs_up_by_themselves_but_the_first(transactional_db: None, client: Client):
    told = {"email": "new@example.com", "password1": OTHER}
    assert client.get("/").headers["Location"] == "/accounts/signup/"
    assert "Nobody works here yet." in client.get("/accounts/signup/").content.decode()
    assert client.post("/accounts/signup/", told).headers["Location"] == "/"
    client.post("/accounts/logout/")
    answer = client.post("/accounts/signup/", {**told, "email": "second@example.com"})
    assert "By invitation" in answer.content.decode()
    assert User.objects.get().email == "new@example.com"


def link_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", text)
    assert found, text
    return found[1]


def test_a_password_is_reset_by_a_link_at_our_own_address(person: User, client: Client, settings):
    settings.EMAIL_BACKEND = OUTBOX
    client.post("/accounts/password/reset/", {"email": EMAIL}, headers={"Host": "evil.example"})
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert "evil.example" not in letter.body
    form = client.get(link_in(letter.body)).headers["Location"]
    assert "Choose a password" in client.get(form).content.decode()
    client.post(form, {"password1": OTHER, "password2": OTHER})
    assert sign_in(Client(), OTHER).status_code == 302
    assert "This link no longer works" in Client().get(link_in(letter.body)).content.decode()


def test_an_unknown_address_gets_the_same_answer(person: User, client: Client, settings):
    settings.EMAIL_BACKEND = OUTBOX
    known = client.post("/accounts/password/reset/", {"email": EMAIL})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert "nobody signs in with this address" in mail.outbox[1].body


def test_a_mail_server_that_is_down_is_said_and_nothing_breaks(person: User, client: Client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    answer = client.post("/accounts/password/reset/", {"email": EMAIL})
    assert answer.status_code == 503
    assert "The mail could not be sent just now" in answer.content.decode()


def test_a_password_is_changed_and_the_old_one_ends(person: User, client: Client):
    sign_in(client)
    told = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    wrong = client.post("/accounts/password/change/", {**told, "oldpassword": "no"})
    assert "当前密码不对" in wrong.content.decode()
    assert client.post("/accounts/password/change/", told).status_code == 302
    assert sign_in(Client(), PASSWORD).status_code == 200
    assert sign_in(Client(), OTHER).status_code == 302


def test_signing_out_asks_once_and_ends_the_session(person: User, client: Client):
    sign_in(client)
    assert "退出" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert client.get("/merchant/birch/").headers["Location"].startswith("/accounts/login/")


def test_who_belongs_nowhere_is_told_so(person: User, client: Client):
    client.force_login(
        User.objects.create_user("lost@example.com", OTHER, name="Lost"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.get("/")
    assert answer.status_code == 403
    assert "lost@example.com" in answer.content.decode()
