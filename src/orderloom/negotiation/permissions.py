"""Permissions of the negotiation stage."""

from orderloom.kernel.permissions import Role, grant

TOLERATE = grant("negotiation.tolerate", Role.PURCHASER)
