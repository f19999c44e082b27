"""Every move from every state by every side, straight from the state machine's own table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import IllegalMove, NotAllowed, NotFound, Refusal
from orderloom.kernel.machine import Machine, Move
from orderloom.kernel.permissions import Role
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.commands.answer import accept_task, decline_task
from orderloom.production.commands.make import (
    cancel_task,
    change_date,
    complete_task,
    deliver_task,
    finish_task,
    report_progress,
    start_task,
)
from orderloom.production.factories import NOW, SOON, Shop, buy, do, make_shop, staff
from orderloom.production.models import OrderTask
from orderloom.production.states import TASK, DeclineReason, TaskStatus
from orderloom.routing.commands.assign import assign_task
from orderloom.shipping.commands.ship_task import Parcel, ship_task

DEEDS: dict[str, Callable[..., Any]] = {
    "accept": partial(accept_task, promised=SOON.replace(day=20)),
    "decline": partial(decline_task, reason=DeclineReason.PRICE, text=""),
    "start": start_task,
    "finish": finish_task,
    "ship": partial(ship_task, parcel=Parcel("other", "ABC-12345")),
    "deliver": deliver_task,
    "complete": complete_task,
    "cancel": partial(cancel_task, reason=""),
}
REPEATABLE = {("complete", TaskStatus.DONE)}  # a second tap on Done answers as the first did
MAKING = {TaskStatus.ACCEPTED, TaskStatus.IN_PRODUCTION, TaskStatus.READY_TO_SHIP}


class Undo(Exception):
    """Ends a try, so that the next one finds everything as it was."""


@dataclass(frozen=True)
class Try:
    """One move from one state by one actor."""

    name: str
    state: TaskStatus
    actor: Actor

    @property
    def expected(self) -> type[Refusal] | None:
        """Return the refusal that the table asks for, or None when the move is legal."""
        move = TASK.moves[self.name]
        if (self.name, self.state) in REPEATABLE:
            return None
        if self.actor.party is Party.SUPPLIER and self.state is TaskStatus.QUEUED:
            return NotFound  # a task that nobody was offered is nobody's to see
        if self.actor.party not in move.parties or (
            self.actor.party is Party.STAFF and not self.actor.can(move.permission)
        ):
            return NotAllowed
        return None if self.state in move.sources else IllegalMove


def put(shop: Shop, task: OrderTask, state: TaskStatus) -> None:
    """Put the task into the state, as its row would stand there."""
    with wear(Hat.workspace(shop.id)), transaction.atomic():
        queued = state is TaskStatus.QUEUED
        sent = state in {TaskStatus.SHIPPED, TaskStatus.DELIVERED, TaskStatus.DONE}
        OrderTask.objects.filter(id=task.id).update(
            status=state.value,
            shipped=task.quantity if sent else 0,
            produced=task.quantity if sent or state is TaskStatus.READY_TO_SHIP else 0,
            supplier_id=None if queued else task.supplier_id,
            company_id=None if queued else task.company_id,
        )


def outcome(deed: Callable[..., Any], actor: Actor, task: OrderTask) -> type[Exception] | None:
    """Return what the deed raised, after undoing all that it did."""
    raised: type[Exception] | None = None
    with wear(Hat.workspace(task.workspace_id)):
        try:
            with transaction.atomic():
                try:
                    do(deed, actor=actor, task_id=task.id)
                except Exception as error:  # noqa: BLE001  whatever it is, the test compares it
                    raised = type(error)
                raise Undo
        except Undo:
            return raised


@pytest.fixture
def shop(transactional_db: None) -> Shop:
    return make_shop({"Mugs": ["Anna", "Boris"]})


def actors(shop: Shop, task: OrderTask) -> list[Actor]:
    """Return one actor of each side and each role of the staff."""
    program = replace(shop.holder(task), user_id=None, token_id=shop.owner.token_id)
    people = [staff(shop.id, role) for role in Role]
    return [shop.holder(task), program, *people, shop.system]


@pytest.fixture(params=list(TaskStatus))
def stand(shop: Shop, request: pytest.FixtureRequest) -> tuple[Shop, OrderTask, TaskStatus]:
    """Return a shop with a task in each of the states."""
    (task,) = buy(shop, "Mugs")
    put(shop, task, request.param)
    return shop, task, request.param


def test_all_is_done_or_refused_as_the_table_says(stand: tuple[Shop, OrderTask, TaskStatus]) -> None:
    check_moves(*stand)
    check_reports(*stand)
    check_assignments(*stand)


def check_moves(shop: Shop, task: OrderTask, state: TaskStatus) -> None:
    for actor in actors(shop, task):
        for name, deed in DEEDS.items():
            one = Try(name, state, actor)
            assert outcome(deed, actor, task) is one.expected, one


def check_reports(shop: Shop, task: OrderTask, state: TaskStatus) -> None:
    """Progress and dates are no moves of the table; they are taken only while it is made, with the same errors."""
    allowed = {"production.answer"}
    for actor in actors(shop, task):
        held = actor.party is Party.SUPPLIER or actor.party is Party.SYSTEM or allowed <= actor.permissions
        for deed, states in (
            (partial(report_progress, produced=1), {TaskStatus.ACCEPTED, TaskStatus.IN_PRODUCTION}),
            (partial(change_date, promised=SOON, reason="kiln"), MAKING),
        ):
            raised = outcome(deed, actor, task)
            if state is TaskStatus.QUEUED and actor.party is Party.SUPPLIER:
                assert raised is NotFound
            elif not held:
                assert raised is NotAllowed
            elif state not in states:
                assert raised is IllegalMove
            elif (
                actor.party is Party.SYSTEM and deed.func is report_progress and state is TaskStatus.ACCEPTED
            ):
                assert raised is NotAllowed  # it would have to start production, which the program may not
            else:
                assert raised is None


def check_assignments(shop: Shop, task: OrderTask, state: TaskStatus) -> None:
    """Staff assigns by hand only what nobody has accepted."""
    deed = partial(assign_task, supplier_id=shop.sellers["Anna"].supplier_id, reason="asked")
    for actor in actors(shop, task):
        raised = outcome(deed, actor, task)
        if not actor.can("routing.assign"):
            assert raised is NotAllowed
        else:
            assert raised is (None if state in TASK.moves["offer"].sources else IllegalMove)


def test_every_move_of_the_table_is_tried() -> None:
    assert set(DEEDS) | {"offer"} == set(TASK.moves)


def test_the_machine_refuses_tables_with_dead_ends() -> None:
    moves: dict[str, Move[DeclineReason]] = {}
    with pytest.raises(ValueError, match="unreachable"):
        Machine(start=DeclineReason.PRICE, final=[], moves=moves)


def test_a_refusal_names_the_state_and_what_may_be_done(shop: Shop) -> None:
    (task,) = buy(shop, "Mugs")
    with pytest.raises(IllegalMove) as refused:
        do(start_task, actor=shop.holder(task), task_id=task.id, now=NOW)
    assert refused.value.facts == {
        "move": "start",
        "state": "offered",
        "allowed": ["offer", "accept", "decline", "cancel"],
    }
