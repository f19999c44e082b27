"""Pieces of a task become a task of their own: with the same supplier by another day, or with whom routing finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insert_rows, update_rows
from orderloom.kernel.counters import next_numbers
from orderloom.kernel.events import announce, fact_of, gather
from orderloom.kernel.ids import new_id
from orderloom.production.commands.keep_clock import keep_clocks
from orderloom.production.events import OpenedPart, PartOpened, PartsOpened, TaskSplit
from orderloom.production.models import OrderTask
from orderloom.production.queries.progress import known_skus
from orderloom.production.states import TaskStatus

COLUMNS = tuple(field.attname for field in OrderTask._meta.concrete_fields if not field.generated)
LONGEST_SKU = 64
BLANK = {
    "produced": 0, "shipped": 0, "delivered": 0, "split_off": 0, "dropped": 0, "added": 0, "talk_turn": "",
    "talk_by": None, "respond_by": None, "started_at": None, "ready_at": None, "shipped_at": None,
    "delivered_at": None, "done_at": None, "reminded_at": None, "clock_at": None, "paused_at": None, "row_version": 1,
    "slip_reason": "", "sku": None,
}  # fmt: skip
UNBEGUN = {
    "status": TaskStatus.OFFERED.value, "promised_date": None, "attempt": None, "respond_by": None,
}  # fmt: skip
UNASSIGNED = {
    "status": TaskStatus.QUEUED.value, "supplier_id": None, "company_id": None, "unit_price": None,
    "price_currency": "", "substitute": "", "first_promised_date": None, "promised_date": None, "offered_at": None,
    "accepted_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaving:
    """Pieces that leave a task; without a day they look for another supplier."""

    whole: OrderTask
    supplier_id: UUID
    company_id: UUID
    before: int
    quantity: int
    day: date | None


class Parts:
    """The parts that the tasks of one workspace are split into by a command; written after the tasks themselves."""

    def __init__(self, actor: Actor, workspace_id: UUID, now: datetime) -> None:
        self.actor, self.workspace_id, self.now = actor, workspace_id, now
        self._leaving: list[Leaving] = []
        self._written: list[tuple[Leaving, OrderTask]] = []

    def leave(self, row: OrderTask, quantity: int, day: date | None) -> None:
        """Take pieces off the task; with a day they stay with its supplier, and leave by then."""
        assert row.supplier_id is not None
        assert row.company_id is not None
        self._leaving.append(Leaving(row, row.supplier_id, row.company_id, row.quantity, quantity, day))
        row.quantity -= quantity
        row.split_off += quantity

    def write(self) -> None:
        """Open the tasks: those that they were a part of are saved, and their orders follow later."""
        if not self._leaving:
            return
        numbers = next_numbers("task", len(self._leaving))
        taken: set[str] = set()
        rows = [self._row(one, number, taken) for one, number in zip(self._leaving, numbers, strict=True)]
        told = [[getattr(row, name) for name in COLUMNS] for row in rows]
        insert_rows("production_ordertask", COLUMNS, told)
        self._keep_clocks([row for row in rows if row.status == TaskStatus.ACCEPTED])
        self._written += list(zip(self._leaving, rows, strict=True))
        self._leaving = []

    def route(self) -> None:
        """Tell of the parts that are open now, and let those without a supplier find one."""
        written, self._written = self._written, []
        if not written:
            return
        self._tell(written)
        parts = tuple(
            OpenedPart(row.id, one.whole.id, one.whole.attempt, one.supplier_id, one.day is not None)
            for one, row in written
        )
        announce(self.actor, PartsOpened(parts=parts), at=self.now)

    def _keep_clocks(self, rows: Sequence[OrderTask]) -> None:
        keep_clocks(self.workspace_id, [(row, UNBEGUN) for row in rows], self.now)
        looks = [(row.id, self.workspace_id, row.clock_at) for row in rows]
        update_rows("production_ordertask", ("id", "workspace_id", "clock_at"), looks)

    def _row(self, one: Leaving, number: int, taken: set[str]) -> OrderTask:
        copied = {name: getattr(one.whole, name) for name in COLUMNS} | BLANK
        own = {
            "id": new_id(), "number": number, "quantity": one.quantity, "split_from_id": one.whole.id,
            "created_at": self.now,
        }  # fmt: skip
        if one.day is None:
            return OrderTask(**copied | own | UNASSIGNED)
        stays = {
            "status": TaskStatus.ACCEPTED.value, "accepted_at": self.now, "promised_date": one.day,
            "first_promised_date": one.whole.first_promised_date or one.day,
            "sku": self._sku(one.whole.sku, taken),
        }  # fmt: skip
        return OrderTask(**copied | own | stays)

    def _sku(self, sku: str | None, taken: set[str]) -> str | None:
        """Return a code for a part: that of the whole with a number that no task has."""
        if not sku:
            return None
        names = [f"{sku[: LONGEST_SKU - 4]}-{count}" for count in range(2, 40)]
        known = taken | known_skus(self.workspace_id, names)
        free = next((name for name in names if name not in known), None)
        taken |= {free} if free else set()
        return free

    def _tell(self, written: Sequence[tuple[Leaving, OrderTask]]) -> None:
        events: list[TaskSplit | PartOpened] = []
        for one, row in written:
            whole = one.whole
            events.append(
                TaskSplit(
                    order_id=whole.order_id, task_id=whole.id, company_id=one.company_id, number=whole.number,
                    before=one.before, kept=one.before - one.quantity, parts=((row.number, row.quantity),),
                )
            )  # fmt: skip
            events.append(
                PartOpened(
                    order_id=row.order_id, task_id=row.id, company_id=row.company_id, number=row.number,
                    whole=whole.number, quantity=row.quantity, promised=row.promised_date,
                )
            )  # fmt: skip
        gather([fact_of(self.actor, event, self.now) for event in events])
