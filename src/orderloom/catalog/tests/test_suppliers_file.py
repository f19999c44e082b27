"""Suppliers from files, and what the catalogue's commands refuse."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from orderloom.catalog.commands.categories import (
    CategoryInUse,
    add_category,
    add_path,
    change_category,
    remove_category,
)
from orderloom.catalog.commands.import_suppliers import import_suppliers
from orderloom.catalog.models import Category, SupplierCategory
from orderloom.catalog.queries import tree
from orderloom.identity.commands.workspaces import create_workspace
from orderloom.identity.factories import make_workspace, staff
from orderloom.identity.models import CompanyMember
from orderloom.kernel.actor import system
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import Invalid
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.commands import pause_supplier
from orderloom.partners.factories import make_supplier
from orderloom.partners.models import Supplier

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FILE = """\
名称,编码,类目,权重,状态,语言,登录邮箱
鸿运杯业,HY,Mugs > Ceramic; 马克杯,2,启用,中文,hongyun@a.example
Jinhua Textile,JH,Bags,1,active,en,"jin@a.example, mei@a.example"
Nobody,,Bags,zero,active,en,
,X,Bags,1,active,en,
Slow Shoes,SS,Shoes,1,paused,en,not-an-address
"""


@pytest.fixture
def actor(transactional_db):
    workspace_id = create_workspace(name="W", slug="w", owner_email="own@a.example", now=NOW)
    with wear(Hat.workspace(workspace_id)):
        yield system(workspace_id)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "suppliers.csv"
    found.write_text(FILE, encoding="utf-8-sig")
    return found


def test_the_good_rows_go_in_and_each_bad_one_says_why(actor, path):
    done = import_suppliers(actor=actor, path=path, now=NOW)
    assert (done.rows_read, done.suppliers_created, done.rejected_rows, done.members_added) == (5, 2, 3, 3)
    assert done.categories_created == 4
    assert [(problem.row, problem.column, problem.value) for problem in done.problems] == [
        (4, "权重", "zero"),
        (5, "名称", ""),
        (6, "登录邮箱", "not-an-address"),
    ]
    assert all(problem.reason and problem.fix for problem in done.problems)
    with transaction.atomic():
        assert list(Supplier.objects.order_by("code").values_list("code", "name", "weight", "language")) == [
            ("HY", "鸿运杯业", 2, "zh-hans"),
            ("JH", "Jinhua Textile", 1, "en"),
        ]
        assert set(SupplierCategory.objects.values_list("supplier__code", "category__path")) == {
            ("HY", "Mugs > Ceramic"),
            ("HY", "马克杯"),
            ("JH", "Bags"),
        }
        assert not Category.objects.filter(path="Shoes").exists(), "a refused row leaves nothing behind"
        assert CompanyMember.objects.count() == 3
    assert verify_chain(actor.workspace_id).broken_at is None


def test_the_same_file_again_changes_nothing(actor, path):
    import_suppliers(actor=actor, path=path, now=NOW)
    again = import_suppliers(actor=actor, path=path, now=NOW)
    assert (again.suppliers_created, again.suppliers_updated, again.suppliers_unchanged) == (0, 0, 2)
    assert (again.categories_created, again.members_added) == (0, 0)


def test_an_unknown_category_is_a_bad_cell_when_none_may_be_made(actor, path):
    done = import_suppliers(actor=actor, path=path, now=NOW, create_categories=False)
    assert (done.suppliers_created, done.rejected_rows) == (0, 5)
    with transaction.atomic():
        assert Supplier.objects.count() == Category.objects.count() == 0


def test_the_nearest_category_with_an_active_maker_is_the_pool(actor, path):
    import_suppliers(actor=actor, path=path, now=NOW)
    deep, made = add_path(actor=actor, path="Mugs > Ceramic > Name print", now=NOW)
    assert made == 1
    with transaction.atomic():
        found = tree(actor.workspace_id)
        pool, makers = found.pool_of(deep, frozenset())
        assert pool is not None
        assert (found.path(pool), [maker.code for maker in makers]) == ("Mugs > Ceramic", ["HY"])
        assert found.pool_of(deep, {makers[0].supplier_id}) == (None, [])


def test_a_branch_moves_with_all_below_it_and_never_below_itself(actor):
    deep, _made = add_path(actor=actor, path="A > B > C", now=NOW)
    with transaction.atomic():
        top, middle = Category.objects.get(path="A"), Category.objects.get(path="A > B")
    other = add_category(actor=actor, name="Z", now=NOW)
    change_category(
        actor=actor, category_id=middle.id, name="B2", name_zh="", code="", parent_id=other, now=NOW
    )
    with transaction.atomic():
        assert Category.objects.get(id=deep).path == "Z > B2 > C"
    with pytest.raises(Invalid):
        change_category(
            actor=actor, category_id=other, name="Z", name_zh="", code="", parent_id=deep, now=NOW
        )
    with pytest.raises(CategoryInUse):
        remove_category(actor=actor, category_id=other, now=NOW)
    remove_category(actor=actor, category_id=top.id, now=NOW)


def test_an_empty_cell_leaves_what_is_known(actor, path, tmp_path):
    import_suppliers(actor=actor, path=path, now=NOW)
    with transaction.atomic():
        supplier = Supplier.objects.get(code="HY")
    pause_supplier(actor=actor, supplier_id=supplier.id, now=NOW)
    again = tmp_path / "again.csv"
    again.write_text("Code,Name,Weight,Status,Categories,Phone\nHY,鸿运杯业,,,,0579-1\n", encoding="utf-8")
    done = import_suppliers(actor=actor, path=again, now=NOW)
    assert (done.suppliers_updated, done.rejected_rows) == (1, 0)
    with transaction.atomic():
        row = Supplier.objects.get(id=supplier.id)
        assert (row.weight, row.status, row.phone) == (2, "paused", "0579-1")
        assert SupplierCategory.objects.filter(supplier=row).count() == 2


def test_a_category_is_found_by_its_chinese_path_before_one_is_made(actor, tmp_path):
    mugs = add_category(actor=actor, name="Mugs", name_zh="杯类", now=NOW)
    add_category(actor=actor, name="Ceramic", name_zh="陶瓷杯", parent_id=mugs, now=NOW)
    file = tmp_path / "zh.csv"
    file.write_text("供应商,类目\n鸿运,杯类＞陶瓷杯、杯类／搪瓷杯\n", encoding="gb18030")
    done = import_suppliers(actor=actor, path=file, now=NOW)
    assert (done.suppliers_created, done.categories_created, done.problems) == (1, 1, [])
    with transaction.atomic():
        made = SupplierCategory.objects.order_by("category__path").values_list("category__path", flat=True)
        assert list(made) == ["Mugs > Ceramic", "Mugs > 搪瓷杯"]


def test_a_row_for_a_shared_company_says_so_and_the_others_go_in(owner, tmp_path):
    other = staff(make_workspace("cedar"))
    with wear(Hat.workspace(other.workspace_id)):
        make_supplier(other, members=("chen@hongyun.example",))
    file = tmp_path / "suppliers.csv"
    file.write_text("name,members\n鸿运,chen@hongyun.example; spy@birch.example\nDehua,su@dehua.example\n")
    done = import_suppliers(actor=owner, path=file, now=NOW)
    assert (done.suppliers_created, done.members_added, done.rejected_rows) == (1, 1, 1)
    (problem,) = done.problems
    assert (problem.row, problem.column) == (2, "members")
    assert "works for other merchants" in problem.reason
    with transaction.atomic():
        assert list(Supplier.objects.values_list("name", flat=True)) == ["Dehua"]
