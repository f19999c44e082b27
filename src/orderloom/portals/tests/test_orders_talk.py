"""Writing on the page of an order: who reads it is always said, and nobody else ever does."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderloom.catalog.commands.categories import change_category
from orderloom.identity.models import User
from orderloom.identity.queries import company_people
from orderloom.kernel import clock
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.models import Attachment, Message, ReadMark
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_orders_page import get, move, order, post, receive, tasks

CHOSEN = "selected>{}</option>"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bought(shop: Shop):
    order_id = receive(shop, 1, lines=2)
    move(shop, order_id, "purchase")
    return order_id


def seller(shop: Shop, task) -> Client:
    (person,) = shop.see(lambda: company_people(task.company_id))
    client = Client()
    client.force_login(User.objects.get(id=person))
    return client


def write(shop: Shop, order_id, text: str, *, task="", client=None, **more):
    return post(shop, order_id, "messages", client, text=text, task=str(task), once=str(uuid4()), **more)


def answer(client: Client, task, text: str, **more):
    return client.post(f"/supplier/tasks/{task.id}/messages/", {"text": text, **more}, follow=True)


def test_the_reader_of_the_next_message_is_the_one_of_the_last(shop: Shop, bought):
    first, second = tasks(shop, bought)
    assert CHOSEN.format("Only your team sees this") in words(get(shop, bought))
    to_first = CHOSEN.format(f"{first.supplier} sees this")
    assert to_first in words(write(shop, bought, "When?", task=first.id))
    assert CHOSEN.format(f"{second.supplier} sees this") in words(
        write(shop, bought, "And you?", task=second.id)
    )
    answer(seller(shop, first), first, "On Monday")
    assert to_first in words(get(shop, bought))
    assert CHOSEN.format("Only your team sees this") in words(write(shop, bought, "Repeat buyer"))
    asked = shop.operator.get(shop.at(f"orders/{bought}/?to={second.id}"))
    assert CHOSEN.format(f"{second.supplier} sees this") in words(asked)


def test_messages_and_facts_are_one_stream_that_can_be_narrowed(shop: Shop, bought):
    write(shop, bought, "Repeat buyer <b>")
    every, only, facts = (
        words(shop.operator.get(shop.at(f"orders/{bought}/?show={shown}")))
        for shown in ("all", "messages", "changes")
    )
    for page in (every, only):
        assert "Repeat buyer &lt;b&gt;" in page
        assert "Only your team sees this" in page
    assert "Repeat buyer" not in facts
    assert "started purchasing" in every
    assert "started purchasing" in facts
    assert "started purchasing" not in only


def test_a_supplier_sees_its_own_messages_and_no_others(shop: Shop, bought):
    first, second = tasks(shop, bought)
    write(shop, bought, "Team secret", files=SimpleUploadedFile("team-secret.txt", b"x"))
    write(shop, bought, "For the first", task=first.id)
    write(shop, bought, "For the second", task=second.id)
    phone = seller(shop, first)
    page = words(phone.get(f"/supplier/tasks/{first.id}/"))
    assert "For the first" in page
    assert "sees this" in page
    for hidden in ("ecret", "For the second", "Lin", "Otto"):
        assert hidden not in page.split("<main")[1]
    listed = words(phone.get("/supplier/"))
    assert "1 new message" in listed
    phone.post(f"/supplier/tasks/{first.id}/messages/read/")
    assert "new message" not in words(phone.get("/supplier/"))
    assert phone.get(f"/supplier/tasks/{second.id}/").status_code == 404
    assert phone.post(f"/supplier/tasks/{second.id}/messages/", {"text": "x"}).status_code == 404


def test_photos_and_files_are_shown_to_those_who_may_see_them(shop: Shop, bought):
    from orderloom.messages.tests.conftest import photo, text_file

    first, second = tasks(shop, bought)
    phone = seller(shop, first)
    answer(phone, first, "Refired", files=[photo(), text_file("a&b.svg")])
    image, drawing = shop.see(lambda: list(Attachment.objects.order_by("id")))
    page = words(get(shop, bought))
    assert f"{first.supplier} (" in page
    assert "a&amp;b.svg" in page
    at = shop.at(f"orders/{bought}/files/{image.id}/")
    assert fetched(shop.operator, at)[:2] == ("image/jpeg", 'inline; filename="kiln.jpg"')
    assert fetched(shop.operator, f"{at}?small=1")[0] == "image/webp"
    kind, way, head = fetched(shop.operator, shop.at(f"orders/{bought}/files/{drawing.id}/"))
    assert (kind, way) == ("application/octet-stream", 'attachment; filename="a&b.svg"')
    assert (head["X-Content-Type-Options"], "sandbox" in head["Content-Security-Policy"]) == ("nosniff", True)
    assert fetched(phone, f"/supplier/tasks/{first.id}/files/{image.id}/")[0] == "image/jpeg"
    for path in (
        f"/supplier/tasks/{second.id}/files/{image.id}/",
        f"/supplier/tasks/{first.id}/files/{uuid4()}/",
    ):
        assert phone.get(path).status_code == 404
    assert shop.operator.get(shop.at(f"orders/{uuid4()}/files/{image.id}/")).status_code == 404


def fetched(client: Client, path: str):
    """Return kind, disposition and headers of a file."""
    found = client.get(path)
    assert found.status_code == 200
    found.close()
    return found["Content-Type"], found["Content-Disposition"], found.headers


def test_view_as_a_supplier_shows_what_it_sees_and_changes_nothing(shop: Shop, bought):
    first, _second = tasks(shop, bought)
    write(shop, bought, "Team secret")
    write(shop, bought, "For the first", task=first.id)
    page = words(shop.operator.get(shop.at(f"orders/{bought}/tasks/{first.id}/as-supplier/")))
    assert f"This is what {first.supplier} sees." in page
    assert "inert>" in page
    assert "For the first" in page
    assert "Team secret" not in page
    assert order(shop, bought).buyer_email not in page
    other = receive(shop, 2)
    assert shop.operator.get(shop.at(f"orders/{other}/tasks/{first.id}/as-supplier/")).status_code == 404


def test_reading_is_noted_for_each_person(shop: Shop, bought):
    first, _second = tasks(shop, bought)
    answer(seller(shop, first), first, "On Monday")
    assert "1 new message" in words(get(shop, bought))
    assert shop.operator.post(shop.at(f"orders/{bought}/messages/read/")).status_code == 204
    assert "new message" not in words(get(shop, bought))
    assert shop.see(ReadMark.objects.count) == 1


def test_what_cannot_be_sent_is_said_and_changes_nothing(shop: Shop, bought):
    first, _second = tasks(shop, bought)
    other = receive(shop, 2)
    assert write(shop, bought, " ").status_code == 422
    assert write(shop, other, "x", task=first.id).status_code == 404
    assert write(shop, bought, "x", task="nonsense").status_code == 422
    assert write(shop, bought, "x", client=shop.viewer).status_code == 403
    assert "data-talk" not in words(get(shop, bought, shop.viewer))
    phone = seller(shop, first)
    assert "Write something, or add a file." in words(answer(phone, first, ""))
    swap = phone.post(f"/supplier/tasks/{first.id}/messages/", {"text": ""}, headers={"HX-Request": "true"})
    assert swap.status_code == 422
    assert shop.see(Message.objects.count) == 0


def test_the_page_tells_the_place_in_its_list_and_has_one_primary_button(shop: Shop):
    ids = [receive(shop, number) for number in range(1, 4)]
    pages = [words(get(shop, order_id)) for order_id in ids]
    assert sorted(page.split('id="place">')[1].split("<")[0] for page in pages) == [
        "1 of 3",
        "2 of 3",
        "3 of 3",
    ]
    newest = words(shop.operator.get(shop.at(f"orders/{ids[2]}/?sort=number")))
    assert newest.split('id="place">')[1].split("<")[0] == "3 of 3"  # in the order in which the list is read
    assert f"/{ids[1]}/" in newest.split('id="go-previous"')[1].split(">")[0]
    assert 'id="place"' not in words(shop.operator.get(shop.at(f"orders/{ids[2]}/?stage=completed")))
    move(shop, ids[0], "purchase")
    for order_id in ids[:2]:
        assert (
            words(get(shop, order_id))
            .split('id="order"')[1]
            .split('id="keys"')[0]
            .split("<dialog")[0]
            .count("btn pri")
            == 1
        )


def test_why_this_supplier_names_the_category_in_the_readers_language(shop: Shop, bought):
    with wear(Hat.workspace(shop.id)):
        change_category(
            actor=shop.actor(), category_id=shop.mugs, name="Mugs", name_zh="马克杯", code="", parent_id=None,
            now=clock.now(),
        )  # fmt: skip
    assert "Mugs: " in words(get(shop, bought))
    assert "马克杯" in words(get(shop, bought, language="zh-hans")).split('class="why"')[1]


def test_who_waits_on_a_supplier_reminds_it_once_and_then_writes(shop: Shop, bought):
    ball = words(get(shop, bought)).split('class="note')[1].split("</div>")[0]
    assert "Waiting on" in ball
    assert "/remind/" in ball
    action = ball.split('action="')[1].split('"')[0]
    shop.operator.post(action)
    page = words(get(shop, bought))
    assert "reminded the supplier" in page
    ball = page.split('class="note')[1].split("</div>")[0]
    assert "Reminded " in ball
    assert "/remind/" not in ball
    assert 'btn pri" id="do-next" href="?to=' in ball
    assert "/remind/" not in words(get(shop, bought, shop.viewer))
