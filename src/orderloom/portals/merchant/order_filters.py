"""What the list of orders is asked for: the names and values in its address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from orderloom.intake.queries.orders import OrderFilters
from orderloom.intake.review.kinds import ReviewKind
from orderloom.intake.states import OrderStage, Payment, Platform, WaitsOn
from orderloom.portals.lists import reads
from orderloom.portals.lists.asked import Asked as AskedOf
from orderloom.portals.lists.asked import Shape, read_values

DUE = ("late", "today", "3", "7")
"""Past, by the end of today, within so many days."""
PLACED = ("today", "7", "30")
"""Since the beginning of today, within the last so many days."""
USUAL = ("number", "buyer", "items", "units", "total", "status", "waits", "due", "placed")
FURTHER = ("store", "external", "payment", "country", "tags", "owner", "suppliers", "categories", "received")
GROUPS = ("status", "store", "due", "waits", "payment")
SORTS = ("placed", "due", "number", "total")

SHAPE = Shape(
    {
        "q": reads.words,
        "stage": reads.one_of([one.value for one in OrderStage]),
        "store": reads.ids,
        "platform": reads.some_of([one.value for one in Platform]),
        "payment": reads.some_of([one.value for one in Payment]),
        "waits": reads.some_of([one.value for one in WaitsOn]),
        "due": reads.one_of(DUE),
        "due_from": reads.day,
        "due_to": reads.day,
        "placed": reads.one_of(PLACED),
        "placed_from": reads.day,
        "placed_to": reads.day,
        "supplier": reads.ids,
        "category": reads.ids,
        "owner": reads.ids,
        "amount_from": reads.amount,
        "amount_to": reads.amount,
        "tag": reads.labels,
        "country": reads.codes,
        "import": reads.ids,
        "did": reads.one_of(("created", "updated", "unchanged", "stale")),
        "reason": reads.one_of([one.value for one in ReviewKind]),
        "held": reads.flag,
        "exception": reads.flag,
        **reads.shown(SORTS, (*USUAL, *FURTHER), ("board", "calendar"), GROUPS),
    },
    tab="stage",
    usual={"sort": "-placed", "size": "50", "cols": ",".join(USUAL)},
)


@dataclass(frozen=True, slots=True)
class Asked(AskedOf):
    """What the list of orders is asked for."""

    shape: Shape = field(default=SHAPE, repr=False)

    @property
    def stage(self) -> str:
        """The tab that is open; blank: all."""
        return self.tab

    def plain_filters(self) -> OrderFilters:
        """Return what needs no look-up as the query takes it; the rest is up to `orders_list.filters_of`."""
        low, high = self.get("amount_from"), self.get("amount_to")
        return OrderFilters(
            text=self.text,
            store_ids=_ids(self.many("store")),
            platforms=self.many("platform"),
            payments=self.many("payment"),
            waits_on=self.many("waits"),
            countries=self.many("country"),
            category_ids=_ids(self.many("category")),
            tags=self.many("tag"),
            total_from=Decimal(low) if low else None,
            total_to=Decimal(high) if high else None,
            is_open=True if self.get("due") else None,
            is_held=True if self.get("held") else None,
            has_exception=True if self.get("exception") else None,
        )

    def due(self, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Return from when, and before when, the orders are due."""
        low, high = _days(self, "due", zone)
        if preset := self.get("due"):
            most = (
                now if preset == "late" else _midnight(now, zone, 1 if preset == "today" else 1 + int(preset))
            )
            high = min(high, most) if high else most
        return low, high

    def placed(self, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Return from when, and before when, the orders were placed."""
        low, high = _days(self, "placed", zone)
        if preset := self.get("placed"):
            least = _midnight(now, zone, 0 if preset == "today" else 1 - int(preset))
            low = max(low, least) if low else least
        return low, high


def asked_of(values: Mapping[str, str]) -> Asked:
    """Read what an address or a form asks for; what makes no sense does not narrow."""
    return Asked(values=read_values(SHAPE, values))


def _ids(values: tuple[str, ...]) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in values)


def _days(asked: AskedOf, name: str, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    low, high = asked.get(f"{name}_from"), asked.get(f"{name}_to")
    after = date.fromisoformat(high) + timedelta(days=1) if high else None
    return _begin(date.fromisoformat(low), zone) if low else None, _begin(after, zone) if after else None


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _midnight(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    return _begin(now.astimezone(zone).date() + timedelta(days=days), zone)
