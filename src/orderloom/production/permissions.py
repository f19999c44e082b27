"""Permissions of the production stage."""

from orderloom.kernel.permissions import Role, grant

ANSWER = grant("production.answer", Role.OPERATOR, Role.PURCHASER)
CANCEL = grant("production.cancel", Role.OPERATOR, Role.PURCHASER)
