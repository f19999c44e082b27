"""Tell those who look at a page that something changed: NOTIFY in the same transaction, ids only."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from orderloom.kernel.timeline import Fact

CHANNEL = "orderloom_live"
MOST_IDS = 50  # a NOTIFY carries at most 8,000 bytes; above this many things a page just refreshes its lists


NOTIFY = "(SELECT count(pg_notify(%s, payload)) FROM unnest(%s::text[]) AS payload)"


def tell(workspace_id: UUID, facts: "Iterable[Fact]") -> None:
    """Notify the workspace and every supplier company that the facts concern, with the topics that changed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NOTIFY}", notices(workspace_id, facts))


def tell_topics(workspace_id: UUID, topics: Sequence[str]) -> None:
    """Notify the workspace of something that is no fact of the timeline."""
    payload = json.dumps({"party": f"workspace:{workspace_id}", "topics": list(topics)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def notices(workspace_id: UUID, facts: "Iterable[Fact]") -> list[Any]:
    """Return what goes into NOTIFY, for a statement that does more than that."""
    named: dict[UUID | None, set[str]] = defaultdict(set)  # by supplier company; None is the workspace itself
    for fact in facts:
        ours = named[None]
        if fact.order_id and len(ours) <= MOST_IDS:
            ours.add(f"order:{fact.order_id}")
        if fact.task_id and len(ours) <= MOST_IDS:
            ours.add(f"task:{fact.task_id}")
        if fact.task_id and fact.company_id and len(theirs := named[fact.company_id]) <= MOST_IDS:
            theirs.add(f"task:{fact.task_id}")
    parties = {
        f"supplier:{company_id}" if company_id else f"workspace:{workspace_id}": topics
        for company_id, topics in named.items()
    }
    payloads = [
        json.dumps({"party": party, "topics": ["orders", "tasks", *_few(topics)]})
        for party, topics in sorted(parties.items())
    ]
    return [CHANNEL, payloads]


def _few(topics: set[str]) -> list[str]:
    return sorted(topics) if len(topics) <= MOST_IDS else []
