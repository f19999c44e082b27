"""What an order shows, worked out from its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.production.states import LIVE, TaskStatus

_S = TaskStatus
STAGE_OF = {
    _S.QUEUED: OrderStage.PURCHASING,
    _S.OFFERED: OrderStage.PURCHASING,
    _S.ACCEPTED: OrderStage.PRODUCTION,
    _S.IN_PRODUCTION: OrderStage.PRODUCTION,
    _S.READY_TO_SHIP: OrderStage.READY,
    _S.SHIPPED: OrderStage.SHIPPED,
    _S.DELIVERED: OrderStage.SHIPPED,
    _S.DONE: OrderStage.COMPLETED,
}
RANK = list(STAGE_OF)
END_OF_DAY = time(23, 59, 59, tzinfo=UTC)


def has_passed(day: date, now: datetime) -> bool:
    """Test whether the day is over everywhere: west of Greenwich yesterday may still be today."""
    return day < now.date() - timedelta(days=1)


def said(words: str, longest: int) -> str:
    """Return what somebody wrote as it can be stored: without blanks around, NUL and halves of characters."""
    whole = words.replace("\0", "").encode("utf-8", "ignore").decode()
    return whole.strip()[:longest]


@dataclass(frozen=True, slots=True)
class TaskPart:
    """What the order's own progress depends on, of one task."""

    status: TaskStatus
    supplier: str
    respond_by: datetime | None
    promised: date | None
    asks_merchant: bool = False  # its supplier proposed a change, which the merchant has to answer
    talk_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What an order shows: its status, stage, who has the ball, and until when."""

    status: OrderStatus
    stage: OrderStage
    waits_on: WaitsOn
    waits_name: str
    due_at: datetime | None


def progress(parts: Sequence[TaskPart]) -> Progress:
    """Return what the order shows: the least advanced of its living tasks decides who has the ball.

    A proposal that the merchant has to answer gives it to the merchant, wherever the task is.
    """
    living = [part for part in parts if part.status is not _S.CANCELLED]
    if not living:
        return Progress(OrderStatus.PURCHASING, OrderStage.PURCHASING, WaitsOn.MERCHANT, "", None)
    behind = min((part.status for part in living), key=RANK.index)
    waiting = [part for part in living if part.status is behind]
    asking = [part for part in living if part.asks_merchant]
    if asking and behind is not _S.QUEUED:
        until = min((part.talk_by for part in asking if part.talk_by), default=None)
        return Progress(_status(living), STAGE_OF[behind], WaitsOn.MERCHANT, "", until)
    return Progress(_status(living), STAGE_OF[behind], *_ball(behind, waiting))


def _status(living: Sequence[TaskPart]) -> OrderStatus:
    if all(part.status is _S.DONE for part in living):
        return OrderStatus.COMPLETED
    taken = any(part.status in LIVE for part in living)
    routed = all(part.status is not _S.QUEUED for part in living)
    return OrderStatus.IN_FULFILMENT if taken and routed else OrderStatus.PURCHASING


def _ball(behind: TaskStatus, waiting: Sequence[TaskPart]) -> tuple[WaitsOn, str, datetime | None]:
    if behind is _S.QUEUED:
        return WaitsOn.MERCHANT, "", None
    if behind is _S.DONE:
        return WaitsOn.NOBODY, "", None
    due = min((moment for part in waiting if (moment := _due(part))), default=None)
    if behind in {_S.SHIPPED, _S.DELIVERED}:
        return WaitsOn.CARRIER, "", due
    names = sorted({part.supplier for part in waiting})
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return WaitsOn.SUPPLIER, f"{names[0]}{more}", due


def _due(part: TaskPart) -> datetime | None:
    if part.status is _S.OFFERED:
        return part.respond_by
    return datetime.combine(part.promised, END_OF_DAY) if part.promised else None
