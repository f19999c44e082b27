"""Roles of a workspace and the permissions that each holds; stages register theirs in permissions.py."""

from collections import defaultdict
from enum import StrEnum


class Role(StrEnum):
    """What a member is in a workspace."""

    OWNER = "owner"
    OPERATOR = "operator"
    PURCHASER = "purchaser"
    FINANCE = "finance"
    VIEWER = "viewer"


_held: dict[Role, set[str]] = defaultdict(set)


def grant(permission: str, *roles: Role) -> str:
    """Register a permission for the roles that hold it (the owner holds all) and return its name."""
    for role in {Role.OWNER, *roles}:
        _held[role].add(permission)
    return permission


def held_by(role: Role) -> frozenset[str]:
    """Return all permissions that the role holds."""
    return frozenset(_held[role])


def all_permissions() -> frozenset[str]:
    """Return every permission that there is."""
    return held_by(Role.OWNER)
