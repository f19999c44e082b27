"""Keys for programs: shown once, kept as a digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.events import TokenCreated, TokenRevoked
from orderloom.identity.models import ApiToken
from orderloom.identity.permissions import TOKENS
from orderloom.identity.queries import token_digest, visible_tokens
from orderloom.identity.roles import check_power, role_named
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound
from orderloom.kernel.events import record
from orderloom.kernel.permissions import Role

SECRET_BYTES = 30
HINT_LENGTH = 9


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which is never to be seen again."""

    id: UUID
    secret: str


@command
def create_token(*, actor: Actor, name: str, now: datetime, role: str = Role.OPERATOR.value) -> NewToken:
    """Make a key to the workspace with a role's permissions, or, for a supplier, to its own company.

    Raises NotAllowed, BeyondOwnPower (the role may do what the actor may not) and Invalid (no name, no such role).
    """
    if not 1 <= len(name.strip()) <= 80:
        raise Invalid(fields={"name": _("Give the key a name of at most 80 characters.")})
    supplier = actor.party is Party.SUPPLIER
    given = role_named(actor.workspace_id, role)
    if not supplier:
        actor.require(TOKENS)
        check_power(actor, given.permissions)
    secret = "ol_" + secrets.token_urlsafe(SECRET_BYTES)
    row = ApiToken.objects.create(
        workspace_id=None if supplier else actor.workspace_id,
        company_id=actor.company_id if supplier else None,
        name=name.strip(),
        digest=token_digest(secret),
        hint=secret[:HINT_LENGTH],
        role=given.code,
        own_role_id=given.own_id,
        created_by_id=actor.user_id,
        created_at=now,
    )
    if not supplier:  # a company has no timeline of its own
        record(actor, TokenCreated(subject_id=row.id, name=row.name, hint=row.hint, role=given.name), at=now)
    return NewToken(row.id, secret)


@command
def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> None:
    """Make a key useless from the next request on. Raises NotAllowed, NotFound."""
    supplier = actor.party is Party.SUPPLIER
    if not supplier:
        actor.require(TOKENS)
    row = visible_tokens(actor).select_for_update().filter(id=token_id).first()
    if row is None:
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        if not supplier:
            record(actor, TokenRevoked(subject_id=row.id, name=row.name), at=now)
