"""A company that works for several merchants belongs to none of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID

import pytest
from django.db import connection, transaction

from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.identity.links import LinkRefused, person_of, sign_in_token
from orderloom.identity.models import CompanyMember, User
from orderloom.identity.queries import companies_of, merchants_of
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.models import TimelineEvent
from orderloom.kernel.tenancy import Hat, wear
from orderloom.partners import commands
from orderloom.partners.commands import (
    OthersSignIn,
    SharedCompany,
    SupplierInput,
    add_supplier_member,
    create_supplier,
    remove_supplier_member,
)
from orderloom.partners.factories import make_supplier
from orderloom.partners.models import Supplier

CHEN, SPY = "chen@hongyun.example", "spy@cedar.example"


@pytest.fixture
def birch(transactional_db: None) -> Actor:
    """The merchant who has the supplier already."""
    actor = staff(make_workspace("birch"))
    with wear(Hat.workspace(actor.workspace_id)):
        make_supplier(actor, "Hongyun", members=(CHEN,))
    return actor


@pytest.fixture
def cedar(birch: Actor) -> Iterator[Actor]:
    """Another merchant, whose hat is worn."""
    actor = staff(make_workspace("cedar"))
    with wear(Hat.workspace(actor.workspace_id)):
        yield actor


def the_company() -> UUID:
    (company,) = companies_of(User.objects.get(email=CHEN).id)
    return company


def members() -> set[str]:
    with wear(Hat.supplier(the_company())), transaction.atomic():
        return set(CompanyMember.objects.values_list("user__email", flat=True))


def kinds() -> list[str]:
    with transaction.atomic():
        return list(TimelineEvent.objects.order_by("id").values_list("kind", flat=True))


def test_a_known_person_brings_the_company_along(birch: Actor, cedar: Actor):
    supplier_id = make_supplier(cedar, "鸿运", members=(CHEN,))
    with transaction.atomic():
        assert Supplier.objects.get(id=supplier_id).company_id == the_company()
    assert merchants_of(the_company()) == sorted([birch.workspace_id, cedar.workspace_id])


def test_no_merchant_lets_another_person_into_it(cedar: Actor):
    supplier_id = make_supplier(cedar, "鸿运", members=(CHEN,))
    before = kinds()
    with pytest.raises(SharedCompany):
        add_supplier_member(actor=cedar, supplier_id=supplier_id, email=SPY, now=DAY)
    assert members() == {CHEN}
    assert kinds() == before
    assert not User.objects.filter(email=SPY).exists()
    assert add_supplier_member(
        actor=cedar, supplier_id=supplier_id, email=CHEN, now=DAY
    )  # who is in stays in


def test_nor_together_with_the_supplier(cedar: Actor):
    before = kinds()
    with pytest.raises(SharedCompany):
        create_supplier(actor=cedar, supplier=SupplierInput("鸿运", members=(CHEN, SPY)), now=DAY)
    assert (members(), kinds()) == ({CHEN}, before)
    with transaction.atomic():
        assert not Supplier.objects.filter(workspace_id=cedar.workspace_id).exists()


@pytest.fixture
def watched(birch: Actor) -> None:
    """Let the first merchant have let somebody of its own into the company, while that worked for it alone."""
    with wear(Hat.workspace(birch.workspace_id)):
        with transaction.atomic():
            supplier_id = Supplier.objects.get().id
        add_supplier_member(actor=birch, supplier_id=supplier_id, email=SPY, now=DAY)


def test_who_was_let_in_before_does_not_see_the_next_merchants_tasks_unknown(watched: None, cedar: Actor):
    """A merchant takes a company on with all who sign in for it, each named, or not at all."""
    before = kinds()
    with pytest.raises(OthersSignIn):
        create_supplier(actor=cedar, supplier=SupplierInput("鸿运", members=(CHEN,)), now=DAY)
    assert kinds() == before
    with transaction.atomic():
        assert not Supplier.objects.filter(workspace_id=cedar.workspace_id).exists()
    make_supplier(cedar, "鸿运", members=(SPY, CHEN))
    assert cedar.workspace_id in merchants_of(the_company())


def let_in_meanwhile(birch: Actor, cedar: Actor) -> object:
    """Let the first merchant let somebody in while the other takes the company on, and return what came of it."""
    with wear(Hat.workspace(birch.workspace_id)), transaction.atomic():
        supplier_id = Supplier.objects.get().id

    def let_in() -> object:
        try:
            with wear(Hat.workspace(birch.workspace_id)):
                return add_supplier_member(actor=birch, supplier_id=supplier_id, email=SPY, now=DAY)
        except SharedCompany as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make_supplier(cedar, "鸿运", members=(CHEN,))
            late = pool.submit(let_in)
            wait([late], timeout=0.5)
        return late.result(20)


def test_nobody_is_let_in_while_another_merchant_takes_the_company_on(birch: Actor, cedar: Actor):
    assert isinstance(let_in_meanwhile(birch, cedar), SharedCompany)
    assert members() == {CHEN}


def test_without_the_lock_somebody_is(birch: Actor, cedar: Actor, monkeypatch: pytest.MonkeyPatch):
    """The control."""
    monkeypatch.setattr(commands, "_lock_company", lambda _company_id: None)
    assert isinstance(let_in_meanwhile(birch, cedar), UUID)
    assert members() == {CHEN, SPY}


def test_nor_puts_one_out(cedar: Actor):
    supplier_id = make_supplier(cedar, "鸿运", members=(CHEN,))
    chen = User.objects.get(email=CHEN).id
    with pytest.raises(SharedCompany):
        remove_supplier_member(actor=cedar, supplier_id=supplier_id, user_id=chen, now=DAY)
    assert members() == {CHEN}


def test_nor_signs_in_as_one_by_a_link(cedar: Actor):
    chen, company = User.objects.get(email=CHEN), the_company()
    link = sign_in_token(chen.id, company)
    assert person_of(link) == chen
    make_supplier(cedar, "鸿运", members=(CHEN,))
    assert person_of(link) is None
    with pytest.raises(LinkRefused):
        sign_in_token(chen.id, company)


def test_whoever_runs_the_installation_may(cedar: Actor):
    supplier_id = make_supplier(cedar, "鸿运", members=(CHEN,))
    add_supplier_member(
        actor=system(cedar.workspace_id), supplier_id=supplier_id, email="mei@h.example", now=DAY
    )
    assert members() == {CHEN, "mei@h.example"}
