"""Let the rules of review look at orders: new ones before they are stored, stored ones when something has changed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.intake.models import ReviewFinding
from orderloom.intake.queries.review_book import add_twins, book, known_for
from orderloom.intake.queries.reviewed import Stored, has_findings, stored_orders
from orderloom.intake.review.events import ReviewHeld, ReviewMended
from orderloom.intake.review.kinds import PRIORITY, Book, ReviewKind, Settled, exception_of, kind_of
from orderloom.intake.review.rules import Found, look
from orderloom.intake.review.seen import Seen
from orderloom.kernel.actor import system
from orderloom.kernel.bulk import array, insert_rows, update_rows
from orderloom.kernel.events import Event, fact_of, gather
from orderloom.kernel.ids import new_ids

COLUMNS = ("id", "workspace_id", "order_id", "kind", "params", "facts", "found_at", "settled_by", "settled")
Touched = Mapping[UUID, frozenset[ReviewKind]]
"""The orders that have changed, each with the rules that look at what has changed."""


@dataclass(slots=True)
class _Outcome:
    """What is to be written about the orders that were looked at again."""

    new: list[tuple[UUID, Found]] = field(default_factory=list)
    changed: list[tuple[UUID, Found]] = field(default_factory=list)
    settled: dict[UUID, Settled] = field(default_factory=dict)
    exceptions: dict[UUID, str] = field(default_factory=dict)
    freed: list[UUID] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def reasons_in_new(
    workspace_id: UUID, orders: Sequence[Seen], beside: Sequence[Seen], rules: Book
) -> dict[UUID, list[Found]]:
    """Return what the rules find about orders that are not stored yet, as if they came in one after the other.

    Those `beside` come in with them and are not looked at, yet others may be duplicates of them.
    """
    known = known_for(workspace_id, orders, rules)
    if ReviewKind.DUPLICATE in rules.asked:
        add_twins(known, [*orders, *beside])
    found = {order.id: look(order, rules, known) for order in orders}
    return {order_id: reasons for order_id, reasons in found.items() if reasons}


def write_findings(workspace_id: UUID, found: Mapping[UUID, Sequence[Found]], now: datetime) -> None:
    """Store what was found, all in one statement."""
    rows = [(order_id, one) for order_id, reasons in found.items() for one in reasons]
    insert_rows(
        "intake_reviewfinding",
        COLUMNS,
        [
            (new_id, workspace_id, order_id, one.kind.value, _text(one.params), one.facts, now, "", "")
            for new_id, (order_id, one) in zip(new_ids(len(rows)), rows, strict=True)
        ],
    )


def _text(params: Mapping[str, Any]) -> str:
    return json.dumps(params, ensure_ascii=False)


def review_orders(
    workspace_id: UUID, touched: Touched, *, now: datetime, rules: Book | None = None
) -> list[UUID]:
    """Look at stored orders again and return those that nothing holds any more; part of the command that calls it.

    A confirmed order is asked only by the rules that look at what has changed: it was looked at as it was before.
    What somebody has approved holds it no longer, as long as it is the same. The statements are the same few for one
    order and for thousands.
    """
    if not touched:
        return []
    rules = book(workspace_id) if rules is None else rules
    if not rules.asked and not has_findings(workspace_id, list(touched)):
        return []
    orders = stored_orders(workspace_id, _with_copies(workspace_id, list(touched)))
    known = known_for(workspace_id, [one.seen for one in orders if one.is_reviewed], rules)
    outcome = _Outcome()
    for one in orders:
        kinds = _kinds(one, touched.get(one.seen.id, frozenset({ReviewKind.DUPLICATE})))
        found = look(one.seen, rules, known, kinds) if one.is_reviewed else []
        _compare(outcome, one, [reason for reason in found if _is_new(one, reason)], rules)
    _write(workspace_id, outcome, now)
    return outcome.freed


def _with_copies(workspace_id: UUID, order_ids: list[UUID]) -> list[UUID]:
    """Return the orders, and those that wait as duplicates of one of them."""
    names = [str(order_id) for order_id in order_ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id FROM intake_reviewfinding WHERE workspace_id = %s AND kind = 'duplicate' "
            "AND settled_at IS NULL AND params->'others' ?| %s::text[]",
            [workspace_id, array(names)],
        )
        return order_ids + [row[0] for row in cursor.fetchall()]


def _kinds(one: Stored, touched: Iterable[ReviewKind]) -> Sequence[ReviewKind]:
    if one.status == "received":
        return PRIORITY
    return [kind for kind in PRIORITY if kind in touched or kind.value in one.open]


def _is_new(one: Stored, reason: Found) -> bool:
    return (reason.kind.value, reason.facts) not in one.approved


def _compare(outcome: _Outcome, one: Stored, found: Sequence[Found], rules: Book) -> None:
    """Note what is new, different or gone about one order."""
    order_id, now_open = one.seen.id, {reason.kind.value for reason in found}
    for reason in found:
        before = one.open.get(reason.kind.value)
        if before is None:
            outcome.new.append((order_id, reason))
        elif (before.params, before.facts) != (reason.params, reason.facts):
            outcome.changed.append((before.id, reason))
    gone = [finding for kind, finding in one.open.items() if kind not in now_open]
    for finding in gone:
        outcome.settled[finding.id] = _how(one, finding, rules)
    _tell(outcome, one, [reason.kind.value for reason in found], [finding.kind for finding in gone])
    wanted = exception_of(now_open)
    is_ours = not one.exception or kind_of(one.exception) is not None
    if is_ours and one.exception != wanted:
        outcome.exceptions[order_id] = wanted
        if one.exception and not wanted and one.is_reviewed:
            outcome.freed.append(order_id)


def _tell(outcome: _Outcome, one: Stored, found: Sequence[str], gone: Sequence[str]) -> None:
    new = tuple(kind for kind in found if kind not in one.open)
    if new:
        outcome.events.append(ReviewHeld(order_id=one.seen.id, reasons=new))
    if gone and one.is_reviewed:
        outcome.events.append(ReviewMended(order_id=one.seen.id, reasons=tuple(gone)))


def _how(one: Stored, finding: ReviewFinding, rules: Book) -> Settled:
    if not one.is_reviewed:
        return Settled.MOOT
    return Settled.MENDED if ReviewKind(finding.kind) in rules.asked else Settled.OFF


def _write(workspace_id: UUID, outcome: _Outcome, now: datetime) -> None:
    found: dict[UUID, list[Found]] = {}
    for order_id, reason in outcome.new:
        found.setdefault(order_id, []).append(reason)
    write_findings(workspace_id, found, now)
    update_rows(
        "intake_reviewfinding",
        ("id", "workspace_id", "params", "facts"),
        [(name, workspace_id, _text(one.params), one.facts) for name, one in outcome.changed],
    )
    update_rows(
        "intake_reviewfinding",
        ("id", "workspace_id", "settled", "settled_at", "settled_by"),
        [(name, workspace_id, how.value, now, "") for name, how in outcome.settled.items()],
    )
    update_rows(
        "intake_customerorder",
        ("id", "workspace_id", "exception"),
        [(order_id, workspace_id, code) for order_id, code in outcome.exceptions.items()],
    )
    gather([fact_of(system(workspace_id), event, now) for event in outcome.events])
