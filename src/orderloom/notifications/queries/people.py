"""What people chose about notices, and the addresses they added."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from orderloom.kernel.sealing import unseal
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.models import Preference, Way
from orderloom.notifications.pacing import Choice


@dataclass(frozen=True, slots=True)
class WayCard:
    """A person's address as lists show it and deliveries name it."""

    id: UUID
    channel: str
    shown: str
    created_at: datetime


def choices_of(user_ids: Collection[UUID]) -> dict[UUID, Choice]:
    """Return what those who chose anything chose, by person."""
    rows = Preference.objects.filter(user_id__in=user_ids)
    return {
        row.user_id: Choice(row.zone, row.quiet_from, row.quiet_to, row.mail, dict(row.levels))
        for row in rows
    }


def ways_of(user_ids: Collection[UUID]) -> dict[UUID, list[WayCard]]:
    """Return the addresses that people added, the oldest first, by person."""
    found: dict[UUID, list[WayCard]] = defaultdict(list)
    for row in Way.objects.filter(user_id__in=user_ids).order_by("id"):
        found[row.user_id].append(WayCard(row.id, row.channel, row.shown, row.created_at))
    return found


def own(user_id: UUID) -> tuple[Choice, list[WayCard]]:
    """Return the person's own choice and addresses."""
    with wear(Hat.person(user_id)), transaction.atomic():
        return choices_of([user_id]).get(user_id, Choice()), ways_of([user_id]).get(user_id, [])


def opened(way_id: UUID) -> dict[str, str] | None:
    """Return what a message needs to get there, or None when the person has taken the address away."""
    sealed = Way.objects.filter(id=way_id).values_list("sealed", flat=True).first()
    return (
        None
        if sealed is None
        else {str(name): str(told) for name, told in json.loads(unseal(sealed)).items()}
    )
