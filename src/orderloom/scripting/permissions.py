"""Permissions of the scripting stage."""

from orderloom.kernel.permissions import Role, grant

EDIT = grant("scripting.edit", Role.OPERATOR, Role.PURCHASER)
