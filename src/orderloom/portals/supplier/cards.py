"""How a task is shown to its supplier: words, days, pieces of personalisation, and the next steps."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderloom.intake.shapes import Piece, pieces
from orderloom.portals.supplier.queries import Merchant
from orderloom.portals.talk_words import ShownTalk
from orderloom.production.models import OrderTask
from orderloom.production.queries.shown import OrderShown
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.shipping.states import NoTracking
from orderloom.ui.due import day_words
from orderloom.ui.money import money_words

_S = TaskStatus
REASONS: dict[str, str | Promise] = {
    DeclineReason.NO_CAPACITY: gettext_lazy("No capacity"),
    DeclineReason.NO_MATERIAL: gettext_lazy("No material"),
    DeclineReason.DATE: gettext_lazy("Too little time"),
    DeclineReason.PRICE: gettext_lazy("Price too low"),
    DeclineReason.CANNOT_MAKE: gettext_lazy("We cannot make this"),
    DeclineReason.OTHER: gettext_lazy("Another reason"),
}
NO_NUMBER: dict[str, str | Promise] = {
    NoTracking.LATER: gettext_lazy("The number comes later"),
    NoTracking.HAND_DELIVERED: gettext_lazy("Handed over in person"),
    NoTracking.OWN_VEHICLE: gettext_lazy("By our own vehicle"),
    NoTracking.LETTER: gettext_lazy("Sent as a letter"),
}
LATER: dict[str, str | Promise] = {
    "material": gettext_lazy("Material is late"),
    "capacity": gettext_lazy("Too much work"),
    "machine": gettext_lazy("Machine broke down"),
    "quality": gettext_lazy("Has to be made again"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A task as the pages of its supplier draw it."""

    id: UUID
    number: str
    merchant: str
    status: str
    attempt: int
    title: str
    variant: str
    sku: str
    image: str
    pieces: list[Piece]
    source: list[Piece]
    quantity: int
    produced: int
    shipped: int
    requested: date | None
    promised: date | None
    first_promised: date | None
    respond_by: datetime | None
    moment: datetime | None
    slip_reason: str
    ship_group: int | None
    talk_turn: str  # who has to answer an open proposal, or nobody
    price: str
    substitute: str
    talk: ShownTalk | None = None

    @property
    def left(self) -> int:
        """Return how many pieces have not left yet."""
        return self.quantity - self.shipped

    @property
    def day(self) -> date | None:
        """Return the day on which it is to leave: the promised one, else the one that was asked for."""
        return self.promised or self.requested

    @property
    def may_propose(self) -> bool:
        """Tell whether other terms can be proposed."""
        return not self.talk_turn and (self.is_new or self.may_ship)

    @property
    def is_new(self) -> bool:
        """Tell whether an answer is due."""
        return self.status == _S.OFFERED

    @property
    def is_making(self) -> bool:
        """Tell whether it is accepted and not finished."""
        return self.status in (_S.ACCEPTED, _S.IN_PRODUCTION)

    @property
    def may_ship(self) -> bool:
        """Tell whether a parcel can be reported."""
        return self.is_making or self.status == _S.READY_TO_SHIP

    @property
    def may_end(self) -> bool:
        """Tell whether it can be marked done."""
        return self.status in (_S.SHIPPED, _S.DELIVERED)


def card_of(task: OrderTask, merchants: dict[UUID, Merchant]) -> Card:
    """Return the task as a card."""
    merchant = merchants.get(task.workspace_id)
    told = pieces(json.loads(task.personalisation or "[]"))
    return Card(
        id=task.id,
        number=f"T-{task.number}",
        merchant=merchant.name if merchant else "",
        status=task.status,
        attempt=task.attempt,
        title=task.title,
        variant=task.variant,
        sku=task.sku or "",
        image=task.image,
        pieces=[piece for piece in told if piece.kind != "source"],
        source=[piece for piece in told if piece.kind == "source"],
        quantity=task.quantity,
        produced=task.produced,
        shipped=task.shipped,
        requested=task.requested_date,
        promised=task.promised_date,
        first_promised=task.first_promised_date,
        respond_by=task.respond_by,
        moment=task.done_at or task.delivered_at or task.shipped_at,
        slip_reason=task.slip_reason,
        ship_group=task.ship_group,
        talk_turn=task.talk_turn,
        price="" if task.unit_price is None else money_words(task.unit_price, task.price_currency),
        substitute=task.substitute,
    )


def sale_price(shown: OrderShown) -> str:
    """Return what the shopper paid for one, where the workspace shows that."""
    return "" if shown.sale_price is None else money_words(shown.sale_price, shown.currency)


def cards_of(tasks: Iterable[OrderTask], merchants: dict[UUID, Merchant]) -> list[Card]:
    """Return the tasks as cards."""
    return [card_of(task, merchants) for task in tasks]


def answer_words(respond_by: datetime | None, now: datetime, zone: tzinfo | None = None) -> tuple[str, str]:
    """Return until when an answer is due where the phone is, and the words' class: "soon" or "late"."""
    if respond_by is None:
        return "", ""
    left = respond_by - now
    if left < timedelta(0):
        return _("answer overdue"), "late"
    if left < timedelta(hours=1):
        return _("answer in %(minutes)d min") % {"minutes": max(left // timedelta(minutes=1), 1)}, "soon"
    local = respond_by.astimezone(zone or timezone.get_current_timezone())
    today = now.astimezone(local.tzinfo).date()
    time, tone = f"{local:%H:%M}", "soon" if left < timedelta(hours=24) else ""
    if local.date() == today:
        return _("answer by %(time)s today") % {"time": time}, tone
    if local.date() == today + timedelta(days=1):
        return _("answer by %(time)s tomorrow") % {"time": time}, tone
    day = day_words(local.date(), today)
    return _("answer by %(day)s %(time)s") % {"day": day, "time": time}, tone
