"""Permissions of the partners stage."""

from orderloom.kernel.permissions import Role, grant

MANAGE = grant("partners.manage", Role.OPERATOR, Role.PURCHASER)
