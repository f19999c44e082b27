"""Tell people: in the app at once, and by the channels that they have."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orderloom.identity.queries import Reader, readers, workspace_card
from orderloom.kernel.bulk import insert_rows
from orderloom.kernel.ids import new_ids
from orderloom.kernel.jobs import defer
from orderloom.notifications.pacing import Choice, due
from orderloom.notifications.queries.people import WayCard, choices_of, ways_of

NOTICE_COLUMNS = (
    "id", "workspace_id", "user_id", "company_id", "level", "kind", "facts", "order_id", "task_id", "at",
)  # fmt: skip
DELIVERY_COLUMNS = (
    "id", "workspace_id", "notice_id", "channel", "address", "way_id", "bundle", "due_at", "status", "tries", "error",
    "created_at",
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
    people = {note.person.id for note in notes}
    chosen, ways = choices_of(people), ways_of(people)
    home = workspace_card(workspace_id).zone if notes else ""
    levels = [chosen.get(note.person.id, Choice()).level_of(note.kind, note.level) for note in notes]
    told = [(note, level) for note, level in zip(notes, levels, strict=True) if level != "log"]
    if not told:
        return
    notices = new_ids(len(told))
    insert_rows(
        "notifications_notice",
        NOTICE_COLUMNS,
        [_notice(workspace_id, notice, *one, now) for notice, one in zip(notices, told, strict=True)],
    )
    legs = [
        leg
        for notice, (note, level) in zip(notices, told, strict=True)
        for leg in _legs(notice, note, level, chosen.get(note.person.id, Choice()), ways, home, now)
    ]
    _send(workspace_id, legs, now)


@dataclass(frozen=True, slots=True)
class Leg:
    """A notice by one channel to one address."""

    notice: UUID
    channel: str
    address: str
    way_id: UUID | None
    bundle: str
    due_at: datetime | None


def _legs(
    notice: UUID,
    note: Note,
    level: str,
    choice: Choice,
    ways: Mapping[UUID, Sequence[WayCard]],
    home: str,
    now: datetime,
) -> list[Leg]:
    at = due(choice, level, now, home)
    about = "digest" if level == "know" else note.task_id.hex if note.task_id else ""
    legs = [
        Leg(notice, way.channel, way.shown, way.id, _bundle(note, about, way.id), at)
        for way in ways.get(note.person.id, ())
    ]
    if choice.mail or not legs:
        legs.append(Leg(notice, "email", note.person.email, None, _bundle(note, about, None), at))
    return legs


def _bundle(note: Note, about: str, way_id: UUID | None) -> str:
    """Return the name of what goes out together: all of a digest, or what is about one task, to one address."""
    if not about:
        return ""
    return f"{'digest' if about == 'digest' else about}:{(way_id or note.person.id).hex}"


def _send(workspace_id: UUID, legs: Sequence[Leg], now: datetime) -> None:
    """Write the deliveries and put them on the queue: what is due now together, each later bundle once."""
    if not legs:
        return
    deliveries = new_ids(len(legs))
    insert_rows(
        "notifications_delivery",
        DELIVERY_COLUMNS,
        [
            (made, workspace_id, leg.notice, leg.channel, leg.address, leg.way_id, leg.bundle, leg.due_at, "waiting",
             0, "", now)
            for made, leg in zip(deliveries, legs, strict=True)
        ],
    )  # fmt: skip
    at_once = [str(made) for made, leg in zip(deliveries, legs, strict=True) if leg.due_at is None]
    for start in range(0, len(at_once), A_JOB):
        some = at_once[start : start + A_JOB]
        defer("notifications.jobs.deliver", workspace_id=workspace_id, delivery_ids=some)
    for made, leg in zip(deliveries, legs, strict=True):
        if leg.due_at is not None:
            send_later(workspace_id, made, leg.bundle, leg.due_at)


def send_later(workspace_id: UUID, delivery_id: UUID, bundle: str, due_at: datetime) -> None:
    """Have the delivery sent when it is due; what is in the same bundle goes with it."""
    lock = f"notice {bundle or delivery_id} {due_at.isoformat()} {workspace_id}"
    defer(
        "notifications.jobs.deliver", queueing_lock=lock, at=due_at, workspace_id=workspace_id,
        delivery_ids=[str(delivery_id)],
    )  # fmt: skip


def _notice(workspace_id: UUID, notice: UUID, note: Note, level: str, now: datetime) -> tuple[Any, ...]:
    level = "act" if level == "urgent" else level
    facts = json.dumps(dict(note.facts), ensure_ascii=False)
    return (
        notice, workspace_id, note.person.id, note.company_id, level, note.kind, facts, note.order_id,
        note.task_id, now,
    )  # fmt: skip
