"""Settings: the workspace, members, stores and keys; an owner's matter."""

import pytest

from orderloom.identity.models import ApiToken
from orderloom.identity.queries import people_of, sharing_of, token_actor, workspace_card
from orderloom.intake.queries.stores import store_rows
from orderloom.kernel.errors import NotFound
from orderloom.portals.tests.setup_world import Shop, words

PAGES = ("settings/", "settings/members/", "settings/stores/", "settings/keys/", "settings/sharing/")
GOOD = {
    "name": "Birch",
    "zone": "Asia/Shanghai",
    "currency": "CNY",
    "language": "zh-hans",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_every_page_is_shown(shop: Shop, language: str, role: str):
    client = getattr(shop, role)
    client.cookies["django_language"] = language
    for rest in PAGES:
        answer = client.get(shop.at(rest))
        assert answer.status_code == 200, rest
        assert ("设置" in words(answer)) == (language != "en")


def test_the_workspace_is_changed(shop: Shop):
    assert shop.owner.post(shop.at("settings/"), GOOD).status_code == 302
    card = shop.see(lambda: workspace_card(shop.id))
    assert (card.name, card.zone, card.currency, card.language) == (
        "Birch",
        "Asia/Shanghai",
        "CNY",
        "zh-hans",
    )


@pytest.mark.parametrize("field", ["name", "zone", "currency", "language"])
def test_a_wrong_setting_is_told_beside_its_field(shop: Shop, field: str):
    answer = shop.owner.post(shop.at("settings/"), {**GOOD, field: ""})
    assert answer.status_code == 422
    assert f"id_{field}_error" in words(answer)
    assert shop.see(lambda: workspace_card(shop.id)).name == "Birch".title()
    assert shop.see(lambda: workspace_card(shop.id)).currency == "USD"


def test_what_suppliers_see_is_chosen_for_each_field(shop: Shop):
    before = shop.see(lambda: sharing_of(shop.id))
    told = {name: "never" if value != "never" else "offered" for name, value in before.items()}
    assert shop.viewer.post(shop.at("settings/sharing/"), told).status_code == 403
    wrong = shop.owner.post(shop.at("settings/sharing/"), {**told, "email_shared": "perhaps"})
    assert wrong.status_code == 422
    assert "id_email_shared_error" in words(wrong)
    assert shop.see(lambda: sharing_of(shop.id)) == before
    assert shop.owner.post(shop.at("settings/sharing/"), told).status_code == 302
    assert shop.see(lambda: sharing_of(shop.id)) == told
    assert "E-mail shown to suppliers" in words(shop.owner.get(shop.at("settings/changes/")))


def test_members_are_added_changed_and_removed(shop: Shop):
    told = {
        "email": "New@birch.example",
        "name": "Nia",
        "role": "finance",
        "language": "en",
        "in_charge": "on",
    }
    assert shop.owner.post(shop.at("settings/members/"), told).status_code == 302
    person = next(one for one in shop.see(lambda: people_of(shop.id)) if one.name == "Nia")
    assert (person.email, person.role, person.in_charge) == ("new@birch.example", "finance", True)
    address = shop.at(f"settings/members/{person.id}/")
    assert shop.owner.post(address, {"role": "viewer"}).status_code == 302
    person = next(one for one in shop.see(lambda: people_of(shop.id)) if one.name == "Nia")
    assert (person.role, person.in_charge) == ("viewer", False)
    assert shop.owner.post(f"{address}remove/").status_code == 302
    assert all(one.name != "Nia" for one in shop.see(lambda: people_of(shop.id)))


def test_the_last_owner_stays(shop: Shop):
    own = shop.people["owner"]
    for rest, data in (
        (f"settings/members/{own}/", {"role": "viewer"}),
        (f"settings/members/{own}/remove/", {}),
    ):
        answer = shop.owner.post(shop.at(rest), data, follow=True)
        assert "only owner" in words(answer)
    assert any(one.role == "owner" for one in shop.see(lambda: people_of(shop.id)))


def test_stores_are_added_and_changed(shop: Shop):
    told = {"name": "Tmall one", "platform": "tmall", "zone": "Asia/Shanghai", "category": str(shop.mugs)}
    assert shop.operator.post(shop.at("settings/stores/"), told).status_code == 302
    store = next(one for one in shop.see(lambda: store_rows(shop.actor())) if one.name == "Tmall one")
    assert (store.platform, store.zone, store.default_category) == ("tmall", "Asia/Shanghai", "Mugs")
    address = shop.at(f"settings/stores/{store.id}/")
    assert shop.operator.get(address).status_code == 200
    assert shop.operator.post(address, {"name": "Tmall 1", "zone": "", "category": ""}).status_code == 302
    store = next(one for one in shop.see(lambda: store_rows(shop.actor())) if one.name == "Tmall 1")
    assert (store.zone, store.default_category_id) == ("", None)
    taken = shop.operator.post(address, {"name": "etsy BIRCH", "zone": "", "category": ""})
    assert taken.status_code == 422
    assert "Taken." in words(taken)


def test_a_key_is_shown_once_and_works_until_it_is_revoked(shop: Shop):
    answer = shop.owner.post(shop.at("settings/keys/"), {"name": "ERP", "role": "viewer"})
    secret = answer.context["made"].secret
    assert f"Authorization: Bearer {secret}" in words(answer).replace("&#x27;", "'")
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    assert secret not in words(shop.owner.get(shop.at("settings/keys/")))
    assert token_actor(secret).workspace_id == shop.id
    token = shop.see(lambda: ApiToken.objects.get())
    assert shop.owner.post(shop.at(f"settings/keys/{token.id}/revoke/")).status_code == 302
    with pytest.raises(NotFound):
        token_actor(secret)


def test_only_an_owner_changes_settings(shop: Shop):
    posts = {
        "settings/": GOOD,
        "settings/members/": {"email": "x@x.example", "role": "viewer", "language": "en"},
        f"settings/members/{shop.people['viewer']}/": {"role": "owner"},
        f"settings/members/{shop.people['viewer']}/remove/": {},
        "settings/keys/": {"name": "X", "role": "owner"},
    }
    for rest, data in posts.items():
        assert shop.operator.post(shop.at(rest), data).status_code == 403, rest
    told = {"name": "X", "platform": "other"}
    assert shop.viewer.post(shop.at("settings/stores/"), told).status_code == 403
    assert shop.viewer.post(shop.at(f"settings/stores/{shop.store_id}/"), {"name": "X"}).status_code == 403
    assert "ERP" not in words(shop.viewer.get(shop.at("settings/keys/")))
    roles = {one.role for one in shop.see(lambda: people_of(shop.id))}
    assert roles == {"owner", "operator", "viewer"}


def test_another_workspaces_people_stores_and_keys_are_not_there(shop: Shop, other: Shop):
    other.owner.post(other.at("settings/keys/"), {"name": "ERP", "role": "viewer"})
    token = other.see(lambda: ApiToken.objects.get())
    posts = {
        f"settings/members/{other.people['viewer']}/": {"role": "owner"},
        f"settings/members/{other.people['viewer']}/remove/": {},
        f"settings/stores/{other.store_id}/": {"name": "X"},
        f"settings/keys/{token.id}/revoke/": {},
    }
    for rest, data in posts.items():
        assert shop.owner.post(shop.at(rest), data).status_code == 404, rest
    assert other.see(lambda: ApiToken.objects.get()).revoked_at is None
