"""The timeline's rows and their hash chain, one chain per workspace, one link per transaction.

The digest of an event covers every column as text; the digest of a link covers its events in order; the hash of a link
covers the hash before it. So a row that is changed, removed, added or moved is found by `kernel.chain.verify`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insertion, note_growth
from orderloom.kernel.ids import new_id, new_ids
from orderloom.kernel.live import NOTIFY, notices
from orderloom.kernel.tenancy import Hat, wear

EVENT_COLUMNS = (
    "id", "workspace_id", "place", "at", "kind", "party", "actor_id", "actor_name",
    "order_id", "task_id", "subject_id", "company_id", "data", "digest",
)  # fmt: skip


# The server locks the newest link's place and hashes as link_hash does, so that the place is held as briefly as can be;
# a workspace's first link makes it.
ADD = f"""
WITH head AS (
    INSERT INTO kernel_chainhead AS newest (workspace_id, number, hash)
    VALUES (%s, 1, sha256(int8send(1) || %s::bytea))
    ON CONFLICT (workspace_id) DO UPDATE SET number = newest.number + 1,
        hash = sha256(newest.hash || int8send(newest.number + 1) || %s::bytea)
    RETURNING number, hash
), events AS ({{events}})
INSERT INTO kernel_timelinelink (id, workspace_id, number, events, digest, hash)
SELECT %s, %s, number, %s, %s, hash FROM head
RETURNING {NOTIFY}
"""  # noqa: S608  constants of ours are put in; values are parameters
ITS_LINK = ("link_number", "(SELECT number FROM head)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the timeline before it has its place in the chain; `data` is canonical JSON."""

    workspace_id: UUID
    at: datetime
    kind: str
    party: str
    actor_id: UUID | None
    actor_name: str
    order_id: UUID | None
    task_id: UUID | None
    subject_id: UUID | None
    company_id: UUID | None
    data: str

    @classmethod
    def make(
        cls,
        *,
        workspace_id: UUID,
        at: datetime,
        kind: str,
        actor: Actor,
        data: Mapping[str, Any],
        order_id: UUID | None = None,
        task_id: UUID | None = None,
        subject_id: UUID | None = None,
        company_id: UUID | None = None,
    ) -> "Fact":
        """Return the fact as the actor's deed."""
        who = actor.user_id or actor.token_id
        text = canonical(data)
        return cls(
            workspace_id,
            at,
            kind,
            actor.party,
            who,
            actor.name,
            order_id,
            task_id,
            subject_id,
            company_id,
            text,
        )

    def digest(self) -> bytes:
        """Return the SHA-256 over all columns, each on a line of its own."""
        text = (
            f"{_instant(self.at)}\n{self.kind}\n{self.party}\n{self.actor_id}\n{self.actor_name}\n{self.order_id}\n"
            f"{self.task_id}\n{self.subject_id}\n{self.company_id}\n{self.data}"
        )
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@lru_cache(maxsize=64)
def _instant(at: datetime) -> str:
    """Return the instant as digests hold it; the facts of one command share it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | Decimal | datetime | date):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot go on the timeline")


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def canonical(data: Mapping[str, Any]) -> str:
    """Return the data as JSON with sorted keys and no blanks; the same data always gives the same text."""
    return _CANONICAL.encode(data) if data else "{}"


def link_digest(digests: Iterable[bytes]) -> bytes:
    """Return the digest of a link's events in their order."""
    return hashlib.sha256(b"".join(digests)).digest()


def link_hash(before: bytes, number: int, digest: bytes) -> bytes:
    """Return the hash of a link, which covers the one before it."""
    return hashlib.sha256(before + number.to_bytes(8, "big") + digest).digest()


def append(workspace_id: UUID, facts: list[Fact]) -> None:
    """Add the facts to the workspace's chain as one new link, and tell those who watch live."""
    if not facts:
        return
    digests = [fact.digest() for fact in facts]
    whole = link_digest(digests)
    rows = [
        _row(new, fact, place, digest)
        for place, (new, fact, digest) in enumerate(zip(new_ids(len(facts)), facts, digests, strict=True))
    ]
    insert, values = insertion("kernel_timelineevent", EVENT_COLUMNS, rows, ITS_LINK)
    head, link = (workspace_id, whole, whole), (new_id(), workspace_id, len(facts), whole)
    with wear(Hat.workspace(workspace_id)), connection.cursor() as cursor:
        cursor.execute(ADD.format(events=insert), [*head, *values, *link, *notices(workspace_id, facts)])
    note_growth("kernel_timelineevent", len(facts))


def _row(new: UUID, fact: Fact, place: int, digest: bytes) -> tuple[Any, ...]:
    return (
        new, fact.workspace_id, place, fact.at, fact.kind, fact.party, fact.actor_id, fact.actor_name,
        fact.order_id, fact.task_id, fact.subject_id, fact.company_id, fact.data, digest,
    )  # fmt: skip
