"""Check the timeline's hash chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction

from orderloom.kernel.models import ChainHead, TimelineEvent, TimelineLink
from orderloom.kernel.tenancy import Hat, wear
from orderloom.kernel.timeline import Fact, link_digest, link_hash


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of one workspace's chain found; `broken_at` names the first bad link."""

    links: int
    events: int
    broken_at: int | None
    reason: str


def _digests(workspace_id: UUID) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    rows = TimelineEvent.objects.filter(workspace_id=workspace_id).order_by("link_number", "place")
    for number, events in groupby(rows.iterator(chunk_size=5000), key=lambda event: event.link_number):
        yield number, [(_again(event), bytes(event.digest)) for event in events]


def _again(row: TimelineEvent) -> bytes:
    return Fact(
        row.workspace_id, row.at, row.kind, row.party, row.actor_id, row.actor_name,
        row.order_id, row.task_id, row.subject_id, row.company_id, row.data,
    ).digest()  # fmt: skip


def verify_chain(workspace_id: UUID) -> ChainReport:
    """Recompute every digest and hash of the workspace's chain and report the first link that does not fit."""
    with wear(Hat.workspace(workspace_id)), transaction.atomic():
        found = _digests(workspace_id)
        before, events, number = b"", 0, 0
        for link in TimelineLink.objects.filter(workspace_id=workspace_id).order_by("number").iterator():
            number += 1
            held_number, held = next(found, (0, []))
            reason = _fault(link, number, held_number, held, before)
            if reason:
                return ChainReport(number, events, number, reason)
            before, events = bytes(link.hash), events + link.events
        head = ChainHead.objects.filter(workspace_id=workspace_id).first()
        if (head.number if head else 0, bytes(head.hash) if head else b"") != (number, before):
            return ChainReport(number, events, number + 1, "links at the end are missing")
        if next(found, None) is not None:
            return ChainReport(number, events, number + 1, "events without a link")
        return ChainReport(number, events, None, "")


def _fault(
    link: TimelineLink, number: int, held_number: int, held: list[tuple[bytes, bytes]], before: bytes
) -> str:
    if link.number != number:
        return "a link is missing"
    if held_number != number or len(held) != link.events:
        return "events are missing or were added"
    if any(again != stored for again, stored in held):
        return "an event was changed"
    if link_digest(stored for _, stored in held) != bytes(link.digest):
        return "events were moved or replaced"
    return (
        ""
        if link_hash(before, number, bytes(link.digest)) == bytes(link.hash)
        else "the link does not fit the one before"
    )
