"""Permissions of the cases stage."""

from orderloom.kernel.permissions import Role, grant

SOLVE = grant("cases.solve", Role.OPERATOR, Role.PURCHASER)
