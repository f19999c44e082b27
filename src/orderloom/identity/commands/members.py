"""Who belongs to a workspace, and as what."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orderloom.identity.commands.people import person_with
from orderloom.identity.events import MemberAdded, MemberChanged, MemberRemoved
from orderloom.identity.models import Member
from orderloom.identity.permissions import MEMBERS
from orderloom.identity.roles import check_power, key_of, role_named
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.kernel.events import record
from orderloom.kernel.permissions import Role


class LastOwner(Refusal):
    """A workspace without an owner could never be changed again."""

    code = "last_owner"
    message = _("This is the only owner. Make somebody else an owner first.")


@command
def add_member(
    *,
    actor: Actor,
    email: str,
    role: str,
    now: datetime,
    name: str = "",
    language: str = "en",
    in_charge: bool = False,
) -> UUID:
    """Let a person into the workspace and return their id; a member already stays as they are.

    `role` is one of the five or the id of a role of the workspace's own. Raises NotAllowed, BeyondOwnPower (the role
    may do what the actor may not) and Invalid (no address, no such role).
    """
    actor.require(MEMBERS)
    given = role_named(actor.workspace_id, role)
    check_power(actor, given.permissions)
    person, _new = person_with(email, name=name, language=language)
    _row, made = Member.objects.get_or_create(
        workspace_id=actor.workspace_id,
        user=person,
        defaults={
            "role": given.code, "own_role_id": given.own_id, "in_charge": in_charge, "created_at": now,
        },
    )  # fmt: skip
    if made:
        record(actor, MemberAdded(subject_id=person.id, person=str(person), role=given.name), at=now)
    return person.id


@command
def change_member(*, actor: Actor, user_id: UUID, role: str, in_charge: bool, now: datetime) -> None:
    """Change a member's role and whether they are in charge by default.

    Raises NotAllowed, NotFound, Invalid, LastOwner, BeyondOwnPower (gives or takes what the actor does not hold).
    """
    actor.require(MEMBERS)
    given = role_named(actor.workspace_id, role)
    row, is_last_owner = _member(actor, user_id)
    changes: dict[str, list[object]] = {}
    before = role_named(actor.workspace_id, key_of(row.role, row.own_role_id))
    if before.key != given.key:
        if is_last_owner:
            raise LastOwner
        check_power(actor, given.permissions | before.permissions)
        changes["role"] = [before.name, given.name]
    if row.in_charge != in_charge:
        changes["in_charge"] = [row.in_charge, in_charge]
    if not changes:
        return
    row.role, row.own_role_id, row.in_charge = given.code, given.own_id, in_charge
    row.save(update_fields=["role", "own_role", "in_charge"])
    record(actor, MemberChanged(subject_id=user_id, person=str(row.user), changes=changes), at=now)


@command
def remove_member(*, actor: Actor, user_id: UUID, now: datetime) -> None:
    """Take a person out of the workspace; their next request is refused.

    Raises NotAllowed, NotFound, LastOwner, BeyondOwnPower.
    """
    actor.require(MEMBERS)
    row, is_last_owner = _member(actor, user_id)
    if is_last_owner:
        raise LastOwner
    check_power(actor, role_named(actor.workspace_id, key_of(row.role, row.own_role_id)).permissions)
    person = str(row.user)
    row.delete()
    record(actor, MemberRemoved(subject_id=user_id, person=person), at=now)


def _member(actor: Actor, user_id: UUID) -> tuple[Member, bool]:
    """Lock a member and return them, and whether they are the only owner. Raises NotFound.

    All owners are locked with them, in one order: of two who leave at once only one can be the last but one.
    """
    asked = Q(user_id=user_id) | Q(role=Role.OWNER.value)
    rows = Member.objects.select_for_update(of=("self",)).select_related("user")
    locked = list(rows.filter(asked, workspace_id=actor.workspace_id).order_by("id"))
    found = next((row for row in locked if row.user_id == user_id), None)
    if found is None:
        raise NotFound
    owners = [row for row in locked if row.role == Role.OWNER.value]
    return found, owners == [found]
