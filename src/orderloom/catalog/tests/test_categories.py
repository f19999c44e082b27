"""The tree grows, moves and is pruned; refusals change nothing."""

from threading import Thread
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from orderloom.catalog.commands.categories import (
    CategoryInUse,
    add_category,
    add_path,
    change_category,
    remove_category,
    set_category_owners,
)
from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.catalog.commands.rules import add_rule
from orderloom.catalog.factories import make_category
from orderloom.catalog.models import Category
from orderloom.catalog.queries import category_owners, tree
from orderloom.identity.commands.members import add_member, remove_member
from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.factories import make_supplier


def paths() -> list[str]:
    with transaction.atomic():
        return list(Category.objects.order_by("path").values_list("path", flat=True))


def change(owner, category_id, name: str, *, name_zh: str = "", code: str = "", parent_id=None):
    change_category(
        actor=owner,
        category_id=category_id,
        name=name,
        name_zh=name_zh,
        code=code,
        parent_id=parent_id,
        now=DAY,
    )


def test_a_path_is_made_once_whatever_language_and_separator(owner, told):
    mugs = make_category(owner, "Mugs", name_zh="杯类")
    ceramic, made = add_path(actor=owner, path="杯类／Ceramic", now=DAY)
    assert made == 1
    assert add_path(actor=owner, path="mugs > CERAMIC", now=DAY) == (ceramic, 0)
    assert paths() == ["Mugs", "Mugs > Ceramic"]
    assert told() == [("CategoryAdded", {"path": "Mugs"}), ("CategoryAdded", {"path": "Mugs > Ceramic"})]
    with transaction.atomic():
        assert Category.objects.get(id=ceramic).parent_id == mugs


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A > B"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "mugs"}, "name"),
        ({"name": "Cups", "name_zh": "杯" * 121}, "name_zh"),
        ({"name": "Cups", "code": "c" * 61}, "code"),
        ({"name": "Cups", "code": "m1"}, "code"),
    ],
)
def test_what_cannot_be_a_category_is_refused_by_field(owner, told, wrong, field):
    make_category(owner, "Mugs", code="M1")
    told()
    with pytest.raises(Invalid) as refused:
        add_category(actor=owner, now=DAY, **wrong)
    assert list(refused.value.fields) == [field]
    assert (paths(), told()) == (["Mugs"], [])


def test_a_branch_takes_all_below_it_along(owner, told):
    make_category(owner, "A > B > C")
    make_category(owner, "A > Bee")
    top = make_category(owner, "Z")
    b = make_category(owner, "A > B")
    told()
    change(owner, b, "B2", name_zh="乙", parent_id=top)
    assert paths() == ["A", "A > Bee", "Z", "Z > B2", "Z > B2 > C"]
    assert told() == [
        ("CategoryMoved", {"before": "A > B", "path": "Z > B2"}),
        ("CategoryChanged", {"path": "Z > B2", "changes": {"name_zh": ["", "乙"]}}),
    ]
    change(owner, b, "B2", name_zh="乙", parent_id=top)
    assert told() == []


@pytest.mark.parametrize("below", ["A", "A > B", "A > B > C"])
def test_a_category_never_lies_below_itself(owner, told, below):
    make_category(owner, "A > B > C")
    told()
    with pytest.raises(Invalid):
        change(owner, make_category(owner, "A"), "A", parent_id=make_category(owner, below))
    assert (paths(), told()) == (["A", "A > B", "A > B > C"], [])


def meanwhile(owner, first, second) -> list[Refusal | DatabaseError]:
    """Do the first, and before it is committed let another connection begin the second; return what refused that."""
    refused: list[Refusal | DatabaseError] = []

    def other() -> None:
        try:
            with wear(Hat.workspace(owner.workspace_id)):
                second()
        except (Refusal, DatabaseError) as trouble:
            refused.append(trouble)
        finally:
            connection.close()

    thread = Thread(target=other)
    with transaction.atomic():
        first()
        thread.start()
        while thread.is_alive() and not somebody_waits():
            sleep(0.01)
    thread.join(30)
    return refused


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def test_two_who_add_the_same_name_at_once_make_one_category(owner, told):
    def add(name: str) -> None:
        add_category(actor=owner, name=name, now=DAY)

    (refused,) = meanwhile(owner, lambda: add("Cups"), lambda: add("cups"))
    assert isinstance(refused, Invalid)
    assert (paths(), told()) == (["Cups"], [("CategoryAdded", {"path": "Cups"})])


def test_two_moves_at_once_tie_no_circle(owner):
    ids = {path: make_category(owner, path) for path in ("A", "A > B", "C", "C > D")}

    def move(name: str, below: str) -> None:
        change(owner, ids[name], name, parent_id=ids[below])

    (refused,) = meanwhile(owner, lambda: move("A", "C > D"), lambda: move("C", "A > B"))
    assert isinstance(refused, Invalid)
    assert paths() == ["C", "C > D", "C > D > A", "C > D > A > B"]


def test_a_path_that_would_become_too_long_is_refused(owner, told):
    deep = make_category(owner, " > ".join(name * 100 for name in "abcdef"))
    far = make_category(owner, "y" * 120)
    told()
    with transaction.atomic():
        top = Category.objects.get(path="a" * 100)
    with pytest.raises(Invalid):
        change(owner, top.id, "a" * 100, parent_id=far)
    with transaction.atomic():
        assert Category.objects.get(id=deep).path.startswith("a")
    assert told() == []


def test_a_category_in_use_says_by_what(owner, told):
    mugs, _deep = make_category(owner, "Mugs"), make_category(owner, "Mugs > Ceramic")
    supplier = make_supplier(owner)
    set_supplier_categories(actor=owner, supplier_id=supplier, category_ids=[mugs], now=DAY)
    add_rule(actor=owner, field="title", text="mug", category_id=mugs, now=DAY)
    told()
    with pytest.raises(CategoryInUse) as refused:
        remove_category(actor=owner, category_id=mugs, now=DAY)
    assert str(refused.value) == "These still belong here: 1 category, 1 supplier, 1 rule. Move them first."
    assert (paths(), told()) == (["Mugs", "Mugs > Ceramic"], [])


def test_an_unused_category_goes_with_those_in_charge_of_it(owner, told):
    bags = make_category(owner, "Bags")
    person = add_member(actor=owner, email="sam@birch.example", role="operator", now=DAY)
    set_category_owners(actor=owner, category_id=bags, user_ids=[person], now=DAY)
    told()
    remove_category(actor=owner, category_id=bags, now=DAY)
    assert (paths(), told()) == ([], [("CategoryRemoved", {"path": "Bags"})])


def test_the_nearest_category_with_people_wins_and_who_leaves_is_forgotten(owner, told):
    mugs, ceramic, bags = (make_category(owner, path) for path in ("Mugs", "Mugs > Ceramic", "Bags"))
    sam, mei = (
        add_member(actor=owner, email=f"{name}@birch.example", role="operator", now=DAY)
        for name in ("sam", "mei")
    )
    set_category_owners(actor=owner, category_id=mugs, user_ids=[sam, mei, sam], now=DAY)
    set_category_owners(actor=owner, category_id=ceramic, user_ids=[mei], now=DAY)
    told()
    set_category_owners(actor=owner, category_id=ceramic, user_ids=[mei], now=DAY)
    assert told() == []

    def people():
        with transaction.atomic():
            return category_owners(owner.workspace_id, [mugs, ceramic, bags])

    assert people() == {mugs: [sam, mei], ceramic: [mei]}
    remove_member(actor=owner, user_id=mei, now=DAY)
    assert people() == {mugs: [sam], ceramic: [sam]}
    assert told() == [
        ("MemberRemoved", {"person": "mei"}),
        ("CategoryOwnersChosen", {"path": "Mugs", "before": ["sam", "mei"], "people": ["sam"]}),
        ("CategoryOwnersChosen", {"path": "Mugs > Ceramic", "before": ["mei"], "people": []}),
    ]
    with pytest.raises(Invalid):
        set_category_owners(actor=owner, category_id=mugs, user_ids=[mei], now=DAY)


def test_the_pool_is_the_nearest_category_with_somebody_to_ask(owner):
    mugs, ceramic = make_category(owner, "Mugs"), make_category(owner, "Mugs > Ceramic")
    near = make_supplier(owner, "Near", status="paused")
    far, other = make_supplier(owner, "Far"), make_supplier(owner, "Other", status="paused")
    for supplier_id, made in ((near, ceramic), (far, mugs), (other, mugs)):
        set_supplier_categories(actor=owner, supplier_id=supplier_id, category_ids=[made], now=DAY)
    with transaction.atomic():
        known = tree(owner.workspace_id)
    pool, makers = known.pool_of(ceramic, frozenset())
    assert pool == mugs
    assert {(maker.name, maker.active) for maker in makers} == {("Far", True), ("Other", False)}
    assert known.pool_of(ceramic, {far}) == (None, [])


def test_a_strangers_category_is_not_there(owner):
    stranger = staff(make_workspace("cedar"))
    with wear(Hat.workspace(stranger.workspace_id)):
        theirs = make_category(stranger, "Theirs")
    with pytest.raises(NotFound):
        remove_category(actor=owner, category_id=theirs, now=DAY)
    with pytest.raises(NotFound):
        add_category(actor=owner, name="Below", parent_id=theirs, now=DAY)
    with pytest.raises(NotFound):
        set_supplier_categories(actor=owner, supplier_id=make_supplier(owner), category_ids=[theirs], now=DAY)


def test_a_viewer_changes_nothing(owner, told):
    mugs = make_category(owner, "Mugs")
    viewer = staff(owner.workspace_id, Role.VIEWER)
    told()
    for act in (
        lambda: add_category(actor=viewer, name="X", now=DAY),
        lambda: add_path(actor=viewer, path="X", now=DAY),
        lambda: change(viewer, mugs, "X"),
        lambda: remove_category(actor=viewer, category_id=mugs, now=DAY),
        lambda: set_category_owners(actor=viewer, category_id=mugs, user_ids=[], now=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (paths(), told()) == (["Mugs"], [])
