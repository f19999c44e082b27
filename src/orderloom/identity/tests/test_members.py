"""Who belongs to a workspace: there is always an owner."""

from threading import Thread
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from orderloom.identity.commands.members import LastOwner, add_member, change_member, remove_member
from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.identity.models import Member, User
from orderloom.identity.queries import in_charge_of, workspaces_of
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear


def add(owner, email: str = "sam@birch.example", role: str = "operator", **told):
    return add_member(actor=owner, email=email, role=role, now=DAY, **told)


def change(owner, user_id, role: str, in_charge: bool = False):
    change_member(actor=owner, user_id=user_id, role=role, in_charge=in_charge, now=DAY)


def members() -> dict[str, tuple[str, bool]]:
    with transaction.atomic():
        rows = Member.objects.select_related("user")
        return {row.user.email: (row.role, row.in_charge) for row in rows}


OLGA = {"owner@birch.example": ("owner", True)}


def test_a_member_joins_once(owner, told):
    sam = add(owner, name="Sam Birch", in_charge=True)
    assert add(owner, " SAM@birch.example ", "viewer") == sam
    assert members() == OLGA | {"sam@birch.example": ("operator", True)}
    assert told() == [("MemberAdded", {"person": "Sam Birch", "role": "operator"})]
    person = User.objects.get(id=sam)
    assert not person.has_usable_password()
    assert [card.role for card in workspaces_of(sam)] == ["operator"]


def test_role_and_charge_change_with_old_and_new(owner, told):
    sam = add(owner)
    told()
    change(owner, sam, "finance", in_charge=True)
    changes = {"role": ["operator", "finance"], "in_charge": [False, True]}
    assert told() == [("MemberChanged", {"person": "sam", "changes": changes})]
    change(owner, sam, "finance", in_charge=True)
    assert told() == []
    assert members()["sam@birch.example"] == ("finance", True)


def test_the_only_owner_stays(owner, told):
    olga = User.objects.get(email="owner@birch.example").id
    with pytest.raises(LastOwner):
        change(owner, olga, "operator")
    with pytest.raises(LastOwner):
        remove_member(actor=owner, user_id=olga, now=DAY)
    assert (members(), told()) == (OLGA, [])
    change(owner, olga, "owner", in_charge=False)  # what is no loss of the owner goes
    with transaction.atomic():
        assert in_charge_of(owner.workspace_id) == [olga]


def test_an_owner_may_go_when_another_stays(owner, told):
    olga, sam = User.objects.get(email="owner@birch.example").id, add(owner, role="owner")
    remove_member(actor=owner, user_id=olga, now=DAY)
    assert members() == {"sam@birch.example": ("owner", False)}
    assert told()[-1] == ("MemberRemoved", {"person": "Olga"})
    assert workspaces_of(olga) == []
    with pytest.raises(LastOwner):
        remove_member(actor=owner, user_id=sam, now=DAY)


def test_of_two_owners_who_leave_at_once_one_stays(owner):
    olga, sam = User.objects.get(email="owner@birch.example").id, add(owner, role="owner")
    refused: list[Refusal | DatabaseError] = []

    def leave() -> None:
        try:
            with wear(Hat.workspace(owner.workspace_id)):
                change(owner, sam, "viewer")
        except (Refusal, DatabaseError) as trouble:
            refused.append(trouble)
        finally:
            connection.close()

    thread = Thread(target=leave)
    with transaction.atomic():
        remove_member(actor=owner, user_id=olga, now=DAY)
        thread.start()
        while thread.is_alive() and not somebody_waits():
            sleep(0.01)
    thread.join(30)
    assert [type(trouble) for trouble in refused] == [LastOwner]
    assert members() == {"sam@birch.example": ("owner", False)}


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(("email", "role"), [("nobody", "operator"), ("a@b.example", "king"), ("", "viewer")])
def test_wrong_input_adds_nobody(owner, told, email, role):
    with pytest.raises(Invalid):
        add(owner, email, role)
    assert (members(), told(), User.objects.count()) == (OLGA, [], 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_an_owner_lets_people_in_and_out(owner, told, role):
    sam, other = add(owner), staff(owner.workspace_id, role)
    told()
    for act in (
        lambda: add(other, "x@birch.example"),
        lambda: change(other, sam, "owner"),
        lambda: remove_member(actor=other, user_id=sam, now=DAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (members(), told()) == (OLGA | {"sam@birch.example": ("operator", False)}, [])


def test_a_strangers_member_is_not_there(owner):
    stranger = staff(make_workspace("cedar"))
    with wear(Hat.workspace(stranger.workspace_id)):
        theirs = add(stranger, "kim@cedar.example")
    for act in (
        lambda: change(owner, theirs, "owner"),
        lambda: remove_member(actor=owner, user_id=theirs, now=DAY),
    ):
        with pytest.raises(NotFound):
            act()
