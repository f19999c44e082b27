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
MOST_IDS = 50  # a NOTIFY carries at most 8,000 bytes; above this many ids a page just refreshes its list


def tell(workspace_id: UUID, facts: "Iterable[Fact]") -> None:
    """Notify the workspace and every supplier company that the facts concern."""
    orders: dict[str, set[str]] = defaultdict(set)
    tasks: dict[str, set[str]] = defaultdict(set)
    parties = {f"workspace:{workspace_id}"}
    for fact in facts:
        heard = [f"workspace:{workspace_id}"] + ([f"supplier:{fact.company_id}"] if fact.company_id else [])
        for party in heard:
            parties.add(party)
            if fact.order_id and not party.startswith("supplier"):
                orders[party].add(str(fact.order_id))
            if fact.task_id:
                tasks[party].add(str(fact.task_id))
    payloads = [
        json.dumps({"party": party, "orders": _few(orders[party]), "tasks": _few(tasks[party])})
        for party in sorted(parties)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [CHANNEL, payloads]
        )


def _few(ids: set[str]) -> list[str]:
    return sorted(ids) if len(ids) <= MOST_IDS else []
