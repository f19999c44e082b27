"""Permissions of the intake stage."""

from orderloom.kernel.permissions import Role, grant

STAFF = (Role.OPERATOR, Role.PURCHASER)

SEE = grant("intake.see", *STAFF, Role.FINANCE, Role.VIEWER)
IMPORT = grant("intake.import", *STAFF)
EDIT = grant("intake.edit", *STAFF)
CONFIRM = grant("intake.confirm", *STAFF)
PURCHASE = grant("intake.purchase", *STAFF)
CANCEL = grant("intake.cancel", *STAFF)
STORES = grant("intake.stores", Role.OPERATOR)
RULES = grant("intake.rules")
BLOCK = grant("intake.block", *STAFF)
REVIEW = grant("intake.review")
