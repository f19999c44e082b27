"""Roles as members and keys name them: one of the five, by its code, or a role of the workspace's own, by its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import OwnRole
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import Invalid, Refusal
from orderloom.kernel.permissions import Role, all_permissions, held_by

BUILT_IN = frozenset(role.value for role in Role)


class BeyondOwnPower(Refusal):
    """Nobody gives or takes what they do not hold themselves."""

    code = "beyond_own_power"
    status = 403
    message = _("This role may do things that you may not. Ask somebody who may.")


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role as it is stored: `code` is one of the five, and stands aside for a role of the workspace's own."""

    code: str
    own_id: UUID | None
    name: str
    permissions: frozenset[str]

    @property
    def key(self) -> str:
        """Return what names the role: its code, or its id."""
        return str(self.own_id) if self.own_id else self.code


def key_of(code: str, own_id: UUID | None) -> str:
    """Return what names the role that a row holds."""
    return str(own_id) if own_id else code


def permissions_of(code: str, own: Sequence[str] | None) -> frozenset[str]:
    """Return what may be done by one who holds the role: what the code says, or the role's own list."""
    return held_by(Role(code)) if own is None else frozenset(own) & all_permissions()


def role_named(workspace_id: UUID, key: str) -> NamedRole:
    """Return the role of the workspace with the code or id. Raises Invalid when there is none."""
    if key in BUILT_IN:
        return NamedRole(key, None, key, held_by(Role(key)))
    own = OwnRole.objects.filter(workspace_id=workspace_id)
    for row in own.filter(id=role_id) if (role_id := _uuid(key)) else ():
        return NamedRole(Role.VIEWER.value, row.id, row.name, permissions_of(Role.VIEWER, row.permissions))
    raise Invalid(fields={"role": _("There is no such role.")})


def own_roles(workspace_id: UUID) -> list[NamedRole]:
    """Return the roles that the workspace made itself, by name."""
    rows = OwnRole.objects.filter(workspace_id=workspace_id).order_by("name", "id")
    return [
        NamedRole(Role.VIEWER.value, row.id, row.name, permissions_of(Role.VIEWER, row.permissions))
        for row in rows
    ]


def check_power(actor: Actor, permissions: frozenset[str]) -> None:
    """Raise BeyondOwnPower when staff would give or take a permission that they do not hold."""
    if actor.party is Party.STAFF and not permissions <= actor.permissions:
        raise BeyondOwnPower(permissions=sorted(permissions - actor.permissions))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
