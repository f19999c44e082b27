"""Keys for programs: seen once, kept as a digest, useless when revoked."""

import hashlib
import re

import pytest
from django.db import transaction

from orderloom.identity.commands.tokens import create_token, revoke_token
from orderloom.identity.factories import DAY, make_workspace, staff
from orderloom.identity.models import ApiToken
from orderloom.identity.queries import token_actor
from orderloom.kernel.actor import Party
from orderloom.kernel.errors import Invalid, NotAllowed, NotFound
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear


def make(owner, name: str = "ERP", **told):
    return create_token(actor=owner, name=name, now=DAY, **told)


def test_the_secret_is_seen_once_and_kept_as_a_digest(owner, told):
    made = make(owner, " ERP ", role="viewer")
    assert re.fullmatch(r"ol_[A-Za-z0-9_-]{40}", made.secret)
    with transaction.atomic():
        row = ApiToken.objects.get(id=made.id)
    assert (row.name, row.role, row.workspace_id) == ("ERP", "viewer", owner.workspace_id)
    assert row.digest == hashlib.sha256(made.secret.encode()).hexdigest()
    assert made.secret.startswith(row.hint)
    assert len(row.hint) < 12
    assert told() == [("TokenCreated", {"name": "ERP", "hint": row.hint, "role": "viewer"})]


def test_its_holder_has_the_roles_permissions_in_the_workspace(owner):
    holder = token_actor(make(owner, role="viewer").secret)
    assert (holder.party, holder.workspace_id, holder.name) == (Party.STAFF, owner.workspace_id, "ERP")
    assert holder.permissions == held_by(Role.VIEWER)


def test_a_revoked_key_opens_nothing(owner, told):
    made = make(owner)
    told()
    revoke_token(actor=owner, token_id=made.id, now=DAY)
    revoke_token(actor=owner, token_id=made.id, now=DAY)
    assert told() == [("TokenRevoked", {"name": "ERP"})]
    with pytest.raises(NotFound):
        token_actor(made.secret)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "x" * 81}, {"role": "king"}])
def test_wrong_input_makes_no_key(owner, told, wrong):
    with pytest.raises(Invalid) as refused:
        make(owner, **wrong)
    assert list(refused.value.fields) == list(wrong)
    assert told() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_an_owner_makes_and_revokes_keys(owner, told, role):
    made, other = make(owner), staff(owner.workspace_id, role)
    told()
    with pytest.raises(NotAllowed):
        make(other)
    with pytest.raises(NotAllowed):
        revoke_token(actor=other, token_id=made.id, now=DAY)
    assert told() == []
    assert token_actor(made.secret).workspace_id == owner.workspace_id


def test_a_strangers_key_is_not_there(owner):
    stranger = staff(make_workspace("cedar"))
    with wear(Hat.workspace(stranger.workspace_id)):
        theirs = make(stranger)
    with pytest.raises(NotFound):
        revoke_token(actor=owner, token_id=theirs.id, now=DAY)
    assert token_actor(theirs.secret).workspace_id == stranger.workspace_id
