"""Permissions of the identity stage."""

from orderloom.kernel.permissions import Role, grant

SETTINGS = grant("identity.settings")
MEMBERS = grant("identity.members")
TOKENS = grant("identity.tokens")
SEE = grant("identity.see", Role.OPERATOR, Role.PURCHASER, Role.FINANCE, Role.VIEWER)
