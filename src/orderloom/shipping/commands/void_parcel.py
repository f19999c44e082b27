"""Take back that a parcel has left: a wrong number was entered, and nobody has worked by it yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.kernel.events import record
from orderloom.production.commands.door import OpenTask, by_workspace, opened_many
from orderloom.production.commands.ship import mark_unshipped
from orderloom.production.permissions import ANSWER
from orderloom.shipping.events import ParcelVoided
from orderloom.shipping.models import Shipment
from orderloom.shipping.queries.parcels import visible_parcels
from orderloom.shipping.remembered import read
from orderloom.shipping.states import VOID_WITHIN


class VoidTooLate(Refusal):
    """The parcel has been on its way for too long."""

    code = "void_too_late"
    message = _("More than 10 minutes have passed. Agree with the other side what has to be done.")


class NewerParcel(Refusal):
    """Another parcel of the task was reported after this one."""

    code = "newer_parcel"
    message = _("Another parcel of this task was reported later. Take that one back first.")


@dataclass(slots=True)
class Voided:
    """The parcels that were taken back, or had been before, and for the others why not."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Refusal] = field(default_factory=dict)


@command
def void_parcel(*, actor: Actor, parcel_id: UUID, now: datetime) -> UUID:
    """Take the parcel back within 10 minutes, and return its task, which is as it was before.

    A parcel that was taken back already stays so. Raises NotFound, NotAllowed, VoidTooLate, NewerParcel, IllegalMove
    (the task has gone on since).
    """
    task_id = visible_parcels(actor).filter(id=parcel_id).values_list("task_id", flat=True).first()
    if task_id is None:
        raise NotFound
    for refusal in void_parcels(actor=actor, parcel_ids=[parcel_id], now=now).refused.values():
        raise refusal
    return task_id


@command
def void_parcels(*, actor: Actor, parcel_ids: Sequence[UUID], now: datetime) -> Voided:
    """Take many parcels back in one go; each that cannot be is left with its refusal. Raises NotAllowed."""
    if actor.party is Party.STAFF:
        actor.require(ANSWER)
    outcome = Voided()
    rows = visible_parcels(actor).filter(id__in=parcel_ids)
    tasks = sorted(set(rows.values_list("task_id", flat=True)))
    for workspace_id, ids in by_workspace(actor, tasks).items():
        with opened_many(actor, workspace_id, ids, now) as opened:
            _void(opened, set(parcel_ids), outcome)
    left = set(parcel_ids) - {*outcome.done, *outcome.refused}
    outcome.refused.update({parcel_id: NotFound() for parcel_id in left})
    return outcome


def _void(tasks: Mapping[UUID, OpenTask], chosen: set[UUID], outcome: Voided) -> None:
    """Take the chosen parcels of the open tasks back, the newest of each first."""
    if not tasks:
        return
    one = next(iter(tasks.values()))
    parcels = Shipment.objects.filter(workspace_id=one.row.workspace_id, task_id__in=tasks)
    gone = parcels.filter(id__in=chosen).exclude(voided_at=None)
    outcome.done += gone.values_list("id", flat=True)
    standing: set[UUID] = set()  # tasks of which a newer parcel stays
    voided = []
    for parcel in parcels.filter(voided_at=None).order_by("-id"):
        try:
            if parcel.id in chosen:
                _take_back(tasks[parcel.task_id], parcel, is_newest=parcel.task_id not in standing)
                voided.append(parcel.id)
                continue
        except Refusal as refusal:
            outcome.refused[parcel.id] = refusal
        standing.add(parcel.task_id)
    parcels.filter(id__in=voided).update(voided_at=one.now)
    outcome.done += voided


def _take_back(task: OpenTask, parcel: Shipment, *, is_newest: bool) -> None:
    """Count the parcel as not shipped, and say so on the timeline. Raises NotAllowed and Refusal."""
    if parcel.shipped_at + VOID_WITHIN < task.now or not parcel.standing:
        raise VoidTooLate
    if not is_newest:
        raise NewerParcel
    before, after = read(parcel.standing)
    mark_unshipped(task, quantity=parcel.quantity, before=before, after=after)
    event = ParcelVoided(
        **task.facts(),
        subject_id=parcel.id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        no_tracking_reason=parcel.no_tracking_reason,
        quantity=parcel.quantity,
    )
    record(task.actor, event, at=task.now)
