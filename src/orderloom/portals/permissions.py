"""Permissions of the pages' own things."""

from orderloom.kernel.permissions import Role, grant

TEAM_VIEWS = grant("portals.team_views", Role.OPERATOR, Role.PURCHASER, Role.FINANCE)
