"""A line as routing gives it to a supplier, from the row that is about to be stored or from one that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.intake.rows import LINE_COLUMNS, ORDER_COLUMNS


@dataclass(frozen=True, slots=True)
class LineToRoute:
    """A line of an order that is bought, with what its task copies."""

    line_id: UUID
    order_id: UUID
    order_number: int
    store: str
    platform: str
    external_number: str
    placed_at: datetime
    ship_by: datetime | None
    country_code: str
    position: int
    sku: str
    title: str
    variant: str
    quantity: int
    category_id: UUID | None
    category_hint: str
    personalisation: str
    image: str
    gift: bool
    ship_group: int | None = None

    def place(self) -> tuple[datetime, UUID, int]:
        """Return by what lines are put in the order in which suppliers get them."""
        return self.placed_at, self.order_id, self.position


def new_lines(store: str, order: Sequence[Any], lines: Sequence[Sequence[Any]]) -> Iterator[LineToRoute]:
    """Give the lines of an order as they can be read once these rows, in the order of their columns, are stored."""
    of = dict(zip(ORDER_COLUMNS, order, strict=True))
    for row in lines:
        line = dict(zip(LINE_COLUMNS, row, strict=True))
        yield LineToRoute(
            line_id=line["id"],
            order_id=of["id"],
            order_number=of["number"],
            store=store,
            platform=of["platform"],
            external_number=of["external_number"],
            placed_at=of["placed_at"],
            ship_by=of["ship_by"],
            country_code=of["ship_country_code"],
            position=line["position"],
            sku=line["sku"],
            title=line["title"],
            variant=line["variant"],
            quantity=line["quantity"],
            category_id=line["category_id"],
            category_hint=line["category_hint"],
            personalisation=line["personalisation"],
            image=line["image"],
            gift=of["gift"],
        )
