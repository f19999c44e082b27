"""Tell people: in the app at once, and by the channels that they have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.identity.queries import Reader, readers
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.ids import new_ids
from orderloom.kernel.jobs import defer
from orderloom.notifications.ports import CHANNELS

NOTICE_COLUMNS = (
    "id", "workspace_id", "user_id", "company_id", "level", "kind", "facts", "order_id", "task_id", "at",
)  # fmt: skip
DELIVERY_COLUMNS = (
    "id", "workspace_id", "notice_id", "channel", "address", "status", "tries", "error", "created_at",
)  # fmt: skip


A_JOB = 100  # deliveries that one job sends


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody is told."""

    person: Reader
    kind: str
    facts: Mapping[str, Any]
    level: str = "act"
    company_id: UUID | None = None
    order_id: UUID | None = None
    task_id: UUID | None = None
    quiet: bool = False  # kept in the application only


def notify(
    *,
    workspace_id: UUID,
    user_ids: Sequence[UUID],
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    level: str = "act",
    company_id: UUID | None = None,
    order_id: UUID | None = None,
    task_id: UUID | None = None,
) -> None:
    """Write a notice for each person and put its deliveries on the queue, in the running transaction."""
    notes = [Note(person, kind, facts, level, company_id, order_id, task_id) for person in readers(user_ids)]
    notify_all(workspace_id=workspace_id, notes=notes, now=now)


def notify_all(*, workspace_id: UUID, notes: Sequence[Note], now: datetime) -> None:
    """Write the notices and put their deliveries on the queue together, in the running transaction."""
    if not notes:
        return
    notices = new_ids(len(notes))
    rows = [_notice(workspace_id, notice, note, now) for notice, note in zip(notices, notes, strict=True)]
    insert_rows("notifications_notice", NOTICE_COLUMNS, rows)
    ways = [
        (notice, channel.key, address)
        for notice, note in zip(notices, notes, strict=True)
        for channel in CHANNELS.values()
        if not note.quiet and (address := channel.address_of(note.person))
    ]
    if not ways:
        return
    deliveries = new_ids(len(ways))
    insert_rows(
        "notifications_delivery",
        DELIVERY_COLUMNS,
        [
            (delivery, workspace_id, notice, channel, address, "waiting", 0, "", now)
            for delivery, (notice, channel, address) in zip(deliveries, ways, strict=True)
        ],
    )
    for start in range(0, len(deliveries), A_JOB):
        some = [str(made) for made in deliveries[start : start + A_JOB]]
        defer("notifications.jobs.deliver", workspace_id=workspace_id, delivery_ids=some)


def _notice(workspace_id: UUID, notice: UUID, note: Note, now: datetime) -> tuple[Any, ...]:
    facts = json.dumps(dict(note.facts), ensure_ascii=False)
    return (
        notice, workspace_id, note.person.id, note.company_id, note.level, note.kind, facts, note.order_id,
        note.task_id, now,
    )  # fmt: skip
