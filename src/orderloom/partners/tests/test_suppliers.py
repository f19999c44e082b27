"""Suppliers come, change, pause and get people who sign in; refusals change nothing."""

import pytest
from django.db import transaction

from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.identity.models import CompanyMember, User
from orderloom.identity.queries import companies_of, company_people
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import (
    HEAVIEST,
    add_supplier_member,
    change_supplier,
    pause_supplier,
    remove_supplier_member,
    resume_supplier,
)
from orderloom.partners.factories import make_supplier
from orderloom.partners.models import Supplier
from orderloom.partners.queries import supplier_name, supplier_with_code

PERSON = "chen@hongyun.example"


def stored(supplier_id) -> Supplier:
    with transaction.atomic():
        return Supplier.objects.get(id=supplier_id)


def suppliers() -> list[tuple[str, str, str]]:
    with transaction.atomic():
        return list(Supplier.objects.order_by("code").values_list("code", "name", "status"))


def people(supplier_id) -> set[str]:
    with transaction.atomic():
        found = company_people(Supplier.objects.get(id=supplier_id).company_id)
        return set(User.objects.filter(id__in=found).values_list("email", flat=True))


def test_a_supplier_comes_with_a_code_of_its_own_and_its_people(owner, told):
    first = make_supplier(
        owner, " 鸿运杯业 ", weight=2, region="浙江永康", members=(f" {PERSON.upper()} ", PERSON)
    )
    row = stored(first)
    assert (row.name, row.code, row.weight, row.status, row.language, row.region) == (
        "鸿运杯业", "S001", 2, "active", "zh-hans", "浙江永康",
    )  # fmt: skip
    assert people(first) == {PERSON}
    person = User.objects.get(email=PERSON)
    assert (person.has_usable_password(), person.language) == (False, "zh-hans")
    assert told() == [
        ("SupplierAdded", {"supplier": "鸿运杯业", "code": "S001"}),
        ("SupplierMemberAdded", {"supplier": "鸿运杯业", "person": "chen"}),
    ]


def test_a_code_that_is_taken_is_not_made_again(owner):
    make_supplier(owner, "One", code="s003")
    make_supplier(owner, "Two")
    make_supplier(owner, "Three")
    assert {name: code for code, name, _status in suppliers()} == {
        "One": "s003",
        "Two": "S002",
        "Three": "S004",
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "hongyun CUPS"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"code": "hy"}, "code"),
        ({"code": "x" * 21}, "code"),
        ({"weight": 0}, "weight"),
        ({"weight": HEAVIEST + 1}, "weight"),
        ({"language": "fr"}, "language"),
        ({"email": "nobody"}, "email"),
        ({"phone": "1" * 41}, "phone"),
        ({"status": "asleep"}, "status"),
        ({"members": ("nobody",)}, "members"),
        ({"members": (PERSON,)}, "members"),
    ],
)
def test_wrong_input_adds_no_supplier_and_no_person(owner, told, wrong, field):
    make_supplier(owner, code="HY", members=(PERSON,))
    told()
    with pytest.raises(Invalid) as refused:
        make_supplier(owner, **({"name": "Dehua"} | wrong))
    assert list(refused.value.fields) == [field]
    assert (suppliers(), told()) == ([("HY", "Hongyun Cups", "active")], [])
    assert User.objects.count() == 2


def test_people_of_two_companies_do_not_make_one_supplier(owner, told):
    other = staff(make_workspace("cedar"))
    with wear(Hat.workspace(other.workspace_id)):
        make_supplier(other, "One", members=("a@one.example",))
        make_supplier(other, "Two", members=("b@two.example",))
    told()
    for members in (("a@one.example", "b@two.example"), ("new@three.example", "b@two.example")):
        with pytest.raises(Invalid) as refused:
            make_supplier(owner, "Three", members=members)
        assert list(refused.value.fields) == ["members"]
    assert (suppliers(), told()) == ([], [])


def test_changes_are_on_record_with_old_and_new(owner, told):
    supplier_id = make_supplier(owner)
    told()
    changes = {"name": "Hongyun", "weight": 3, "note": " fast ", "code": "S001"}
    change_supplier(actor=owner, supplier_id=supplier_id, changes=changes, now=DAY)
    row = stored(supplier_id)
    assert (row.name, row.weight, row.note) == ("Hongyun", 3, "fast")
    changed = {"name": ["Hongyun Cups", "Hongyun"], "weight": [1, 3], "note": ["", "fast"]}
    assert told() == [("SupplierChanged", {"supplier": "Hongyun", "changes": changed})]
    change_supplier(actor=owner, supplier_id=supplier_id, changes=changes, now=DAY)
    assert told() == []


@pytest.mark.parametrize(
    "wrong", [{"status": "paused"}, {"weight": "3"}, {"weight": True, "name": ""}, {"code": "B"}]
)
def test_a_change_that_makes_no_sense_changes_nothing(owner, told, wrong):
    supplier_id = make_supplier(owner)
    make_supplier(owner, "Other", code="b")
    told()
    with pytest.raises(Invalid):
        change_supplier(actor=owner, supplier_id=supplier_id, changes={"note": "x", **wrong}, now=DAY)
    assert (stored(supplier_id).note, told()) == ("", [])


def test_a_supplier_pauses_and_comes_back_once_each(owner, told):
    supplier_id = make_supplier(owner)
    told()
    for move, status, event in (
        (pause_supplier, "paused", "SupplierPaused"),
        (resume_supplier, "active", "SupplierResumed"),
    ):
        move(actor=owner, supplier_id=supplier_id, now=DAY)
        move(actor=owner, supplier_id=supplier_id, now=DAY)
        assert stored(supplier_id).status == status
        assert told() == [(event, {"supplier": "Hongyun Cups"})]


def test_people_come_and_go(owner, told):
    supplier_id = make_supplier(owner)
    told()
    chen = add_supplier_member(actor=owner, supplier_id=supplier_id, email=PERSON, name="陈师傅", now=DAY)
    assert add_supplier_member(actor=owner, supplier_id=supplier_id, email=PERSON, now=DAY) == chen
    fact = {"supplier": "Hongyun Cups", "person": "陈师傅"}
    assert told() == [("SupplierMemberAdded", fact)]
    assert companies_of(chen) == [stored(supplier_id).company_id]
    remove_supplier_member(actor=owner, supplier_id=supplier_id, user_id=chen, now=DAY)
    assert told() == [("SupplierMemberRemoved", fact)]
    assert companies_of(chen) == []
    with pytest.raises(NotFound):
        remove_supplier_member(actor=owner, supplier_id=supplier_id, user_id=chen, now=DAY)


def test_who_signs_in_for_another_company_stays_there(owner, told):
    make_supplier(owner, members=(PERSON,))
    other = make_supplier(owner, "Other")
    told()
    with pytest.raises(Invalid) as refused:
        add_supplier_member(actor=owner, supplier_id=other, email=PERSON, now=DAY)
    assert list(refused.value.fields) == ["email"]
    assert (people(other), told()) == (set(), [])


def test_a_supplier_is_found_by_code_and_named(owner):
    supplier_id = make_supplier(owner, code="HY")
    with transaction.atomic():
        assert supplier_with_code(owner.workspace_id, "hy").id == supplier_id
        assert supplier_name(owner.workspace_id, supplier_id) == "Hongyun Cups"
        with pytest.raises(NotFound):
            supplier_with_code(owner.workspace_id, "XX")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
def test_who_may_not_manage_suppliers_changes_nothing(owner, told, role):
    supplier_id, other = make_supplier(owner, members=(PERSON,)), staff(owner.workspace_id, role)
    chen = User.objects.get(email=PERSON).id
    told()
    for act in acts(other, supplier_id, chen):
        with pytest.raises(NotAllowed):
            act()
    assert (suppliers(), people(supplier_id), told()) == ([("S001", "Hongyun Cups", "active")], {PERSON}, [])


def test_a_strangers_supplier_is_not_there(owner):
    stranger = staff(make_workspace("cedar"))
    with wear(Hat.workspace(stranger.workspace_id)):
        theirs = make_supplier(stranger, members=(PERSON,))
    chen = User.objects.get(email=PERSON).id
    for act in acts(owner, theirs, chen)[1:]:
        with pytest.raises(NotFound):
            act()
    with wear(Hat.workspace(stranger.workspace_id)):
        assert stored(theirs).status == "active"
        assert people(theirs) == {PERSON}
    with transaction.atomic():
        assert not CompanyMember.objects.exists()


def acts(actor, supplier_id, user_id):
    return (
        lambda: make_supplier(actor, "New"),
        lambda: change_supplier(actor=actor, supplier_id=supplier_id, changes={"name": "X"}, now=DAY),
        lambda: pause_supplier(actor=actor, supplier_id=supplier_id, now=DAY),
        lambda: resume_supplier(actor=actor, supplier_id=supplier_id, now=DAY),
        lambda: add_supplier_member(actor=actor, supplier_id=supplier_id, email="x@x.example", now=DAY),
        lambda: remove_supplier_member(actor=actor, supplier_id=supplier_id, user_id=user_id, now=DAY),
    )
