"""What stands against a row of tracking numbers, in a sentence that says what to do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orderloom.portals.queries.parcel_check import Checked

SENTENCES: Mapping[str, str | Promise] = {
    "no_reference": _("Say which order or task this parcel is of."),
    "no_number": _("Enter the tracking number."),
    "not_found": _("No order, task or SKU bears this number. Compare it with the list."),
    "several_orders": _("Several orders bear this number: %(other)s. Write which one."),
    "no_task": _("No supplier makes this order yet. Start purchasing first."),
    "several_tasks": _("This order has several tasks that have not left. Choose which one leaves."),
    "shipped": _("All of it has left already."),
    "not_accepted": _("The supplier has not accepted it yet. Accept it for the supplier first."),
    "no_supplier": _("The task has no supplier yet. Assign one first."),
    "cancelled": _("The task was cancelled."),
    "carrier_unknown": _("No carrier is called so. Choose one."),
    "carrier_unclear": _("The number does not tell whose it is. Choose the carrier."),
    "carrier_several": _("Several carriers have numbers like this. Choose the carrier."),
    "number_twice": _("Row %(other)s has the same number for another order. One parcel?"),
    "number_taken": _("%(other)s has this number already. One parcel?"),
    "task_twice": _("Row %(other)s ships the same task."),
    "known": _("Entered before."),
    "repeated": _("The same as row %(other)s."),
}
FIELDS: Mapping[str, str] = {
    "no_reference": "ref", "not_found": "ref", "several_orders": "ref", "no_task": "ref", "shipped": "ref",
    "not_accepted": "ref", "no_supplier": "ref", "cancelled": "ref", "task_twice": "ref", "no_number": "number",
    "number_twice": "number", "number_taken": "number", "several_tasks": "pick", "carrier_unknown": "carrier",
    "carrier_unclear": "carrier", "carrier_several": "carrier", "carrier_differs": "carrier",
}  # fmt: skip
"""The field in which a fault is mended."""


def sentence(row: Checked) -> str:
    """Return what stands against the row; nothing for a good one."""
    if row.told:
        return row.told
    return str(SENTENCES.get(row.code, "")) % {"other": row.other}
