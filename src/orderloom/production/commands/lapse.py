"""A proposal ends without an answer when its task goes on without it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.events import fact_of, gather
from orderloom.negotiation.commands.talks import Talks
from orderloom.negotiation.states import NegotiationStatus
from orderloom.production.events import ChangeLapsed
from orderloom.production.models import OrderTask
from orderloom.production.states import TaskStatus

KIND = "task"
_S = TaskStatus
TALKED_OF = frozenset({_S.OFFERED, _S.ACCEPTED, _S.IN_PRODUCTION, _S.READY_TO_SHIP})


def lapse_talks(
    actor: Actor,
    rows: Sequence[OrderTask],
    now: datetime,
    end: NegotiationStatus = NegotiationStatus.SUPERSEDED,
) -> None:
    """End the open proposals about the locked tasks; part of a command, whose caller saves the rows."""
    asked = [row for row in rows if row.talk_turn]
    if not asked:
        return
    talks = Talks(asked[0].workspace_id, KIND, [row.id for row in asked], now)
    facts = []
    for row in asked:
        row.talk_turn, row.talk_by = "", None
        if row.id not in talks.open:
            continue
        side = talks.said_by(row.id)
        talk = talks.lapse(row.id, end)
        event = ChangeLapsed(
            order_id=row.order_id, task_id=row.id, company_id=talk.company_id, number=row.number,
            subject_id=talk.id, version=talk.version, side=side.value, on_behalf=False, end=end.value,
        )  # fmt: skip
        facts.append(fact_of(actor, event, now))
    talks.save()
    gather(facts)


def lapse_talks_of(
    actor: Actor,
    task_ids: Sequence[UUID],
    now: datetime,
    end: NegotiationStatus = NegotiationStatus.SUPERSEDED,
) -> None:
    """End the open proposals about tasks that another statement moves on; part of a command."""
    asked = OrderTask.objects.filter(workspace_id=actor.workspace_id, id__in=task_ids).exclude(talk_turn="")
    rows = list(asked.select_for_update().order_by("id"))
    lapse_talks(actor, rows, now, end)
    if rows:
        OrderTask.objects.filter(workspace_id=actor.workspace_id, id__in=[row.id for row in rows]).update(
            talk_turn="", talk_by=None
        )
