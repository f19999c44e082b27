"""The palette: numbers first, then people, then commands in both languages, help, and keys for the frequent ones."""

import pytest
from django.utils.translation import override

from orderloom.identity.models import User
from orderloom.identity.queries import staff_actor
from orderloom.portals.merchant.palette_commands import COMMANDS, allowed, chords
from orderloom.portals.tests.setup_world import Shop, words
from orderloom.portals.tests.test_cases import buy
from orderloom.portals.tests.test_tasks_list import task_of


def found(shop: Shop, text: str, client=None) -> list[str]:
    """Return the lines of the answer, in their order."""
    answer = (client or shop.operator).get(shop.at("find/"), {"q": text})
    return [str(item.label) for group in answer.context["groups"] for item in group.items]


def test_a_number_leads_to_what_bears_it_before_anything_else(shop: Shop):
    ids = buy(shop, 1)
    task = task_of(shop, ids[0])
    for text in (f"T-{task.number}", task.sku, "#1", f"t-{task.number}"):
        answer = shop.operator.get(shop.at("find/"), {"q": text})
        first = answer.context["groups"][0].items[0]
        assert shop.at(f"orders/{ids[0]}/") in first.url, text


def test_customers_are_found_by_the_beginning_of_their_name(shop: Shop):
    (order_id,) = shop.receive(7)
    answer = shop.operator.get(shop.at("find/"), {"q": "ADA b"})
    people = answer.context["groups"][0].items
    assert str(people[0].label).startswith("Ada Byron · SO-")
    assert people[0].url == shop.at(f"orders/{order_id}/")
    assert not any("Ada Byron" in line for line in found(shop, "a"))


def test_commands_are_found_by_words_of_either_language(shop: Shop):
    assert found(shop, "track")[0] == "Enter tracking numbers"
    assert found(shop, "运单")[0] == "Enter tracking numbers"
    assert found(shop, "dark")[0] == "Dark colours"
    assert "All keys" in found(shop, "help")
    assert found(shop, "approve")[0] == "Review orders"
    assert "Enter tracking numbers" not in found(shop, "track", shop.viewer)
    everything = found(shop, "")
    assert everything[:2] == ["Today", "Orders"]
    html = words(shop.operator.get(shop.at("find/"), {"q": "dark"}))
    assert 'data-post="theme=dark"' in html
    assert 'data-opens="keys"' in words(shop.operator.get(shop.at("find/"), {"q": "keys"}))


def test_a_pasted_column_is_looked_for_in_the_list(shop: Shop):
    text = " ".join(f"SO-{number}" for number in range(20001, 20061))
    assert found(shop, text) == ["Find 60 numbers in orders"]


def test_keys_lead_to_what_the_reader_may_do_and_none_is_taken_twice(shop: Shop):
    keys = [one.keys for one in COMMANDS if one.keys]
    assert len(keys) == len(set(keys))
    assert not {key.split()[0] for key in keys} & {"j", "k", "x", "e", "/", "?"}
    page = words(shop.operator.get(shop.at()))
    assert f'href="{shop.at("track/")}" data-chord="g k"' in page
    assert 'data-chord="g k"' not in words(shop.viewer.get(shop.at()))
    viewer, _card = staff_actor(User.objects.get(id=shop.people["viewer"]), shop.slug)
    assert {one.label for one in chords(viewer, shop.slug)} <= {one.label for one in allowed(viewer)}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_command_has_a_name_and_its_words_find_it(language: str):
    with override(language):
        for one in COMMANDS:
            assert str(one.label)
            assert all(one.fits(word) for word in one.words.split())
            assert one.page or one.post or one.opens
