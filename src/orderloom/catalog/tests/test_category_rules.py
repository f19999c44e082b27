"""Rules that give a line its category are added, changed, put in order and removed."""

import pytest
from django.db import transaction

from orderloom.catalog.commands.rules import add_rule, change_rule, order_rules, remove_rule
from orderloom.catalog.factories import make_category
from orderloom.catalog.models import CategoryRule
from orderloom.catalog.queries import categoriser
from orderloom.identity.factories import DAY
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.ids import new_id
from orderloom.kernel.permissions import Role


@pytest.fixture
def mugs(owner):
    return make_category(owner, "Mugs")


@pytest.fixture
def bags(owner):
    return make_category(owner, "Bags")


def rules() -> list[str]:
    with transaction.atomic():
        rows = CategoryRule.objects.select_related("category").order_by("position", "id")
        return [str(row) for row in rows]


def found(owner, title: str):
    with transaction.atomic():
        return categoriser(owner.workspace_id).find("", title, "", "", None)


def test_the_first_rule_that_fits_wins_and_order_can_change(owner, told, mugs, bags):
    first = add_rule(actor=owner, field="title", text=" mug ", category_id=mugs, now=DAY)
    second = add_rule(actor=owner, field="title", text="Mug bag", category_id=bags, now=DAY)
    assert found(owner, "A MUG BAG") == mugs
    told()
    order_rules(actor=owner, rule_ids=[first, second], now=DAY)
    assert told() == []
    order_rules(actor=owner, rule_ids=[second, first], now=DAY)
    assert found(owner, "A MUG BAG") == bags
    (fact,) = told()
    assert fact == (
        "CategoryRulesChanged",
        {"text": "title contains Mug bag: Bags", "change": "ordered", "before": ""},
    )


def test_a_rule_changes_in_its_place(owner, told, mugs, bags):
    first = add_rule(actor=owner, field="title", text="mug", category_id=mugs, now=DAY)
    add_rule(actor=owner, field="sku", text="BAG", category_id=bags, now=DAY)
    told()
    change_rule(actor=owner, rule_id=first, field="vendor", text="dehua", category_id=bags, now=DAY)
    assert rules() == ["vendor contains dehua: Bags", "sku contains BAG: Bags"]
    change = {
        "before": "title contains mug: Mugs",
        "text": "vendor contains dehua: Bags",
        "change": "changed",
    }
    assert told() == [("CategoryRulesChanged", change)]
    change_rule(actor=owner, rule_id=first, field="vendor", text="dehua ", category_id=bags, now=DAY)
    assert told() == []


@pytest.mark.parametrize(
    ("field", "text", "wrong"), [("colour", "x", "field"), ("title", " ", "text"), ("title", "MUG", "text")]
)
def test_a_rule_that_makes_no_sense_is_refused(owner, told, mugs, field, text, wrong):
    add_rule(actor=owner, field="title", text="mug", category_id=mugs, now=DAY)
    other = add_rule(actor=owner, field="sku", text="mug", category_id=mugs, now=DAY)
    told()
    for act in (
        lambda: add_rule(actor=owner, field=field, text=text, category_id=mugs, now=DAY),
        lambda: change_rule(actor=owner, rule_id=other, field=field, text=text, category_id=mugs, now=DAY),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert list(refused.value.fields) == [wrong]
    assert (rules(), told()) == (["title contains mug: Mugs", "sku contains mug: Mugs"], [])


def test_an_order_of_other_rules_is_refused(owner, told, mugs):
    order_rules(actor=owner, rule_ids=[], now=DAY)
    only = add_rule(actor=owner, field="title", text="mug", category_id=mugs, now=DAY)
    told()
    for ids in ([], [only, only], [only, new_id()]):
        with pytest.raises(Invalid):
            order_rules(actor=owner, rule_ids=ids, now=DAY)
    assert told() == []


def test_a_rule_goes(owner, told, mugs):
    only = add_rule(actor=owner, field="title", text="mug", category_id=mugs, now=DAY)
    told()
    remove_rule(actor=owner, rule_id=only, now=DAY)
    assert rules() == []
    assert [(kind, fact["change"]) for kind, fact in told()] == [("CategoryRulesChanged", "removed")]
    for act in (
        lambda: remove_rule(actor=owner, rule_id=only, now=DAY),
        lambda: change_rule(actor=owner, rule_id=only, field="title", text="x", category_id=mugs, now=DAY),
        lambda: add_rule(actor=owner, field="title", text="x", category_id=new_id(), now=DAY),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_viewer_makes_no_rules(owner, mugs):
    from orderloom.identity.factories import staff

    viewer = staff(owner.workspace_id, Role.VIEWER)
    with pytest.raises(NotAllowed):
        add_rule(actor=viewer, field="title", text="x", category_id=mugs, now=DAY)
    assert rules() == []
