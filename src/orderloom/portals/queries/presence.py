"""Who looks at a thing just now."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from orderloom.identity.queries import PersonCard, people_of
from orderloom.kernel.actor import NOWHERE, Actor
from orderloom.kernel.ids import new_id
from orderloom.portals.models import Presence

GONE_AFTER = timedelta(seconds=100)
FORGOTTEN_AFTER = timedelta(minutes=10)

STAY = """
WITH old AS (DELETE FROM portals_presence WHERE workspace_id = %(workspace)s AND seen_at < %(forgotten)s)
INSERT INTO portals_presence (id, workspace_id, user_id, subject_id, seen_at)
VALUES (%(id)s, %(workspace)s, %(user)s, %(subject)s, %(now)s)
ON CONFLICT (workspace_id, subject_id, user_id) DO UPDATE SET seen_at = excluded.seen_at
RETURNING (SELECT max(seen_at) FROM portals_presence
    WHERE workspace_id = %(workspace)s AND subject_id = %(subject)s AND user_id = %(user)s)
"""


def stay(actor: Actor, subject_id: UUID, now: datetime) -> bool:
    """Note that the person looks at the thing, and return whether they have just come."""
    told = {
        "id": new_id(), "workspace": actor.workspace_id, "user": actor.user_id, "subject": subject_id, "now": now,
        "forgotten": now - FORGOTTEN_AFTER,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STAY, told)
        before: datetime | None = cursor.fetchone()[0]
    return before is None or before < now - GONE_AFTER


def leave(actor: Actor, subject_id: UUID) -> bool:
    """Note that the person looks at the thing no more, and return whether they did."""
    found = Presence.objects.filter(
        workspace_id=actor.workspace_id, subject_id=subject_id, user_id=actor.user_id or NOWHERE
    )
    return bool(found.delete()[0])


def others(actor: Actor, subject_id: UUID, now: datetime) -> list[PersonCard]:
    """Return the other people who look at the thing, those who came first ahead."""
    rows = Presence.objects.filter(
        workspace_id=actor.workspace_id, subject_id=subject_id, seen_at__gte=now - GONE_AFTER
    )
    ids = list(
        rows.exclude(user_id=actor.user_id or NOWHERE).order_by("id").values_list("user_id", flat=True)
    )
    if not ids:
        return []
    people = {person.id: person for person in people_of(actor.workspace_id)}
    return [people[one] for one in ids if one in people]
