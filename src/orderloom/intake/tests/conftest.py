"""A workspace with one shop, and its staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from orderloom.intake.factories import make_store, make_workspace
from orderloom.kernel.actor import Actor, Party, system
from orderloom.kernel.ids import new_id
from orderloom.kernel.permissions import Role, held_by
from orderloom.kernel.tenancy import Hat, wear


@dataclass(frozen=True)
class Place:
    workspace_id: UUID
    store_id: UUID
    system: Actor
    operator: Actor
    viewer: Actor


def staff(workspace_id: UUID, role: Role) -> Actor:
    return Actor(
        Party.STAFF, role.value.title(), None, workspace_id, permissions=held_by(role), token_id=new_id()
    )


@pytest.fixture
def place(transactional_db: None) -> Iterator[Place]:
    """Wear the hat of a new workspace that has one shop."""
    workspace_id = make_workspace()
    store_id = make_store(workspace_id)
    with wear(Hat.workspace(workspace_id)):
        yield Place(
            workspace_id,
            store_id,
            system(workspace_id),
            staff(workspace_id, Role.OPERATOR),
            staff(workspace_id, Role.VIEWER),
        )
