"""Fields of an order that are changed where they are read: saved, refused, disputed, repeated, taken back."""

import re
from uuid import uuid4

import pytest

from orderloom.intake.commands.purchasing import start_purchasing
from orderloom.intake.field_merge import seen_mark
from orderloom.intake.models import CustomerOrder, OrderLine, OrderOwner
from orderloom.kernel import clock
from orderloom.kernel.models import TimelineEvent
from orderloom.portals.merchant.cell_kinds import KINDS, tag_list
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.setup_world import browser as browser_of

SCRIPT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def order_id(shop: Shop):
    return shop.receive(1)[0]


def read(shop: Shop, order_id) -> CustomerOrder:
    return shop.see(lambda: CustomerOrder.objects.get(id=order_id))


def line_of(shop: Shop, order_id) -> OrderLine:
    return shop.see(lambda: OrderLine.objects.get(order_id=order_id))


def facts(shop: Shop, order_id) -> list[str]:
    rows = TimelineEvent.objects.filter(order_id=order_id).order_by("id")
    return shop.see(lambda: list(rows.values_list("kind", flat=True)))


def address(shop: Shop, order_id, name: str) -> str:
    line = f"lines/{line_of(shop, order_id).id}/" if KINDS[name].of_line else ""
    return shop.at(f"orders/{order_id}/{line}cells/{name}/")


def shown(shop: Shop, order_id, name: str) -> dict[str, str]:
    """Return what the editor holds when it is opened."""
    answer = shop.operator.get(address(shop, order_id, name))
    assert answer.status_code == 200
    context = answer.context
    value = context["value"] if isinstance(context["value"], dict) else {"value": context["value"]}
    return {**value, "seen": context["seen"]}


def save(shop: Shop, order_id, name: str, told: dict[str, str], *, client=None, **heads):
    return (client or shop.operator).post(address(shop, order_id, name), told, **SCRIPT, **heads)


def seen_of(answer) -> str:
    return re.search(r'data-seen="([^"]*)"', words(answer))[1]


SAVES = {
    "due": ({"value": "2030-01-05"}, "DueDateChanged", lambda one: str(one.ship_by)[:10], "2030-01-05"),
    "tags": ({"value": "rush,  gift，rush"}, "OrderEdited", lambda one: one.tags, "rush\ngift"),
    "note": ({"value": "Two\r\nboxes"}, "OrderEdited", lambda one: one.note, "Two\nboxes"),
    "address": ({"to_city": "Shelbyville"}, "OrderEdited", lambda one: one.ship_city, "Shelbyville"),
    "quantity": ({"value": "7"}, "LineQuantityChanged", lambda one: one.units, 7),
}


@pytest.mark.parametrize("name", SAVES)
def test_a_field_is_saved_told_and_taken_back(shop: Shop, order_id, name):
    change, fact, value_of, expected = SAVES[name]
    before = value_of(read(shop, order_id))
    answer = save(shop, order_id, name, shown(shop, order_id, name) | change)
    assert answer.status_code == 200
    assert value_of(read(shop, order_id)) == expected
    assert facts(shop, order_id)[-1] == fact
    undo = re.search(r'action="([^"]*/undo/[^"]*)"', words(answer))[1]
    taken = shop.operator.post(undo, **SCRIPT)
    assert "Taken back." in words(taken)
    assert value_of(read(shop, order_id)) == before
    again = shop.operator.post(undo, **SCRIPT)
    assert "Operator has taken this back already" in words(again)


def test_who_is_in_charge_and_the_category_are_chosen(shop: Shop, order_id):
    owner = str(shop.people["owner"])
    answer = save(shop, order_id, "owner", shown(shop, order_id, "owner") | {"value": owner})
    assert "Olga</a>" in words(answer)
    assert shop.see(lambda: OrderOwner.objects.get(order_id=order_id).user_id) == shop.people["owner"]
    told = shown(shop, order_id, "category") | {"value": str(shop.ceramic)}
    assert "Ceramic" in words(save(shop, order_id, "category", told))
    assert line_of(shop, order_id).category_id == shop.ceramic
    assert facts(shop, order_id)[-2:] == ["OwnersChosen", "LineCategorised"]


def test_two_people_change_different_fields_and_both_stay(shop: Shop, order_id):
    note, tags = shown(shop, order_id, "note"), shown(shop, order_id, "tags")
    assert save(shop, order_id, "note", note | {"value": "Mine"}).status_code == 200
    owner = browser_of("owner@birch.example")
    assert save(shop, order_id, "tags", tags | {"value": "theirs"}, client=owner).status_code == 200
    assert (read(shop, order_id).note, read(shop, order_id).tags) == ("Mine", "theirs")


def test_a_disputed_field_says_who_was_first_and_either_may_win(shop: Shop, order_id):
    first = shown(shop, order_id, "due")
    mine, theirs = first | {"value": "2030-02-02"}, first | {"value": "2030-11-23"}
    assert save(shop, order_id, "due", theirs, client=shop.owner).status_code == 200
    answer = save(shop, order_id, "due", mine)
    assert answer.status_code == 409
    assert "Olga changed the ship-by date to 23 Nov 2030 just now." in words(answer)
    assert "Keep Olga’s" in words(answer)
    assert 'data-theirs="2030-11-23"' in words(answer)
    assert str(read(shop, order_id).ship_by)[:10] == "2030-11-23"
    marks = re.search(r'data-marks="([^"]*)"', words(answer))[1]
    assert marks == seen_of(answer)
    assert save(shop, order_id, "due", mine | {"seen": marks}).status_code == 200
    assert str(read(shop, order_id).ship_by)[:10] == "2030-02-02"


def test_an_address_is_disputed_piece_by_piece(shop: Shop, order_id):
    first = shown(shop, order_id, "address")
    theirs = first | {"to_city": "Paris", "to_country": "France", "to_phone": "1"}
    assert save(shop, order_id, "address", theirs, client=shop.owner).status_code == 200
    answer = save(shop, order_id, "address", first | {"to_country": "Germany", "to_name": "Me"})
    assert answer.status_code == 409
    controls = re.findall(r'data-control="(\w+)"', words(answer))
    assert controls == ["to_country"]
    marks = dict(
        piece.split(":") for piece in re.search(r'data-marks="([^"]*)"', words(answer))[1].split(",")
    )
    assert set(marks) == {"ship_country", "ship_country_code"}
    seen = dict(piece.split(":") for piece in first["seen"].split(",")) | marks
    text = ",".join(f"{name}:{mark}" for name, mark in seen.items())
    told = first | {"to_country": "Germany", "to_name": "Me", "seen": text}
    assert save(shop, order_id, "address", told).status_code == 200
    one = read(shop, order_id)
    assert (one.ship_name, one.ship_city, one.ship_phone) == ("Me", "Paris", "1")
    assert (one.ship_country, one.ship_country_code) == ("Germany", "DE")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("due", "soon", "not a day"),
        ("quantity", "two", "not a number"),
        ("quantity", "0", "Between 1 and 1,000,000"),
        ("owner", "x", "Choose one"),
        ("owner", "0f19ea91-2d0d-4a7f-8f3b-7d3e46529fa5", "members of this workspace"),
        ("category", "", "Choose one"),
    ],
)
def test_what_cannot_be_saved_is_said_at_the_cell(shop: Shop, order_id, name, value, said):
    before = facts(shop, order_id)
    answer = save(shop, order_id, name, shown(shop, order_id, name) | {"value": value})
    assert answer.status_code == 422
    assert said in words(answer)
    assert facts(shop, order_id) == before


def test_a_bought_line_keeps_its_quantity_and_shows_no_editor(shop: Shop, order_id):
    told = shown(shop, order_id, "quantity") | {"value": "5"}
    shop.see(lambda: start_purchasing(actor=shop.actor(), order_ids=[order_id], now=clock.now()))
    answer = save(shop, order_id, "quantity", told)
    assert answer.status_code == 409
    assert "bought already" in words(answer)
    assert "data-cell" not in words(answer)


def test_a_repeated_request_does_nothing_twice(shop: Shop, order_id):
    key = {"HTTP_IDEMPOTENCY_KEY": uuid4().hex}
    told = shown(shop, order_id, "note") | {"value": "Once"}
    assert save(shop, order_id, "note", told, **key).status_code == 200
    later = shown(shop, order_id, "note") | {"value": "Later"}
    assert save(shop, order_id, "note", later).status_code == 200
    answer = save(shop, order_id, "note", told, **key)
    assert answer.status_code == 200
    assert f'data-seen="{"note"}:{seen_mark("Later")}"' in words(answer)
    assert read(shop, order_id).note == "Later"
    other = save(shop, order_id, "note", told | {"value": "Else"}, **key)
    assert other.status_code == 422


def test_a_refused_request_may_come_again_with_its_key(shop: Shop, order_id):
    key = {"HTTP_IDEMPOTENCY_KEY": uuid4().hex}
    first = shown(shop, order_id, "note")
    save(shop, order_id, "note", first | {"value": "Theirs"}, client=shop.owner)
    for _time in range(2):
        assert save(shop, order_id, "note", first | {"value": "Mine"}, **key).status_code == 409
    assert read(shop, order_id).note == "Theirs"


def test_without_a_script_the_editor_is_a_page(shop: Shop, order_id):
    first = shown(shop, order_id, "note")
    sent = shop.operator.post(address(shop, order_id, "note"), first | {"value": "Plain"})
    assert sent.status_code == 302
    assert sent.url == shop.at(f"orders/{order_id}/")
    answer = shop.operator.post(address(shop, order_id, "note"), first | {"value": "Late"})
    assert answer.status_code == 409
    assert "Operator changed the note to Plain just now." in words(answer)
    again = {"value": answer.context["value"], "seen": answer.context["seen"]}
    assert again["value"] == "Late"
    assert shop.operator.post(address(shop, order_id, "note"), again).status_code == 302
    assert read(shop, order_id).note == "Late"


def test_viewers_change_nothing_and_strangers_find_nothing(shop: Shop, other: Shop, order_id):
    told = shown(shop, order_id, "note") | {"value": "x"}
    assert save(shop, order_id, "note", told, client=shop.viewer).status_code == 403
    assert save(shop, order_id, "note", told, client=other.owner).status_code == 404
    assert other.operator.post(other.at(f"orders/{order_id}/cells/note/"), told, **SCRIPT).status_code == 404
    assert shop.operator.post(shop.at(f"orders/{order_id}/cells/price/"), told, **SCRIPT).status_code == 404
    assert shop.operator.post(shop.at(f"orders/{order_id}/undo/{uuid4()}/"), **SCRIPT).status_code == 404
    assert read(shop, order_id).note == ""


def test_people_on_one_order_see_each_other_until_they_leave(shop: Shop, order_id, other: Shop):
    here = shop.at(f"orders/{order_id}/here/")
    assert "av" not in words(shop.operator.post(here)).split("</span>")[0].split(">", 1)[1]
    assert "Operator has this order open" in words(shop.owner.post(here))
    assert "Olga has this order open" in words(shop.operator.get(here))
    shop.owner.post(here, {"gone": "1"})
    assert "Olga" not in words(shop.operator.get(here))
    assert other.owner.post(here).status_code == 404


def test_a_lost_session_and_another_person_are_asked_to_sign_in(shop: Shop, order_id):
    told = shown(shop, order_id, "note") | {"value": "x"}
    wrong = {"HTTP_LOOM_PERSON": str(shop.people["owner"])}
    assert save(shop, order_id, "note", told, **wrong).status_code == 401
    right = {"HTTP_LOOM_PERSON": str(shop.people["operator"])}
    assert save(shop, order_id, "note", told, **right).status_code == 200
    assert shop.operator.get("/accounts/again/")["Loom-Person"] == str(shop.people["operator"])
    shop.operator.logout()
    assert save(shop, order_id, "note", told, **right).status_code == 401
    asked = shop.operator.get("/accounts/again/")
    assert "Loom-Person" not in asked
    assert 'action="/accounts/login/"' in words(asked)
    page = shop.at(f"orders/{order_id}/edit/")
    sent = shop.operator.post(page, {}, HTTP_REFERER=f"http://testserver{page}")
    assert sent.url == f"/accounts/login/?next={page}"
    assert shop.operator.post(page, {}, HTTP_REFERER="http://elsewhere.example/x").url.endswith("next=/")


def test_tags_are_set_apart_by_commas_of_both_kinds():
    assert tag_list(" a,b，c、 d  e ,,a\nf ") == ("a", "b", "c", "d e", "f")
