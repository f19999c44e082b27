"""What the list of parcels is asked for, and what it can be narrowed down by."""

from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from orderloom.intake.states import Platform
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked, Shape
from orderloom.portals.lists.filters import Filter, Words
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_narrowing import ON, PLACED, platforms, stores, suppliers
from orderloom.shipping.carriers.recognition import CARRIERS
from orderloom.shipping.states import ParcelState
from orderloom.ui.status import label

USUAL = ("number", "carrier", "order", "items", "quantity", "status", "waits", "due", "shipped")
FURTHER = ("supplier", "task", "store", "arrived")
GROUPS = ("status", "supplier", "carrier", "shipped")
SHAPE = Shape(
    {
        "status": reads.one_of([one.value for one in ParcelState]),
        "q": reads.words,
        "carrier": reads.some_of(list(CARRIERS)),
        "supplier": reads.ids,
        "store": reads.ids,
        "platform": reads.some_of([one.value for one in Platform]),
        "shipped": reads.one_of(list(PLACED)),
        "shipped_from": reads.day,
        "shipped_to": reads.day,
        "owed": reads.flag,
        **reads.shown(("shipped",), (*USUAL, *FURTHER), (), GROUPS),
    },
    tab="status",
    usual={"sort": "-shipped", "size": "50", "cols": ",".join(USUAL)},
)


@dataclass(frozen=True, slots=True)
class ShipmentsAsked(Asked):
    """What the list of parcels is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)


def statuses(reader: Reader) -> Words:
    """Return how far a parcel may be, in words."""
    return {one.value: label("parcel", one.value) for one in ParcelState}


def carriers(reader: Reader) -> Words:
    """Return the carriers by name, in the reader's language."""
    language = get_language() or "en"
    names = {code: carrier.name(language) for code, carrier in CARRIERS.items()}
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))


FILTERS = (
    Filter("q", gettext_lazy("Search"), "text"),
    Filter("carrier", gettext_lazy("Carrier"), "many", carriers),
    Filter("supplier", gettext_lazy("Supplier"), "many", suppliers),
    Filter("store", gettext_lazy("Store"), "many", stores),
    Filter("platform", gettext_lazy("Platform"), "many", platforms),
    Filter("shipped", pgettext_lazy("filter", "Shipped"), "days", lambda reader: PLACED),
    Filter("owed", gettext_lazy("No tracking 48 h"), "one", lambda reader: ON),
)
