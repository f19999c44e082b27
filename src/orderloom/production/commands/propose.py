"""Propose other terms for tasks, and answer such proposals: many at once, each with its own outcome, or one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.negotiation.states import Deed
from orderloom.negotiation.terms import Terms
from orderloom.production.commands.answer import AttemptOver
from orderloom.production.commands.door import OpenTask
from orderloom.production.commands.many import Outcome, at_table, only
from orderloom.production.commands.table import Table
from orderloom.production.rules import said

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other terms for a task; `attempt` refuses to speak of an offer that is over."""

    task_id: UUID
    terms: Terms
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to the version that was seen; a counter has terms, a rejection may have a reason."""

    task_id: UUID
    version_id: UUID
    deed: Deed
    terms: Terms | None = None
    reason: str = ""


@command
def propose_changes(
    *, actor: Actor, proposals: Sequence[Proposal], now: datetime, for_supplier: bool = False
) -> list[Outcome]:
    """Propose other terms for each task, in a fixed number of statements; `for_supplier`: staff speak in its place."""

    def deed(told: Proposal) -> Callable[[Table, OpenTask], None]:
        def propose(table: Table, task: OpenTask) -> None:
            if told.attempt is not None and told.attempt != task.row.attempt:
                raise AttemptOver(attempt=task.row.attempt)
            table.propose(task, told.terms)

        return propose

    return at_table(actor, {one.task_id: deed(one) for one in proposals}, now, for_supplier=for_supplier)


@command
def answer_changes(
    *, actor: Actor, replies: Sequence[Reply], now: datetime, for_supplier: bool = False
) -> list[Outcome]:
    """Accept, reject, counter or take back each version, in a fixed number of statements."""
    deeds = {one.task_id: _deed(one) for one in replies}
    return at_table(actor, deeds, now, for_supplier=for_supplier)


def _deed(told: Reply) -> Callable[[Table, OpenTask], None]:
    def answer(table: Table, task: OpenTask) -> None:
        if told.deed is Deed.ACCEPT:
            table.accept(task, told.version_id)
        elif told.deed is Deed.REJECT:
            table.reject(task, told.version_id, said(told.reason, LONGEST_REASON))
        elif told.deed is Deed.WITHDRAW:
            table.withdraw(task, told.version_id)
        elif told.terms is None:
            raise Invalid(fields={"terms": _("Say what you propose instead.")})
        else:
            table.counter(task, told.version_id, told.terms)

    return answer


@command
def propose_change(
    *,
    actor: Actor,
    task_id: UUID,
    terms: Terms,
    now: datetime,
    attempt: int | None = None,
    for_supplier: bool = False,
) -> None:
    """Propose other terms for one task.

    Raises NotFound, NotAllowed, IllegalMove, AttemptOver, Invalid, ProposalOpen.
    """
    proposals = [Proposal(task_id, terms, attempt)]
    only(propose_changes(actor=actor, proposals=proposals, now=now, for_supplier=for_supplier))


@command
def answer_change(*, actor: Actor, reply: Reply, now: datetime, for_supplier: bool = False) -> None:
    """Answer one proposal.

    Raises NotFound, NotAllowed, IllegalMove, Invalid, Conflict, NegotiationOver, StaleVersion, NotYourTurn.
    """
    only(answer_changes(actor=actor, replies=[reply], now=now, for_supplier=for_supplier))
