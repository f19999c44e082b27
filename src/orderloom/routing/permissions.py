"""Permissions of the routing stage."""

from orderloom.kernel.permissions import Role, grant

ASSIGN = grant("routing.assign", Role.OPERATOR, Role.PURCHASER)
