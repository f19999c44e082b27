"""Tell people: in the app at once, and by the channels that they have."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.identity.queries import readers
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
    people = readers(user_ids)
    if not people:
        return
    notices = new_ids(len(people))
    insert_rows(
        "notifications_notice",
        NOTICE_COLUMNS,
        [
            (
                notice,
                workspace_id,
                person.id,
                company_id,
                level,
                kind,
                json.dumps(dict(facts), ensure_ascii=False),
                order_id,
                task_id,
                now,
            )
            for notice, person in zip(notices, people, strict=True)
        ],
    )
    ways = [
        (notice, channel.key, address)
        for notice, person in zip(notices, people, strict=True)
        for channel in CHANNELS.values()
        if (address := channel.address_of(person))
    ]
    deliveries = new_ids(len(ways))
    insert_rows(
        "notifications_delivery",
        DELIVERY_COLUMNS,
        [
            (delivery, workspace_id, notice, channel, address, "waiting", 0, "", now)
            for delivery, (notice, channel, address) in zip(deliveries, ways, strict=True)
        ],
    )
    if deliveries:
        defer(
            "notifications.jobs.deliver",
            workspace_id=workspace_id,
            delivery_ids=[str(made) for made in deliveries],
        )
