"""What happens to workspaces, their members and tokens."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderloom.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceCreated(Event):
    """The workspace began."""

    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceChanged(Event):
    """Settings of the workspace changed: old and new value of each."""

    subject_id: UUID
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Event):
    """A person joined the workspace."""

    subject_id: UUID
    person: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(Event):
    """A member's role, or whether they are in charge by default, changed."""

    subject_id: UUID
    person: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Event):
    """A person left the workspace."""

    subject_id: UUID
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCreated(Event):
    """A program got a key; only its beginning is kept."""

    subject_id: UUID
    name: str
    hint: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A program's key no longer opens anything."""

    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCreated(Event):
    """The workspace made a role of its own."""

    subject_id: UUID
    name: str
    permissions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event):
    """The name or the permissions of an own role changed."""

    subject_id: UUID
    name: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRemoved(Event):
    """An own role is gone."""

    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoChanged(Event):
    """The logo was set, replaced or taken away: the digest of the old and the new picture."""

    subject_id: UUID
    changes: dict[str, list[Any]]
