"""Why an order stayed as it is when its import was undone."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.intake.queries.import_changes import LeftOrder
from orderloom.portals.order_timeline import PARTS

SINCE: Mapping[str, str | Promise] = {
    "OrderUpdated": gettext_lazy("The shop has changed it since."),
    "OrderEdited": gettext_lazy("Somebody has edited it since."),
    "OrderConfirmed": gettext_lazy("It was confirmed since."),
    "PurchasingStarted": gettext_lazy("Purchasing has started."),
    "OrderHeld": gettext_lazy("It was put on hold since."),
    "OrderReleased": gettext_lazy("It was released since."),
    "OrderCancelled": gettext_lazy("It was cancelled since."),
    "OwnersChosen": gettext_lazy("Somebody was put in charge of it since."),
    "LineCategorised": gettext_lazy("A line got its category by hand since."),
    "DueDateChanged": gettext_lazy("The day to ship by was changed since."),
    "purchasing": gettext_lazy("Purchasing has started."),
    "in_fulfilment": gettext_lazy("A supplier has accepted it."),
    "completed": gettext_lazy("It is complete."),
    "cancelled": gettext_lazy("It was cancelled since."),
}


def why_left(order: LeftOrder) -> str:
    """Return why, in the reader's language."""
    if order.outcome == "part":
        names = _(", ").join(str(PARTS.get(name, name)) for name in order.why.split(","))
        return _("Restored but for what somebody has changed since: %(names)s.") % {"names": names}
    return str(SINCE.get(order.why, _("Somebody has worked on it since.")))
