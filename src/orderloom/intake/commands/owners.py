"""Put one person in charge of many orders, and take that back."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from orderloom.identity.models import Member
from orderloom.intake.commands.orders import Moved
from orderloom.intake.events import ChangeUndone, OwnersChosen
from orderloom.intake.models import CustomerOrder, OrderOwner
from orderloom.intake.permissions import EDIT
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid
from orderloom.kernel.events import Event, fact_of, gather
from orderloom.kernel.models import TimelineEvent


@command
def put_in_charge(*, actor: Actor, order_ids: Sequence[UUID], user_id: UUID, now: datetime) -> Moved:
    """Put this person alone in charge of each of the orders; those of which they are already, stay as they are.

    Raises NotAllowed, Invalid (no member of the workspace).
    """
    actor.require(EDIT)
    if not _members(actor).filter(user_id=user_id).exists():
        raise Invalid(
            _("Choose people who are members of this workspace."), fields={"owners": _("Not a member.")}
        )
    found, before = _in_charge(actor, order_ids)
    changed = {one: (user_id,) for one in found if before[one] != (user_id,)}
    _choose(actor, changed)
    events = [OwnersChosen(order_id=one, owners=(user_id,), before=before[one]) for one in changed]
    gather([fact_of(actor, event, now) for event in events])
    return Moved(tuple(found), dict.fromkeys(set(order_ids) - set(found), "not_found"))


@command
def take_charge_back(
    *, actor: Actor, order_ids: Sequence[UUID], chosen_at: Collection[datetime], now: datetime
) -> Moved:
    """Put those in charge of the orders again who were before somebody was chosen at one of these moments.

    Orders of which other people were chosen since stay as they are, and so do those that the choice did not change.
    Raises NotAllowed.
    """
    actor.require(EDIT)
    found, before = _in_charge(actor, order_ids)
    refused = dict.fromkeys(set(order_ids) - set(found), "not_found")
    wanted: dict[UUID, tuple[UUID, ...]] = {}
    facts: list[Event] = []
    chosen = _last_chosen(actor, found)
    members = set(_members(actor).values_list("user_id", flat=True))
    for order_id in found:
        row = chosen.get(order_id)
        data = json.loads(row.data) if row else {}
        if row is None or row.at not in chosen_at or set(data["owners"]) != set(map(str, before[order_id])):
            refused[order_id] = "chosen_again"
            continue
        wanted[order_id] = tuple(one for one in map(UUID, data["before"]) if one in members)
        facts += _undone(row.id, order_id, before[order_id], wanted[order_id])
    _choose(actor, wanted)
    gather([fact_of(actor, event, now) for event in facts])
    return Moved(tuple(wanted), refused)


def _members(actor: Actor) -> "QuerySet[Member]":
    return Member.objects.filter(workspace_id=actor.workspace_id, user__is_active=True)


def _undone(fact_id: UUID, order_id: UUID, given: tuple[UUID, ...], back: tuple[UUID, ...]) -> list[Event]:
    """Return what the timeline says of one choice that is taken back."""
    changes = {"owners": (list(map(str, given)), list(map(str, back)))}
    return [
        OwnersChosen(order_id=order_id, owners=back, before=given),
        ChangeUndone(order_id=order_id, subject_id=fact_id, undid=OwnersChosen.__name__, changes=changes),
    ]


def _in_charge(actor: Actor, order_ids: Sequence[UUID]) -> tuple[list[UUID], dict[UUID, tuple[UUID, ...]]]:
    """Return those of the orders that there are, locked, and who was chosen for each."""
    orders = CustomerOrder.objects.filter(workspace_id=actor.workspace_id, id__in=order_ids).order_by("id")
    found = list(orders.select_for_update(no_key=True).values_list("id", flat=True))
    chosen = OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id__in=found)
    before: dict[UUID, tuple[UUID, ...]] = dict.fromkeys(found, ())
    for order_id, owner_id in chosen.order_by("id").values_list("order_id", "user_id"):
        before[order_id] = (*before[order_id], owner_id)
    return found, before


def _choose(actor: Actor, wanted: Mapping[UUID, Sequence[UUID]]) -> None:
    """Put these people, and nobody else, in charge of each of the locked orders."""
    OrderOwner.objects.filter(workspace_id=actor.workspace_id, order_id__in=wanted).delete()
    OrderOwner.objects.bulk_create(
        OrderOwner(workspace_id=actor.workspace_id, order_id=order_id, user_id=user_id)
        for order_id, people in wanted.items()
        for user_id in people
    )


def _last_chosen(actor: Actor, order_ids: Sequence[UUID]) -> dict[UUID, TimelineEvent]:
    """Return for each of the orders the newest fact of who is in charge of it."""
    facts = TimelineEvent.objects.filter(
        workspace_id=actor.workspace_id, order_id__in=order_ids, kind=OwnersChosen.__name__
    )
    return {
        row.order_id: row for row in facts.order_by("order_id", "-id").distinct("order_id") if row.order_id
    }
