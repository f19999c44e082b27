"""Roles of the workspace's own: nobody gives or takes what they do not hold."""

import pytest
from django.db import transaction

from orderloom.identity.commands.brand import remove_logo, set_logo
from orderloom.identity.commands.members import add_member, change_member, remove_member
from orderloom.identity.commands.roles import RoleInUse, change_role, create_role, remove_role
from orderloom.identity.commands.tokens import create_token, revoke_token
from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.identity.models import Logo, Member, OwnRole, User
from orderloom.identity.queries import people_of, staff_actor, token_actor, workspaces_of
from orderloom.identity.roles import BeyondOwnPower
from orderloom.identity.tests.test_pictures import PLAIN
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear


def holding(workspace_id, *permissions: str) -> Actor:
    return Actor(Party.STAFF, "Mo", workspace_id=workspace_id, permissions=frozenset(permissions))


def count(model) -> int:
    with transaction.atomic():
        return model.objects.count()


def test_a_person_with_an_own_role_may_do_what_it_says_from_the_next_request_on(owner, told):
    role = create_role(actor=owner, name="Packer", permissions={"intake.see", "production.answer"}, now=DAY)
    sam = add_member(actor=owner, email="sam@birch.example", role=str(role), now=DAY)
    actor, card = staff_actor(User.objects.get(id=sam), "birch")
    assert actor.permissions == {"intake.see", "production.answer"}
    assert card.role == str(role)
    change_role(actor=owner, role_id=role, name="Packer", permissions={"intake.see"}, now=DAY)
    assert staff_actor(User.objects.get(id=sam), "birch")[0].permissions == {"intake.see"}
    assert [kind for kind, _data in told()] == ["RoleCreated", "MemberAdded", "RoleChanged"]
    assert [card.slug for card in workspaces_of(sam)] == ["birch"]


def test_a_key_with_an_own_role(owner):
    role = create_role(actor=owner, name="Reader", permissions={"intake.see"}, now=DAY)
    made = create_token(actor=owner, name="ERP", role=str(role), now=DAY)
    assert token_actor(made.secret).permissions == {"intake.see"}
    with pytest.raises(RoleInUse):
        remove_role(actor=owner, role_id=role, now=DAY)
    revoke_token(actor=owner, token_id=made.id, now=DAY)
    remove_role(actor=owner, role_id=role, now=DAY)
    assert count(OwnRole) == 0


def test_nobody_gives_or_takes_what_they_do_not_hold(owner, told):
    role = create_role(actor=owner, name="Packer", permissions={"production.answer"}, now=DAY)
    sam = add_member(actor=owner, email="sam@birch.example", role="owner", now=DAY)
    clerk = holding(owner.workspace_id, "identity.members", "identity.tokens", "intake.see")
    told()
    for act in (
        lambda: create_role(actor=clerk, name="All", permissions={"identity.settings"}, now=DAY),
        lambda: change_role(actor=clerk, role_id=role, name="Packer", permissions={"intake.see"}, now=DAY),
        lambda: add_member(actor=clerk, email="x@birch.example", role="operator", now=DAY),
        lambda: add_member(actor=clerk, email="x@birch.example", role=str(role), now=DAY),
        lambda: change_member(actor=clerk, user_id=sam, role=str(role), in_charge=False, now=DAY),
        lambda: remove_member(actor=clerk, user_id=sam, now=DAY),
        lambda: create_token(actor=clerk, name="K", role="viewer", now=DAY),
    ):
        with pytest.raises(BeyondOwnPower):
            act()
    assert (told(), count(Member), count(OwnRole)) == ([], 2, 1)
    mine = create_role(actor=clerk, name="Looker", permissions={"intake.see"}, now=DAY)
    add_member(actor=clerk, email="x@birch.example", role=str(mine), now=DAY)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_who_may_change_members_makes_roles(owner, told, role):
    with pytest.raises(NotAllowed):
        create_role(actor=staff(owner.workspace_id, role), name="X", permissions={"intake.see"}, now=DAY)
    assert told() == []


@pytest.mark.parametrize(
    ("name", "permissions"),
    [("", {"intake.see"}), ("X", set()), ("X", {"no.such"}), ("packer", {"intake.see"})],
)
def test_wrong_roles_are_not_made(owner, name, permissions):
    create_role(actor=owner, name="Packer", permissions={"intake.see"}, now=DAY)
    with pytest.raises(Invalid):
        create_role(actor=owner, name=name, permissions=permissions, now=DAY)
    assert count(OwnRole) == 1


def test_another_workspaces_role_is_not_there(owner):
    stranger = staff(make_workspace("cedar"))
    with wear(Hat.workspace(stranger.workspace_id)):
        theirs = create_role(actor=stranger, name="Theirs", permissions={"intake.see"}, now=DAY)
    with pytest.raises(Invalid):
        add_member(actor=owner, email="sam@birch.example", role=str(theirs), now=DAY)
    for act in (
        lambda: remove_role(actor=owner, role_id=theirs, now=DAY),
        lambda: change_role(actor=owner, role_id=theirs, name="X", permissions={"intake.see"}, now=DAY),
    ):
        with pytest.raises(NotFound):
            act()
    with transaction.atomic():
        assert {one.role for one in people_of(owner.workspace_id)} == {"owner"}


def test_a_logo_is_kept_replaced_and_taken_away(owner, told):
    digest = set_logo(actor=owner, content=PLAIN, now=DAY)
    assert set_logo(actor=owner, content=PLAIN, now=DAY) == digest
    remove_logo(actor=owner, now=DAY)
    remove_logo(actor=owner, now=DAY)
    assert [data["changes"]["logo"] for _kind, data in told()] == [["", digest[:12]], [digest[:12], ""]]
    assert count(Logo) == 0
    with pytest.raises(NotAllowed):
        set_logo(actor=staff(owner.workspace_id, Role.OPERATOR), content=PLAIN, now=DAY)
