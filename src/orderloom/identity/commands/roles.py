"""Roles that a workspace makes itself, from permissions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.events import RoleChanged, RoleCreated, RoleRemoved
from orderloom.identity.models import ApiToken, Member, OwnRole
from orderloom.identity.permissions import MEMBERS
from orderloom.identity.roles import check_power
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Refusal, Text
from orderloom.kernel.events import record
from orderloom.kernel.permissions import all_permissions

LONGEST = 60
MOST_ROLES = 50


class RoleInUse(Refusal):
    """A role cannot go while somebody holds it."""

    code = "role_in_use"
    message = _("Members or keys still have this role. Give them another one first.")


@command
def create_role(*, actor: Actor, name: str, permissions: Collection[str], now: datetime) -> UUID:
    """Make a role of the workspace's own and return its id. Raises NotAllowed, BeyondOwnPower, Invalid."""
    actor.require(MEMBERS)
    wanted = _checked(actor, name, permissions)
    check_power(actor, wanted)
    if OwnRole.objects.filter(workspace_id=actor.workspace_id).count() >= MOST_ROLES:
        raise Invalid(fields={"name": _("There are 50 roles already. Remove one first.")})
    row = OwnRole.objects.create(
        workspace_id=actor.workspace_id, name=name.strip(), permissions=sorted(wanted), created_at=now
    )
    record(actor, RoleCreated(subject_id=row.id, name=row.name, permissions=sorted(wanted)), at=now)
    return row.id


@command
def change_role(
    *, actor: Actor, role_id: UUID, name: str, permissions: Collection[str], now: datetime
) -> None:
    """Change a role's name and permissions; who holds it may do so from their next request on.

    Raises NotAllowed, NotFound, BeyondOwnPower (gives or takes what the actor does not hold), Invalid.
    """
    actor.require(MEMBERS)
    row = _locked(actor, role_id)
    wanted, had = (
        _checked(actor, name, permissions, besides=role_id),
        frozenset(row.permissions) & all_permissions(),
    )
    check_power(actor, wanted ^ had)
    changes = {
        field: [old, new]
        for field, old, new in (
            ("name", row.name, name.strip()),
            ("permissions", sorted(had), sorted(wanted)),
        )
        if old != new
    }
    if changes:
        row.name, row.permissions = name.strip(), sorted(wanted)
        row.save(update_fields=["name", "permissions"])
        record(actor, RoleChanged(subject_id=row.id, name=row.name, changes=changes), at=now)


@command
def remove_role(*, actor: Actor, role_id: UUID, now: datetime) -> None:
    """Remove a role that nobody holds. Raises NotAllowed, NotFound, RoleInUse."""
    actor.require(MEMBERS)
    row = _locked(actor, role_id)
    if (
        Member.objects.filter(workspace_id=row.workspace_id, own_role=row).exists()
        or ApiToken.objects.filter(workspace_id=row.workspace_id, own_role=row, revoked_at=None).exists()
    ):
        raise RoleInUse
    ApiToken.objects.filter(workspace_id=row.workspace_id, own_role=row).update(own_role=None)
    record(actor, RoleRemoved(subject_id=row.id, name=row.name), at=now)
    row.delete()


def _locked(actor: Actor, role_id: UUID) -> OwnRole:
    found = OwnRole.objects.select_for_update().filter(workspace_id=actor.workspace_id, id=role_id).first()
    if found is None:
        raise NotFound
    return found


def _checked(
    actor: Actor, name: str, permissions: Collection[str], besides: UUID | None = None
) -> frozenset[str]:
    """Return the permissions. Raises Invalid, naming each field."""
    wrong: dict[str, Text] = {}
    wanted = frozenset(permissions)
    if not 1 <= len(name.strip()) <= LONGEST:
        wrong["name"] = _("Give a name of at most 60 characters.")
    same = OwnRole.objects.filter(workspace_id=actor.workspace_id, name__iexact=name.strip())
    if (same.exclude(id=besides) if besides else same).exists():
        wrong["name"] = _("Another role has this name.")
    if not wanted or wanted - all_permissions():
        wrong["permissions"] = _("Choose what the role may do.")
    if wrong:
        raise Invalid(fields=wrong)
    return wanted
