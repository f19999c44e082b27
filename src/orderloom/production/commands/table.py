"""The tasks of one workspace, locked, with the open proposals about them: all that both sides do about terms."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.identity.queries import workspace_card
from orderloom.intake.models import OrderLine
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Conflict, IllegalMove, Invalid
from orderloom.kernel.events import announce, record
from orderloom.kernel.tenancy import Hat, wear
from orderloom.negotiation.commands.talks import Speaker, Subject, Talks
from orderloom.negotiation.models import Negotiation
from orderloom.negotiation.queries.talks import band_of
from orderloom.negotiation.rules import Band, within
from orderloom.negotiation.states import Deed, NegotiationStatus, Side
from orderloom.negotiation.terms import Change, Terms, checked, differences, terms_of
from orderloom.partners.clock_rules import Clocks
from orderloom.partners.clocks import clocks
from orderloom.production.commands.agree import (
    DAY_PASSED,
    accept_now,
    apply,
    check_applicable,
    check_days,
    standing_of,
    supplier_of,
)
from orderloom.production.commands.door import OpenTask, opened_many
from orderloom.production.commands.lapse import KIND, TALKED_OF, lapse_talks
from orderloom.production.commands.parts import Parts
from orderloom.production.events import (
    ChangeAccepted,
    ChangeCountered,
    ChangeEvent,
    ChangeProposed,
    ChangeRejected,
    ChangesSaid,
    ChangeWithdrawn,
    TaskAccepted,
    TaskCancelled,
    TaskDeclined,
    TaskEvent,
    TasksDeclined,
)
from orderloom.production.models import OrderTask
from orderloom.production.queries.progress import quantities_in_tasks
from orderloom.production.rules import has_passed
from orderloom.production.states import TaskStatus

_S = TaskStatus
MOVED_ON = _("The task has changed since this was proposed. Take it back or propose anew.")


class Table:
    """Locked tasks with their talks; `who` speaks. Whatever is refused leaves its task and its talk as they were."""

    def __init__(
        self,
        actor: Actor,
        who: Speaker,
        workspace_id: UUID,
        tasks: Mapping[UUID, OpenTask],
        parts: Parts,
        now: datetime,
    ) -> None:
        self.actor, self.who, self.workspace_id, self.tasks, self.now = actor, who, workspace_id, tasks, now
        self.talks = Talks(workspace_id, KIND, list(tasks), now)
        self.parts = parts
        self.events: list[TaskEvent] = []  # told when the tasks are saved
        self.declines: list[TaskDeclined] = []

    def take(self, task: OpenTask, promised: date, quantity: int | None) -> None:
        """Take an offered task for the day, or a part of it: the rest looks for another supplier.

        Raises NotAllowed, IllegalMove, Invalid.
        """
        row, standing = task.row, standing_of(task.row)
        if has_passed(promised, self.now):
            raise Invalid(fields={"promised": DAY_PASSED})
        terms = replace(standing, quantity=row.quantity if quantity is None else quantity, day=promised)
        if not 1 <= terms.quantity <= row.quantity:
            raise Invalid(fields={"quantity": _("Take at least 1 piece and at most all of them.")})
        facts, attempt = task.facts(), row.attempt
        accept_now(task, promised)
        lapse_talks(self.actor, [row], self.now)
        apply(task, terms, self.parts)
        self.events.append(
            TaskAccepted(**facts, supplier_id=supplier_of(row)[0], attempt=attempt, promised=promised)
        )

    def give_back(self, task: OpenTask, reason: str, words: str) -> None:
        """Give an offered task back; the next supplier is asked when all are saved. Raises NotAllowed, IllegalMove."""
        row, facts = task.row, task.facts()
        task.move("decline")
        lapse_talks(self.actor, [row], self.now)
        event = TaskDeclined(
            **facts, supplier_id=supplier_of(row)[0], attempt=row.attempt, reason=reason, text=words
        )
        # From here on the former supplier sees the task no more.
        row.supplier_id, row.company_id, row.respond_by = None, None, None
        row.clock_at = None
        self.declines.append(event)

    def propose(self, task: OpenTask, terms: Terms) -> None:
        """Put other terms on the table; within what the merchant tolerates they are accepted at once.

        Raises NotAllowed, IllegalMove, Invalid, ProposalOpen.
        """
        self._may(task)
        row, standing = task.row, standing_of(task.row)
        if row.status == _S.OFFERED and self.who.side is Side.MERCHANT:
            raise IllegalMove(move="propose", state=row.status)  # what nobody has taken is offered anew
        told = self._checked(task, terms, standing)
        subject = Subject(row.id, *supplier_of(row), standing)
        talk = self.talks.propose(subject, told, self.who, self._until(row, self.who.side.other))
        self._say(task, talk, ChangeProposed, differences(standing, told), note=told.note)
        self._after(task, talk, standing, told)

    def counter(self, task: OpenTask, version_id: UUID, terms: Terms) -> None:
        """Answer with other terms. Raises as `propose` does, and NegotiationOver, StaleVersion, NotYourTurn."""
        self._may(task)
        talk = self.talks.check(task.row.id, version_id, Deed.COUNTER, self.who)
        standing, before = terms_of(talk.standing), self.talks.on_table(task.row.id)
        told = self._checked(task, terms, before)
        self.talks.counter(
            task.row.id, version_id, told, self.who, self._until(task.row, self.who.side.other)
        )
        self._say(task, talk, ChangeCountered, differences(before, told), note=told.note)
        self._after(task, talk, standing, told)

    def accept(self, task: OpenTask, version_id: UUID) -> None:
        """Accept the version, and let it stand.

        Raises NegotiationOver, StaleVersion, NotYourTurn, Conflict, Invalid.
        """
        self._may(task)
        talk = self.talks.check(task.row.id, version_id, Deed.ACCEPT, self.who)
        told = self.talks.on_table(task.row.id)
        _fits(talk, told, standing_of(task.row))
        check_applicable(task, told)
        self.talks.end(task.row.id, version_id, Deed.ACCEPT, self.who)
        self._agree(task, talk, told, by_itself=False)

    def reject(self, task: OpenTask, version_id: UUID, reason: str) -> None:
        """Reject the version; what stood stands on. Raises NegotiationOver, StaleVersion, NotYourTurn."""
        self._may(task)
        talk = self.talks.end(task.row.id, version_id, Deed.REJECT, self.who, reason)
        self._say(task, talk, ChangeRejected, (), reason=talk.reason)
        self._turn(task, talk)

    def withdraw(self, task: OpenTask, version_id: UUID) -> None:
        """Take one's own version back. Raises NegotiationOver, StaleVersion, NotYourTurn."""
        self._may(task)
        talk = self.talks.end(task.row.id, version_id, Deed.WITHDRAW, self.who)
        self._say(task, talk, ChangeWithdrawn, ())
        self._turn(task, talk)

    def tell(self) -> None:
        """Tell what happened, and let what has no supplier now be routed; tasks and parts are saved."""
        for event in (*self.events, *self.declines):
            record(self.actor, event, at=self.now)
        if said := tuple(event for event in self.events if isinstance(event, ChangeEvent)):
            announce(self.actor, ChangesSaid(said=said), at=self.now)
        self.parts.route()
        if self.declines:
            announce(self.actor, TasksDeclined(declines=tuple(self.declines)), at=self.now)

    def _may(self, task: OpenTask) -> None:
        task.allow()
        if task.row.status not in TALKED_OF:
            raise IllegalMove(move="propose", state=task.row.status)

    def _checked(self, task: OpenTask, terms: Terms, before: Terms) -> Terms:
        """Return the terms in good order; only the merchant says what becomes of pieces that are left out."""
        rest = before.rest if self.who.side is Side.SUPPLIER else terms.rest
        told = checked(replace(terms, rest=rest), before, most=self._most[task.row.id])
        check_days(told, standing_of(task.row), self.now)
        check_applicable(task, told)
        return told

    def _after(self, task: OpenTask, talk: Negotiation, standing: Terms, told: Terms) -> None:
        """Give the other side the ball, unless it tolerates what was said."""
        band = self._band if self.who.side is Side.SUPPLIER else None
        if band is None or not within(band, standing, told):
            self._turn(task, talk)
            return
        self.talks.accept_by_itself(task.row.id)
        self._agree(task, talk, told, by_itself=True)

    def _agree(self, task: OpenTask, talk: Negotiation, told: Terms, *, by_itself: bool) -> None:
        row, changes = task.row, differences(terms_of(talk.standing), told)
        facts, attempt, is_new = task.facts(), row.attempt, row.status == _S.OFFERED
        day = told.split[0].day if told.split else told.day
        if is_new:
            accept_now(task, day)
        apply(task, told, self.parts)
        self._say(task, talk, ChangeAccepted, changes, by_itself=by_itself)
        self._turn(task, talk)
        if is_new and day:
            self.events.append(
                TaskAccepted(**facts, supplier_id=supplier_of(row)[0], attempt=attempt, promised=day)
            )
        if row.status == _S.CANCELLED:
            self.events.append(TaskCancelled(**facts, reason=told.note))

    def _say(
        self,
        task: OpenTask,
        talk: Negotiation,
        kind: type[ChangeEvent],
        changes: Sequence[Change],
        **told: Any,
    ) -> None:
        side, on_behalf = self.who.side.value, self.who.on_behalf
        fields = tuple((one.field, one.before, one.after) for one in changes)
        facts: dict[str, Any] = {**task.facts(), "subject_id": talk.id, "version": talk.version}
        self.events.append(kind(**facts, side=side, on_behalf=on_behalf, changes=fields, **told))

    def _turn(self, task: OpenTask, talk: Negotiation) -> None:
        """Show on the task who has to answer; an offer's own clock stands still while that is the merchant."""
        row, is_open = task.row, talk.status == NegotiationStatus.OPEN
        row.talk_turn, row.talk_by = (talk.turn, talk.respond_by) if is_open else ("", None)
        if row.status != _S.OFFERED:
            return
        if row.talk_turn == Side.MERCHANT:
            row.respond_by = row.clock_at = None
            return
        times = self._clocks.offer_times(supplier_of(row)[0], self.now)
        row.respond_by, row.clock_at = times.respond_by, times.clock_at

    def _until(self, row: OrderTask, side: Side) -> datetime:
        """Return until when the side is to answer what is said now, on its own working days."""
        calendar = self._clocks.home if side is Side.MERCHANT else self._clocks.calendar(row.supplier_id)
        return calendar.due(self.now, self._clocks.rules.to_answer)

    @cached_property
    def _clocks(self) -> Clocks:
        suppliers = {task.row.supplier_id for task in self.tasks.values() if task.row.supplier_id}
        return clocks(self.workspace_id, suppliers, workspace_card(self.workspace_id).work)

    @cached_property
    def _band(self) -> Band | None:
        return band_of(self.workspace_id, KIND)

    @cached_property
    def _most(self) -> dict[UUID, int]:
        """Return up to how many pieces each task may have: what it has, and what no task covers of its line."""
        rows = [task.row for task in self.tasks.values()]
        lines = OrderLine.objects.filter(workspace_id=self.workspace_id, id__in={row.line_id for row in rows})
        wanted = dict(lines.values_list("id", "quantity"))
        covered = quantities_in_tasks(self.workspace_id, sorted({row.order_id for row in rows}))
        return {
            row.id: row.quantity + max(0, wanted.get(row.line_id, 0) - covered.get(row.line_id, 0))
            for row in rows
        }


def _fits(talk: Negotiation, told: Terms, now: Terms) -> None:
    """Refuse terms of which something that stood has changed since. Raises Conflict."""
    then = terms_of(talk.standing)
    moved = {change.field for change in differences(then, now)}
    if moved & {change.field for change in differences(then, told)}:
        raise Conflict(MOVED_ON)


@contextmanager
def sat_at(
    actor: Actor, who: Speaker, workspace_id: UUID, task_ids: Sequence[UUID], now: datetime
) -> Iterator[Table]:
    """Sit down with the tasks of one workspace; what the block does is written, told and routed when it ends."""
    with wear(Hat.workspace(workspace_id)):
        parts = Parts(actor, workspace_id, now)
        with opened_many(actor, workspace_id, task_ids, now, before_orders_follow=parts.write) as tasks:
            table = Table(actor, who, workspace_id, tasks, parts, now)
            yield table
            table.talks.save()
        table.tell()
