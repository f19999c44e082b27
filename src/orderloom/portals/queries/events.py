"""The timeline as a feed: what happened in a workspace, in the order of its chain."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orderloom.identity.permissions import SEE
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Invalid
from orderloom.kernel.models import TimelineEvent


@dataclass(frozen=True, slots=True)
class EventRow:
    """One fact; `cursor` is its place in the chain, after which the next page begins."""

    id: UUID
    cursor: str
    at: datetime
    kind: str
    party: str
    actor_id: UUID | None
    actor_name: str
    order_id: UUID | None
    task_id: UUID | None
    subject_id: UUID | None
    company_id: UUID | None
    data: dict[str, Any]


def event_feed(
    actor: Actor,
    *,
    after: str = "",
    order_id: UUID | None = None,
    task_id: UUID | None = None,
    limit: int = 50,
) -> list[EventRow]:
    """Return what happened after the cursor, the oldest first. Raises NotAllowed, Invalid (no such cursor)."""
    actor.require(SEE)
    found = TimelineEvent.objects.filter(workspace_id=actor.workspace_id)
    if order_id is not None:
        found = found.filter(order_id=order_id)
    if task_id is not None:
        found = found.filter(task_id=task_id)
    if after:
        number, place = _read(after)
        found = found.filter(Q(link_number__gte=number) & (Q(link_number__gt=number) | Q(place__gt=place)))
    return [_row(event) for event in found.order_by("link_number", "place")[:limit]]


def _read(cursor: str) -> tuple[int, int]:
    number, _dot, place = cursor.partition(".")
    if (
        not (number.isascii() and number.isdigit() and place.isascii() and place.isdigit())
        or len(cursor) > 18
    ):
        raise Invalid(fields={"cursor": _("There is no such page. Begin with the first one.")})
    return int(number), int(place)


def _row(event: TimelineEvent) -> EventRow:
    return EventRow(
        id=event.id,
        cursor=f"{event.link_number}.{event.place}",
        at=event.at,
        kind=event.kind,
        party=event.party,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        order_id=event.order_id,
        task_id=event.task_id,
        subject_id=event.subject_id,
        company_id=event.company_id,
        data=json.loads(event.data),
    )
