"""A workspace begins with its owner, and its settings change with old and new on record."""

import pytest
from django.db import transaction

from orderloom.identity.commands.workspaces import change_workspace, create_workspace
from orderloom.identity.factories import DAY, staff
from orderloom.identity.models import Member, SlugIndex, User, Workspace
from orderloom.identity.queries import in_charge_of, workspace_by_slug, workspaces_of
from orderloom.kernel.chain import verify_chain
from orderloom.kernel.errors import Invalid, NotAllowed
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear


def begin(**told):
    asked = {"name": "Birch & Clay", "slug": "clay", "owner_email": "Lin@Clay.example", "now": DAY}
    return create_workspace(**(asked | told))


@pytest.mark.django_db(transaction=True)
def test_a_workspace_begins_with_an_owner_who_is_in_charge():
    workspace_id = begin(
        owner_name="Lin Mei", owner_password="long-enough-8", zone="Asia/Shanghai", currency="CNY"
    )
    lin = User.objects.get(email="lin@clay.example")
    assert lin.check_password("long-enough-8")
    (card,) = workspaces_of(lin.id)
    assert (card.id, card.slug, card.name, card.zone, card.currency, card.role) == (
        workspace_id, "clay", "Birch & Clay", "Asia/Shanghai", "CNY", "owner",
    )  # fmt: skip
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        assert in_charge_of(workspace_id) == [lin.id]
    found = workspace_by_slug("clay")
    assert found is not None
    assert found.id == workspace_id
    assert verify_chain(workspace_id).broken_at is None


@pytest.mark.django_db(transaction=True)
def test_a_known_person_keeps_their_password():
    begin(owner_password="the-first-one-1")
    begin(slug="second", owner_password="another-one-22")
    lin = User.objects.get(email="lin@clay.example")
    assert lin.check_password("the-first-one-1")
    assert {card.slug for card in workspaces_of(lin.id)} == {"clay", "second"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "clay"}, "slug"),
        ({"slug": "Not a slug"}, "slug"),
        ({"slug": "-x"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"name": " "}, "name"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"currency": "XYZ1"}, "currency"),
        ({"language": "fr"}, "language"),
        ({"owner_email": "nobody"}, "email"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_makes_no_workspace_leaves_nothing(wrong, field):
    begin()
    with pytest.raises(Invalid) as refused:
        begin(**({"slug": "other", "owner_email": "new@clay.example"} | wrong))
    assert list(refused.value.fields) == [field]
    assert SlugIndex.objects.count() == User.objects.count() == 1


def test_settings_change_with_old_and_new_on_record(owner, told):
    change_workspace(actor=owner, changes={"name": " Clay ", "currency": "CNY", "zone": "UTC"}, now=DAY)
    with transaction.atomic():
        row = Workspace.objects.get(id=owner.workspace_id)
    assert (row.name, row.currency, row.zone) == ("Clay", "CNY", "UTC")
    changes = {"name": ["Birch", "Clay"], "currency": ["USD", "CNY"]}
    assert told() == [("WorkspaceChanged", {"changes": changes})]
    change_workspace(actor=owner, changes={"name": "Clay"}, now=DAY)
    assert told() == []


@pytest.mark.parametrize(
    "wrong", [{"slug": "x"}, {"name": ""}, {"zone": "x"}, {"currency": "x"}, {"address_shared": "always"}]
)
def test_settings_that_make_no_sense_change_nothing(owner, told, wrong):
    with pytest.raises(Invalid) as refused:
        change_workspace(actor=owner, changes={"language": "zh-hans", **wrong}, now=DAY)
    assert set(refused.value.fields) == set(wrong)
    with transaction.atomic():
        assert Workspace.objects.get(id=owner.workspace_id).language == "en"
    assert told() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_the_owner_changes_settings(owner, told, role):
    with pytest.raises(NotAllowed):
        change_workspace(actor=staff(owner.workspace_id, role), changes={"name": "X"}, now=DAY)
    assert told() == []
    with transaction.atomic():
        assert Member.objects.count() == 1
