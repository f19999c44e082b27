"""What a process keeps of a catalogue is never older than what the database holds."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from orderloom.catalog.commands.makers import set_supplier_categories
from orderloom.catalog.factories import make_category
from orderloom.catalog.models import Category, CategoryRule, SupplierCategory
from orderloom.catalog.queries import categoriser, tree
from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.kernel.actor import Actor
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners.factories import make_supplier
from orderloom.partners.models import Supplier


class Undone(Exception):
    """Rolls a test's transaction back."""


def add(owner: Actor, name: str) -> UUID:
    row = Category.objects.create(workspace_id=owner.workspace_id, name=name, path=name, created_at=DAY)
    return row.id


def found(owner: Actor, hint: str) -> UUID | None:
    return categoriser(owner.workspace_id).find(hint, "Thing", "", "", None)


def test_a_change_is_seen_at_once_and_an_unchanged_catalogue_is_read_once(owner: Actor) -> None:
    workspace_id, mugs = owner.workspace_id, make_category(owner, "Mugs")
    supplier = make_supplier(owner, "Anna")
    set_supplier_categories(actor=owner, supplier_id=supplier, category_ids=[mugs], now=DAY)
    with transaction.atomic():
        assert tree(workspace_id) is tree(workspace_id)
        assert categoriser(workspace_id) is categoriser(workspace_id)
        assert found(owner, "Plates") is None
        plates = add(owner, "Plates")
        assert found(owner, "Plates") == plates
        assert plates in tree(workspace_id).nodes
        assert tree(workspace_id).makers[supplier].active
        Supplier.objects.filter(workspace_id=workspace_id, id=supplier).update(status="paused")
        assert not tree(workspace_id).makers[supplier].active
        rule = {"position": 1, "field": "title", "text": "thing", "category_id": plates}
        CategoryRule.objects.create(workspace_id=workspace_id, **rule)
        assert found(owner, "") == plates
        SupplierCategory.objects.filter(workspace_id=workspace_id).delete()
        assert tree(workspace_id).makers == {}


def test_what_was_rolled_back_is_not_kept(owner: Actor) -> None:
    make_category(owner, "Mugs")
    with suppress(Undone), transaction.atomic():
        gone = add(owner, "Gone")
        assert found(owner, "Gone") == gone
        raise Undone
    with transaction.atomic():
        assert found(owner, "Gone") is None
        here = add(owner, "Here")
        assert found(owner, "Gone") is None
        assert found(owner, "Here") == here


def test_one_workspace_says_nothing_of_another(owner: Actor) -> None:
    make_category(owner, "Mugs")
    other = staff(make_workspace("other"))
    with wear(Hat.workspace(other.workspace_id)):
        make_category(other, "Rugs")
    for actor, name, foreign in ((owner, "Mugs", "Rugs"), (other, "Rugs", "Mugs")):
        with wear(Hat.workspace(actor.workspace_id)), transaction.atomic():
            assert found(actor, name) is not None
            assert found(actor, foreign) is None
