"""Suppliers by a file: checked before anything is stored, bad cells answered for all like rows, then imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderloom.catalog.models import Category
from orderloom.partners.models import Supplier
from orderloom.portals.tests.setup_world import Shop, words

TEXT = (
    "name,code,categories,weight,status\n"
    "Dehua,DH,Mugs > Ceramic,2,active\n"
    ",X1,Mugs,1,\n"
    "Hongyun Cups,HY,Mugs; Lamps,5,\n"
    "Yixing,YX,Mugs,ca. 3,resting\n"
    "Putian,PT,Mugs,1,resting\n"
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(shop: Shop, text: str = TEXT, client: Client | None = None):
    file = SimpleUploadedFile("suppliers.csv", text.encode())
    return (client or shop.operator).post(shop.at("suppliers/import/"), {"file": file})


def names(shop: Shop) -> set[str]:
    return shop.see(lambda: set(Supplier.objects.values_list("name", flat=True)))


def answer(shop: Shop, **told: str):
    return shop.operator.post(shop.at("suppliers/import/check/"), told, follow=True)


def test_the_file_is_checked_and_nothing_is_stored(shop: Shop):
    before = names(shop)
    assert upload(shop).url == shop.at("suppliers/import/check/")
    page = shop.operator.get(shop.at("suppliers/import/check/"))
    check = page.context["check"]
    assert (check.suppliers_created, check.suppliers_updated, check.rejected_rows) == (1, 1, 3)
    assert check.categories_created == 1
    assert {(one.column, one.value): one.count for one in page.context["likes"]} == {
        ("name", ""): 1, ("weight", "ca. 3"): 1, ("status", "resting"): 1,
    }  # fmt: skip
    assert "Import 2 suppliers" in words(page)
    assert names(shop) == before
    assert shop.see(lambda: Category.objects.filter(name="Lamps").count()) == 0


def test_answers_settle_like_cells_and_the_good_rows_go_in(shop: Shop):
    upload(shop)
    answer(shop, column="status", value="resting", to="paused")
    page = answer(shop, column="weight", value="ca. 3", to="3")
    assert page.context["check"].rejected_rows == 1
    done = answer(shop, act="import").context["done"]
    assert (done.suppliers_created, done.suppliers_updated, done.rejected_rows) == (3, 1, 1)
    assert done.problems[0].row == 3
    assert names(shop) == {"Dehua", "Hongyun Cups", "Yiming", "Yixing", "Putian"}
    assert shop.see(lambda: Supplier.objects.get(name="Putian").status) == "paused"
    assert shop.operator.get(shop.at("suppliers/import/check/")).status_code == 302  # it is over


def test_new_categories_may_be_left_out(shop: Shop):
    upload(shop)
    page = answer(shop, act="categories")
    assert any("There is no category “Lamps”" in one.reason for one in page.context["likes"])
    page = answer(shop, column="categories", value="Mugs; Lamps", to="Mugs")
    assert page.context["check"].suppliers_updated == 1


def test_what_is_no_table_of_suppliers_is_refused(shop: Shop, other: Shop):
    for text, told in (
        ("a,b\n1,2\n", "no column with the suppliers"),
        ("", "empty"),
        ("%PDF-1.4", "not a table"),
    ):
        refused = upload(shop, text)
        assert refused.status_code == 422
        assert told in words(refused)
    assert upload(shop, client=shop.viewer).status_code == 403
    upload(shop)
    assert shop.viewer.get(shop.at("suppliers/import/check/")).status_code == 403
    assert other.owner.get(other.at("suppliers/import/check/")).status_code == 302
