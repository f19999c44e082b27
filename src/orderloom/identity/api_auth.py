"""Who may use an operation of the API: the staff's tokens, the suppliers', or both."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from orderloom.identity.api_door import ApiRequest
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotAllowed


class Token(HttpBearer):
    """A token of one workspace, or of one supplier company; the door has found its holder already."""

    parties = frozenset({Party.STAFF, Party.SUPPLIER})

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the holder. Raises NotAllowed when the operation is not for its side."""
        actor = cast("ApiRequest", request).actor
        if actor.party not in self.parties:
            raise NotAllowed
        return actor


class WorkspaceToken(Token):
    """A token of one workspace."""

    parties = frozenset({Party.STAFF})


class SupplierToken(Token):
    """A token of one supplier company."""

    parties = frozenset({Party.SUPPLIER})


STAFF, SUPPLIER, ANYONE = WorkspaceToken(), SupplierToken(), Token()


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return cast("ApiRequest", request).actor


def workspace_of(request: HttpRequest) -> UUID:
    """Return the workspace of the token. Raises NotAllowed for a token of another kind."""
    workspace_id = actor_of(request).workspace_id
    if workspace_id is None:
        raise NotAllowed
    return workspace_id
