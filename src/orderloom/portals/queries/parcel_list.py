"""The merchant's list of parcels: what its filters mean, and how many there are in each state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from orderloom.intake.queries.orders import OrderFilters, filtered_orders
from orderloom.kernel.keyset import MOST_COUNTED
from orderloom.kernel.reading import fetched
from orderloom.portals.lists.asked import Asked
from orderloom.portals.lists.reader import Reader
from orderloom.portals.queries.numbers import parcels_called
from orderloom.production.models import OrderTask
from orderloom.shipping.models import Shipment
from orderloom.shipping.queries.parcels import visible_parcels
from orderloom.shipping.states import ParcelState

OWED_AFTER = timedelta(hours=48)
"""A number that comes later is due so long after its parcel left."""


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """One parcel in the list."""

    id: UUID
    carrier: str
    tracking_number: str
    no_tracking_reason: str
    quantity: int
    shipped_at: datetime
    arrived_at: datetime | None
    state: str
    task_id: UUID
    task_number: int
    order_id: UUID
    order_number: int
    title: str
    variant: str
    supplier: str
    supplier_id: UUID
    store: str


JOINED = {
    "task_number": "task__number",
    "order_id": "task__order_id",
    "order_number": "task__order__number",
    "title": "task__title",
    "variant": "task__variant",
    "supplier_name": "supplier__name",
    "store": "task__order__store__name",
}
NAMES = (
    "id", "carrier", "tracking_number", "no_tracking_reason", "quantity", "shipped_at", "arrived_at", "state",
    "task_id", "supplier_id",
)  # fmt: skip


def filtered_parcels(reader: Reader, asked: Asked) -> "QuerySet[Shipment]":
    """Return the parcels of the workspace that fit, in no order; at most one statement before they are read."""
    found = visible_parcels(reader.actor)
    if asked.tab:
        found = found.filter(state=asked.tab)
    for name, field in (("carrier", "carrier__in"), ("supplier", "supplier_id__in")):
        if values := asked.many(name):
            found = found.filter(**{field: values})
    if asked.get("owed"):
        found = found.filter(state=ParcelState.NO_NUMBER.value, shipped_at__lt=reader.now - OWED_AFTER)
    since, before = _shipped(reader, asked)
    if since:
        found = found.filter(shipped_at__gte=since)
    if before:
        found = found.filter(shipped_at__lt=before)
    return _of_orders(found, reader, asked)


def _shipped(reader: Reader, asked: Asked) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when parcels left."""
    low, high = asked.get("shipped_from"), asked.get("shipped_to")
    since = reader.midnight(date.fromisoformat(low)) if low else None
    if preset := asked.get("shipped"):
        days = 0 if preset == "today" else int(preset) - 1
        begins = reader.midnight(reader.today - timedelta(days=days))
        since = max(since, begins) if since else begins
    return since, reader.midnight(date.fromisoformat(high) + timedelta(days=1)) if high else None


def _of_orders(found: "QuerySet[Shipment]", reader: Reader, asked: Asked) -> "QuerySet[Shipment]":
    """Narrow the parcels down by what their orders say, and by the numbers that are searched for."""
    stores = tuple(UUID(one) for one in asked.many("store"))
    filters, text = OrderFilters(store_ids=stores, platforms=asked.many("platform")), asked.text
    numbered = parcels_called(reader.actor, text) if text else []
    if numbered:
        found = found.filter(id__in=numbered)
    elif text:
        filters = OrderFilters(text=text, store_ids=filters.store_ids, platforms=filters.platforms)
    if filters == OrderFilters():
        return found
    orders = filtered_orders(reader.actor, "", filters).order_by().values("id")
    tasks = OrderTask.objects.filter(workspace_id=reader.workspace.id, order_id__in=orders)
    return found.filter(task_id__in=tasks.values("id"))


COUNT = """
SELECT kind, (SELECT count(*) FROM (SELECT FROM shipping_shipment
    WHERE workspace_id = %s AND state = kind LIMIT %s) AS few) FROM unnest(%s::text[]) AS kind
"""


def parcel_counts(reader: Reader) -> dict[str, int]:
    """Return how many parcels there are in each state, up to 10,001, in one statement."""
    states = [state.value for state in ParcelState]
    return dict(fetched(COUNT, [reader.workspace.id, MOST_COUNTED + 1, states]))
