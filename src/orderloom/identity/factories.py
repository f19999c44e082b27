"""Workspaces and the people who act in them, for tests."""

from datetime import UTC, datetime
from uuid import UUID

from orderloom.identity.commands.workspaces import create_workspace
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.permissions import Role, held_by

DAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def make_workspace(slug: str = "birch") -> UUID:
    """Begin a workspace whose owner is `owner@<slug>.example` and return its id."""
    return create_workspace(
        name=slug.title(), slug=slug, owner_email=f"owner@{slug}.example", owner_name="Olga", now=DAY
    )


def staff(workspace_id: UUID, role: Role = Role.OWNER) -> Actor:
    """Return somebody with the role in the workspace."""
    return Actor(Party.STAFF, "Olga", workspace_id=workspace_id, permissions=held_by(role))
