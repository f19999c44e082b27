"""Pages of suppliers and categories: shown to all roles in both languages, changed by those who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orderloom.identity.models import User
from orderloom.partners.models import Supplier
from orderloom.partners.queries import visible_suppliers
from orderloom.portals.queries.categories import branches, rule_lines
from orderloom.portals.queries.suppliers import supplier_page
from orderloom.portals.tests.setup_world import Shop, words

LANGUAGES = ("en", "zh-hans")


def get(client, address: str, language: str = "en", **data):
    client.cookies["django_language"] = language
    return client.get(address, data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_everybody_may_look(shop: Shop, language: str, role: str):
    client = getattr(shop, role)
    pages = ("suppliers/", f"suppliers/{shop.hongyun}/", "categories/", f"categories/{shop.mugs}/")
    for rest in pages:
        answer = get(client, shop.at(rest), language)
        assert answer.status_code == 200, rest
        assert ("供应商" in words(answer)) == (language != "en"), rest


def test_the_list_is_searched_by_name_code_region_and_category(shop: Shop):
    for text, found in (("hong", "Hongyun Cups"), ("ym", "Yiming"), ("mugs", "Hongyun Cups")):
        html = words(get(shop.viewer, shop.at("suppliers/"), q=text))
        assert found in html
    assert "No supplier fits" in words(get(shop.viewer, shop.at("suppliers/"), q="nobody"))
    assert "Hongyun" not in words(get(shop.viewer, shop.at("suppliers/"), status="paused"))


def test_the_list_asks_the_database_as_often_for_two_as_for_forty(shop: Shop):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get(shop.owner, shop.at("suppliers/"))
        return len(asked)

    before = count()
    for place in range(38):
        add(shop, name=f"S {place}", categories=[str(shop.mugs)])
    assert count() == before


def add(shop: Shop, client=None, **data):
    told = {"name": "Dehua", "weight": "2", "language": "zh-hans", **data}
    return (client or shop.operator).post(shop.at("suppliers/new/"), told)


def test_a_supplier_is_added_with_categories_and_members(shop: Shop):
    answer = add(shop, categories=[str(shop.ceramic)], members="a@dehua.example\nB@dehua.example")
    assert answer.status_code == 200
    assert answer.context["link"]  # for the first of them, to be handed over at once
    supplier = shop.see(lambda: Supplier.objects.get(name="Dehua"))
    page = shop.see(lambda: supplier_page(shop.actor(), supplier.id))
    assert (supplier.weight, supplier.code, page.category_ids) == (2, "S003", (shop.ceramic,))
    assert [one.email for one in page.members] == ["a@dehua.example", "b@dehua.example"]


@pytest.mark.parametrize(
    ("data", "field", "words_"),
    [
        ({"name": ""}, "name", "This field is required"),
        ({"name": "HONGYUN cups"}, "name", "Another supplier has this already."),
        ({"code": "hy"}, "code", "Another supplier has this already."),
        ({"weight": "0"}, "weight", "greater than or equal to 1"),
        ({"members": "not an address"}, "members", "“not” is not an e-mail address."),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_changes_nothing(shop: Shop, data, field, words_):
    answer = add(shop, **data)
    assert answer.status_code == 422
    html = words(answer)
    assert words_ in html
    assert f'id="id_{field}_error"' in html
    assert shop.see(lambda: Supplier.objects.count()) == 2


def test_a_supplier_is_changed_paused_and_resumed(shop: Shop):
    told = {
        "name": "Hongyun",
        "code": "HY",
        "weight": "3",
        "language": "en",
        "categories": [str(shop.ceramic)],
    }
    assert shop.operator.post(shop.at(f"suppliers/{shop.hongyun}/edit/"), told).status_code == 302
    page = shop.see(lambda: supplier_page(shop.actor(), shop.hongyun))
    assert (page.supplier.name, page.supplier.weight, page.category_ids) == ("Hongyun", 3, (shop.ceramic,))
    for move, status in (("pause", "paused"), ("resume", "active")):
        answer = shop.operator.post(shop.at(f"suppliers/{shop.hongyun}/{move}/"), follow=True)
        assert "Undo" in words(answer)
        assert shop.see(lambda: Supplier.objects.get(id=shop.hongyun).status) == status


def test_a_refused_change_leaves_the_categories_alone(shop: Shop):
    told = {
        "name": "Yiming",
        "code": "HY",
        "weight": "3",
        "language": "en",
        "categories": [str(shop.ceramic)],
    }
    assert shop.operator.post(shop.at(f"suppliers/{shop.hongyun}/edit/"), told).status_code == 422
    page = shop.see(lambda: supplier_page(shop.actor(), shop.hongyun))
    assert (page.supplier.weight, page.category_ids) == (1, (shop.mugs,))


def test_members_come_and_go(shop: Shop):
    address = shop.at(f"suppliers/{shop.yiming}/members/")
    assert shop.operator.post(address, {"email": "yi@yiming.example"}).status_code == 302
    (member,) = shop.see(lambda: supplier_page(shop.actor(), shop.yiming)).members
    assert shop.operator.post(f"{address}{member.id}/remove/").status_code == 302
    assert shop.see(lambda: supplier_page(shop.actor(), shop.yiming)).members == ()
    taken = shop.operator.post(address, {"email": "chen@birch-hongyun.example"})
    assert taken.status_code == 422
    assert "signs in for another supplier company" in words(taken)


def sign_in_link(shop: Shop) -> str:
    (member,) = shop.see(lambda: supplier_page(shop.actor(), shop.hongyun)).members
    answer = shop.operator.post(shop.at(f"suppliers/{shop.hongyun}/members/{member.id}/link/"))
    assert answer.status_code == 200
    return str(answer.context["link"]).removeprefix("http://testserver")


def test_a_link_signs_a_new_person_in_once(shop: Shop, client):
    link = sign_in_link(shop)
    assert client.get(link).status_code == 200  # a preview does not use it up
    assert client.post(link).status_code == 302
    person = User.objects.get(email="chen@birch-hongyun.example")
    assert client.session["_auth_user_id"] == str(person.id)
    assert client.get(link).status_code == 410
    (member,) = shop.see(lambda: supplier_page(shop.actor(), shop.hongyun)).members
    again = shop.operator.post(shop.at(f"suppliers/{shop.hongyun}/members/{member.id}/link/"), follow=True)
    assert "can sign in already" in words(again)


def test_no_link_for_somebody_who_belongs_elsewhere_too(shop: Shop, other: Shop, client):
    link = sign_in_link(shop)
    told = {"email": "chen@birch-hongyun.example", "role": "viewer", "language": "en"}
    assert other.owner.post(other.at("settings/members/"), told).status_code == 302
    assert client.post(link).status_code == 410
    assert "_auth_user_id" not in client.session


def test_a_tampered_link_opens_nothing(shop: Shop, client):
    assert client.post(sign_in_link(shop)[:-3] + "x/").status_code in (404, 410)
    assert client.get("/accounts/link/nonsense/").status_code == 410


def test_categories_grow_move_and_go(shop: Shop):
    told = {"new-name": "Totes", "new-name_zh": "帆布袋", "new-code": "T1", "new-parent": ""}
    assert shop.operator.post(shop.at("categories/add/"), told).status_code == 302
    totes = next(one for one in shop.see(lambda: branches(shop.actor())).values() if one.node.name == "Totes")
    told = {"name": "Bags", "name_zh": "", "code": "T1", "parent": str(shop.mugs)}
    assert shop.operator.post(shop.at(f"categories/{totes.node.id}/change/"), told).status_code == 302
    assert shop.see(lambda: branches(shop.actor()))[totes.node.id].node.path == "Mugs > Bags"
    assert shop.operator.post(shop.at(f"categories/{totes.node.id}/remove/")).status_code == 302
    assert totes.node.id not in shop.see(lambda: branches(shop.actor()))


def test_a_category_in_use_stays_and_a_taken_name_is_refused(shop: Shop):
    answer = shop.operator.post(shop.at(f"categories/{shop.mugs}/remove/"), follow=True)
    assert "still belong here" in words(answer)
    told = {"new-name": "mugs", "new-parent": ""}
    answer = shop.operator.post(shop.at("categories/add/"), told)
    assert answer.status_code == 422
    assert "There is a category of this name here already." in words(answer)
    assert len(shop.see(lambda: branches(shop.actor()))) == 2


def test_people_in_charge_of_a_category(shop: Shop):
    person = shop.people["operator"]
    answer = shop.operator.post(shop.at(f"categories/{shop.mugs}/owners/"), {"people": [str(person)]})
    assert answer.status_code == 302
    assert shop.see(lambda: branches(shop.actor()))[shop.mugs].owners == ((person, "Operator"),)


def test_rules_are_added_ordered_and_removed(shop: Shop):
    for text in ("enamel", "ceramic"):
        told = {"field": "title", "text": text, "category": str(shop.ceramic)}
        assert shop.operator.post(shop.at("categories/rules/add/"), told).status_code == 302
    first, second = shop.see(lambda: rule_lines(shop.actor()))
    assert shop.operator.post(shop.at(f"categories/rules/{second.id}/up/")).status_code == 302
    assert [rule.text for rule in shop.see(lambda: rule_lines(shop.actor()))] == ["ceramic", "enamel"]
    assert shop.operator.post(shop.at(f"categories/rules/{first.id}/remove/")).status_code == 302
    told = {"field": "title", "text": "Ceramic", "category": str(shop.mugs)}
    assert shop.operator.post(shop.at("categories/rules/add/"), told).status_code == 422
    assert len(shop.see(lambda: rule_lines(shop.actor()))) == 1


def test_a_viewer_changes_nothing(shop: Shop):
    posts = {
        "suppliers/new/": {"name": "X", "weight": "1", "language": "en"},
        f"suppliers/{shop.hongyun}/edit/": {"name": "X", "code": "X", "weight": "1", "language": "en"},
        f"suppliers/{shop.hongyun}/pause/": {},
        f"suppliers/{shop.hongyun}/members/": {"email": "x@x.example"},
        f"suppliers/{shop.hongyun}/members/{shop.people['owner']}/remove/": {},
        f"suppliers/{shop.hongyun}/members/{shop.people['owner']}/link/": {},
        "categories/add/": {"new-name": "X"},
        f"categories/{shop.mugs}/change/": {"name": "X"},
        f"categories/{shop.ceramic}/remove/": {},
        f"categories/{shop.mugs}/owners/": {"people": []},
        "categories/rules/add/": {"field": "title", "text": "x", "category": str(shop.mugs)},
    }
    for rest, data in posts.items():
        assert shop.viewer.post(shop.at(rest), data).status_code == 403, rest
    assert shop.see(lambda: {row.name for row in visible_suppliers(shop.actor())}) == {
        "Hongyun Cups",
        "Yiming",
    }
    assert "Add supplier" not in words(get(shop.viewer, shop.at("suppliers/")))


def test_another_workspaces_things_are_not_there(shop: Shop, other: Shop):
    assert shop.owner.get(other.at("suppliers/")).status_code == 404
    for rest in (
        f"suppliers/{other.hongyun}/",
        f"suppliers/{other.hongyun}/edit/",
        f"categories/{other.mugs}/",
    ):
        assert shop.owner.get(shop.at(rest)).status_code == 404, rest
    posts = {
        f"suppliers/{other.hongyun}/pause/": {},
        f"suppliers/{other.hongyun}/members/": {"email": "x@x.example"},
        f"categories/{other.mugs}/change/": {"name": "X"},
        f"categories/{other.mugs}/owners/": {"people": []},
        f"categories/{other.mugs}/remove/": {},
    }
    for rest, data in posts.items():
        assert shop.owner.post(shop.at(rest), data).status_code == 404, rest
    assert other.see(lambda: Supplier.objects.get(id=other.hongyun).status) == "active"
