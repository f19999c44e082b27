"""Permissions of the messages stage."""

from orderloom.kernel.permissions import Role, grant

WRITE = grant("messages.write", Role.OPERATOR, Role.PURCHASER, Role.FINANCE)
