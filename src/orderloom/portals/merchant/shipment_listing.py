"""The list of parcels, as the pattern of all lists needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderloom.intake.permissions import SEE
from orderloom.kernel.keyset import Sort, Values, moment
from orderloom.portals.lists.asked import Asked, read_values
from orderloom.portals.lists.groups import Grouping
from orderloom.portals.lists.reader import Reader
from orderloom.portals.merchant.order_narrowing import suppliers
from orderloom.portals.merchant.shipment_columns import COLUMNS, ShownParcel
from orderloom.portals.merchant.shipment_filters import FILTERS, SHAPE, ShipmentsAsked, carriers, statuses
from orderloom.portals.queries.parcel_list import JOINED, NAMES, ParcelLine, filtered_parcels
from orderloom.shipping.models import Shipment


@dataclass(frozen=True, slots=True)
class ShipmentListing:
    """All parcels of a workspace."""

    name = "shipments"
    columns = COLUMNS
    filters = FILTERS
    sorts = {"shipped": Sort("shipped_at", moment)}
    groups = {
        "status": Grouping(gettext_lazy("Status"), "state", statuses),
        "supplier": Grouping(gettext_lazy("Supplier"), "supplier_id", suppliers),
        "carrier": Grouping(gettext_lazy("Carrier"), "carrier", carriers),
        "shipped": Grouping(pgettext_lazy("parcel", "Left on"), "shipped_at", zoned=True),
    }
    reads = NAMES
    joined = {name: F(path) for name, path in JOINED.items()}
    layouts = ("table",)

    def asked(self, values: Mapping[str, str]) -> ShipmentsAsked:
        """Read what an address or a form asks for."""
        return ShipmentsAsked(values=read_values(SHAPE, values))

    def narrowed(self, reader: Reader, asked: Asked) -> "QuerySet[Shipment]":
        """Return the parcels that fit. Raises NotAllowed."""
        reader.actor.require(SEE)
        return filtered_parcels(reader, asked)

    def shown(self, reader: Reader, rows: Sequence[Values], keys: Sequence[str]) -> list[ShownParcel]:
        """Return the parcels as their cells need them."""
        return [ShownParcel(_row(values), reader) for values in rows]


def _row(values: Values) -> ParcelLine:
    told: dict[str, Any] = {name: values[name] for name in (*NAMES, *JOINED) if name != "supplier_name"}
    return ParcelLine(supplier=values["supplier_name"], **told)


SHIPMENTS = ShipmentListing()
