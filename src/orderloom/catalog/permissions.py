"""Permissions of the catalogue stage."""

from orderloom.kernel.permissions import Role, grant

MANAGE = grant("catalog.manage", Role.OPERATOR, Role.PURCHASER)
