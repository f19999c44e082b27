"""Who asks: a person or a program, on whose side, with which permissions."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from orderloom.kernel.errors import NotAllowed

NOWHERE = UUID(int=0)  # the id that no workspace and no company has: who is nowhere finds nothing


class Party(StrEnum):
    """The side on which an actor stands."""

    STAFF = "staff"
    SUPPLIER = "supplier"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or program that asks.

    Staff and the system act in one workspace; a supplier acts for its company, over all workspaces it serves.
    """

    party: Party
    name: str
    user_id: UUID | None = None
    workspace_id: UUID = NOWHERE
    company_id: UUID = NOWHERE
    permissions: frozenset[str] = field(default_factory=frozenset)
    token_id: UUID | None = None
    link_id: UUID | None = None  # the link in a message by which they came, without signing in
    task_id: UUID | None = None  # the one task that such a link is for

    def can(self, permission: str) -> bool:
        """Test whether the actor holds the permission; the system holds all."""
        return self.party is Party.SYSTEM or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless the actor holds the permission."""
        if not self.can(permission):
            raise NotAllowed(permission=permission)


def link_name(link_id: UUID) -> str:
    """Return what people call a link: the timeline says by which one something was done."""
    return f"L-{link_id.hex[-6:].upper()}"


def system(workspace_id: UUID, name: str = "Orderloom") -> Actor:
    """Return the actor that stands for the program itself in one workspace."""
    return Actor(party=Party.SYSTEM, name=name, workspace_id=workspace_id)
