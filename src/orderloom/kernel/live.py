"""Tell those who look at a page that something changed: NOTIFY in the same transaction, ids only."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from orderloom.kernel.timeline import Fact

CHANNEL = "orderloom_live"
MOST_IDS = 50  # a NOTIFY carries at most 8,000 bytes; above this many things a page just refreshes its lists


def tell(workspace_id: UUID, facts: "Iterable[Fact]") -> None:
    """Notify the workspace and every supplier company that the facts concern, with the topics that changed."""
    named: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        ours, theirs = named[f"workspace:{workspace_id}"], f"supplier:{fact.company_id}"
        if fact.order_id:
            ours.add(f"order:{fact.order_id}")
        if fact.task_id:
            ours.add(f"task:{fact.task_id}")
            if fact.company_id:
                named[theirs].add(f"task:{fact.task_id}")
    payloads = [
        json.dumps({"party": party, "topics": ["orders", "tasks", *_few(topics)]})
        for party, topics in sorted(named.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [CHANNEL, payloads]
        )


def _few(topics: set[str]) -> list[str]:
    return sorted(topics) if len(topics) <= MOST_IDS else []
