"""Carry out what the rows of a file ask for: each row whole or not at all, and a second time nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from orderloom.identity.models import LANGUAGES
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.portals.supplier.cards import REASONS
from orderloom.portals.supplier.carriers import carrier_part
from orderloom.portals.task_file.columns import OPEN, plain
from orderloom.portals.task_file.reading import CellWrong, Problem, Wish
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import change_date, finish_task, report_progress
from orderloom.production.models import OrderTask
from orderloom.production.queries.tasks import visible_tasks
from orderloom.production.states import DeclineReason, TaskStatus
from orderloom.shipping.commands.ship_task import Parcel, TaskParcel, ship_tasks

_S = TaskStatus
COLUMN_OF = {"promised": "promised", "produced": "produced", "quantity": "pieces", "carrier": "carrier",
             "tracking_number": "number", "text": "reason", "reason": "reason"}  # fmt: skip
GONE = _("This task is not with you now.")


@dataclass(slots=True)
class Done:
    """What came of a file: tasks that were changed, rows that asked for nothing new, and what is wrong in others."""

    changed: list[str] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


def carry_out(actor: Actor, wishes: Iterable[Wish], now: datetime) -> Done:
    """Do what the good rows ask for and tell what became of each; the supplier's own hat is worn."""
    rows, done = list(wishes), Done()
    tasks = _tasks(actor, rows)
    for wish in rows:
        task = tasks.get(wish.row)
        if task is None and not wish.problems:
            wish.object_to("task", GONE)
        if task is not None and not wish.problems:
            _one(actor, wish, task, now, done)
        done.problems += wish.problems
    return done


def _tasks(actor: Actor, wishes: Sequence[Wish]) -> dict[int, OrderTask]:
    """Return the task of each row, by the row's number: by its key, else by its number where one only has it."""
    by_id = {
        task.id: task
        for task in visible_tasks(actor).filter(id__in=[one.task_id for one in wishes if one.task_id])
    }
    numbers = {wish.row: number for wish in wishes if (number := _number(wish)) and wish.task_id is None}
    by_number: dict[int, list[OrderTask]] = {}
    for task in visible_tasks(actor).filter(number__in=set(numbers.values())):
        by_number.setdefault(task.number, []).append(task)
    found: dict[int, OrderTask] = {}
    for wish in wishes:
        same = by_number.get(numbers.get(wish.row, 0), [])
        if wish.task_id in by_id:
            found[wish.row] = by_id[wish.task_id]
        elif len(same) == 1:
            found[wish.row] = same[0]
        elif same:
            wish.object_to(
                "task", _("Two merchants have a task of this number. Fill in the file that you downloaded.")
            )
    return found


def _number(wish: Wish) -> int | None:
    digits = wish.text("task").upper().removeprefix("T-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def _one(actor: Actor, wish: Wish, task: OrderTask, now: datetime, done: Done) -> None:
    did: list[bool] = []
    try:
        with transaction.atomic():  # a row is done whole or not at all
            for step in STEPS:
                did.append(step(actor, wish, task, now))
                if did[-1]:
                    task = visible_tasks(actor).filter(id=task.id).first() or task
    except CellWrong as wrong:
        wish.object_to(wrong.column, wrong.reason)
    except NotFound:
        wish.object_to("task", GONE)
    except Refusal as refusal:
        told = refusal.fields or {"": str(refusal)}
        for name, text in told.items():
            wish.object_to(COLUMN_OF.get(name, "task"), text)
    else:
        if any(did):
            done.changed.append(f"T-{task.number}")
        else:
            done.same += 1


def _answer(actor: Actor, wish: Wish, task: OrderTask, now: datetime) -> bool:
    if wish.accepts is None or (wish.accepts and task.status != _S.OFFERED):
        return False
    if not wish.accepts:
        reason, words = _reason(wish.text("reason"))
        decline_task(actor=actor, task_id=task.id, reason=reason, text=words, attempt=wish.attempt, now=now)
        return True
    if wish.promised is None:
        raise CellWrong("promised", _("Give the day on which it leaves."))
    accept_task(actor=actor, task_id=task.id, promised=wish.promised, attempt=wish.attempt, now=now)
    return True


def _reason(text: str) -> tuple[DeclineReason, str]:
    """Return the reason that the words name, in any language of ours, else another one in these words."""
    for language, _name in LANGUAGES:
        with override(language):
            for code, name in REASONS.items():
                if plain(text) in (plain(str(name)), plain(code)):
                    return DeclineReason(code), ""
    if not text:
        raise CellWrong("reason", _("Say in a few words why."))
    return DeclineReason.OTHER, text


def _date(actor: Actor, wish: Wish, task: OrderTask, now: datetime) -> bool:
    if wish.accepts is False or wish.promised in (None, task.promised_date) or wish.promised is None:
        return False
    if task.status not in OPEN:
        return False
    if task.status == _S.OFFERED:
        raise CellWrong("answer", _("Write “accept” beside the day, or “refuse”."))
    change_date(actor=actor, task_id=task.id, promised=wish.promised, reason=wish.text("reason"), now=now)
    return True


def _progress(actor: Actor, wish: Wish, task: OrderTask, now: datetime) -> bool:
    made = wish.produced
    if made is None or made == task.produced or task.status not in OPEN:
        return False
    if made == task.quantity and task.status != _S.OFFERED:
        finish_task(actor=actor, task_id=task.id, now=now)
    else:
        report_progress(actor=actor, task_id=task.id, produced=made, now=now)
    return True


def _parcel(actor: Actor, wish: Wish, task: OrderTask, now: datetime) -> bool:
    number = wish.text("number")
    if not number:
        return False
    carrier = wish.carrier or carrier_part(number).chosen
    if not carrier:
        raise CellWrong("carrier", _("Choose the carrier: the number does not tell which it is."))
    parcel = Parcel(carrier=carrier, tracking_number=number, quantity=wish.pieces)
    sent = ship_tasks(actor=actor, parcels=[TaskParcel(task.id, parcel)], now=now)
    for refusal in sent.refused.values():
        raise refusal
    return bool(sent.done)


Step = Callable[[Actor, Wish, OrderTask, datetime], bool]
STEPS: Sequence[Step] = (_answer, _date, _progress, _parcel)
