"""How received orders reach their tables: one lookup, one statement for all new rows, one for all changed ones."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from orderloom.catalog.queries import EDITION
from orderloom.identity.queries import CALENDAR
from orderloom.intake.canonical import LineDoc, OrderDoc
from orderloom.intake.commands.hold_customers import hold_customers
from orderloom.intake.commands.import_changes import before_text
from orderloom.intake.commands.newcomers import Home, Newcomer, new_row
from orderloom.intake.commands.review_orders import reasons_in_new, write_findings
from orderloom.intake.line_merging import LinesMerged
from orderloom.intake.merging import Merged, merge
from orderloom.intake.models import CustomerOrder, OrderLine
from orderloom.intake.queries.review_book import RULES, read_book
from orderloom.intake.review.incoming import is_to_review, seen_of
from orderloom.intake.review.kinds import ReviewKind
from orderloom.intake.review.rules import Found
from orderloom.intake.review.seen import Seen
from orderloom.intake.routable import new_lines
from orderloom.intake.rows import (
    LINE_COLUMNS,
    LINE_VALUES,
    ORDER_COLUMNS,
    line_row,
)
from orderloom.intake.rules import Rule
from orderloom.intake.states import OrderStatus
from orderloom.kernel.actor import Actor
from orderloom.kernel.bulk import insert_rows, insert_together, update_rows
from orderloom.kernel.counters import next_numbers
from orderloom.kernel.errors import NotFound
from orderloom.kernel.ids import new_ids
from orderloom.kernel.workdays import calendar_of

FEW = 50  # up to here the orders are locked one by one, so that a shop's calls do not wait for each other
Categorise = Callable[[LineDoc], UUID | None]
Docs = Sequence[tuple[OrderDoc, str]]
"""Documents with their content hashes."""


class Known(NamedTuple):
    """An order that is stored already."""

    id: UUID
    content_hash: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a document has done to an order that was stored before."""

    order_id: UUID
    doc: OrderDoc
    is_stale: bool
    changes: dict[str, tuple[object, object]]
    needs_person: list[str] = field(default_factory=list)
    move: str = ""
    lines_created: int = 0
    before: str = ""


DOOR = f"""
SELECT s.id, s.name, s.platform, s.default_category_id,
       r.confirm_by_itself, r.purchase_by_itself, r.must_be_paid,
       {CALENDAR}, {RULES.format(workspace="s.workspace_id")}, {EDITION.format(workspace="s.workspace_id")}, {{lock}}
FROM intake_store s JOIN identity_workspace w ON w.id = s.workspace_id
LEFT JOIN intake_purchaserule r ON r.workspace_id = s.workspace_id
WHERE s.workspace_id = %s AND (s.id::text = %s OR lower(s.name) = lower(%s)) ORDER BY s.id LIMIT 1
"""  # noqa: S608  what is put together are constants of ours; all values are parameters
WHOLE_STORE = "pg_advisory_xact_lock(hashtextextended(s.id::text, 1))"
SINGLE_ORDERS = """pg_advisory_xact_lock_shared(hashtextextended(s.id::text, 1)),
    (SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT DISTINCT hashtextextended(s.id::text || x, 2) AS key
     FROM unnest(%s::text[]) AS x ORDER BY key) AS keys)"""


def door(actor: Actor, store: UUID | str, external_ids: Sequence[str]) -> Home:
    """Return the store, named by id or name, and let nobody else take the same orders in until the transaction ends.

    Raises NotFound.
    """
    few, called = len(external_ids) <= FEW, str(store).strip()
    with connection.cursor() as cursor:
        cursor.execute(
            DOOR.format(lock=SINGLE_ORDERS if few else WHOLE_STORE),
            [*([list(external_ids)] if few else []), actor.workspace_id, called, called],
        )
        found = cursor.fetchone()
    if found is None or actor.workspace_id is None:
        raise NotFound
    store_id, name, platform, category_id, confirm, purchase, paid, *told = found
    rule = Rule() if paid is None else Rule(confirm, purchase, paid)
    *work, reviewed, blocked, edition = told[:9]
    asks = rule.confirm and rule.must_be_paid
    review = read_book(reviewed, has_blocked=blocked, asks_for_payment=asks)
    return Home(
        actor.workspace_id, store_id, name, platform, category_id, rule, calendar_of(*work), review, edition
    )


def known(home: Home, docs: Sequence[OrderDoc]) -> dict[str, Known]:
    """Return those of the orders that are stored already, by external id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, id, content_hash FROM intake_customerorder "
            "WHERE workspace_id = %s AND store_id = %s AND external_id = ANY(%s)",
            [home.workspace_id, home.store_id, [doc.external_id for doc in docs]],
        )
        return {external_id: Known(order_id, content) for external_id, order_id, content in cursor.fetchall()}


def write_new(home: Home, docs: Docs, categorise: Categorise, now: datetime) -> list[Newcomer]:
    """Store the orders, which are not known yet, with their lines."""
    if ReviewKind.DUPLICATE in home.review.asked:
        hold_customers(home.workspace_id, [doc for doc, _ in docs])
    numbers = next_numbers("order", len(docs))
    line_ids = iter(new_ids(sum(len(doc.lines or ()) for doc, _ in docs)))
    categories = [[categorise(line) for line in doc.lines or ()] for doc, _ in docs]
    ids = new_ids(len(docs))
    found = _reasons(home, docs, ids, numbers, categories, now) if home.review.asked else {}
    orders, lines, newcomers = [], [], []
    for (doc, content), order_id, number, kinds in zip(docs, ids, numbers, categories, strict=True):
        reasons = tuple(one.kind.value for one in found.get(order_id, ()))
        row, new = new_row(home, doc, content, order_id, number, now, reasons)
        own = [
            line_row(next(line_ids), home.workspace_id, order_id, position, line, category_id)
            for position, (line, category_id) in enumerate(zip(doc.lines or (), kinds, strict=True), 1)
        ]
        if new.status is OrderStatus.PURCHASING:
            new = new._replace(to_route=tuple(new_lines(home.store_name, row, own)))
        orders.append(row)
        newcomers.append(new)
        lines += own
    insert_together(
        ("intake_customerorder", ORDER_COLUMNS, orders), ("intake_orderline", LINE_COLUMNS, lines)
    )
    write_findings(home.workspace_id, found, now)
    return newcomers


def _reasons(
    home: Home,
    docs: Docs,
    ids: Sequence[UUID],
    numbers: Sequence[int],
    categories: Sequence[Sequence[UUID | None]],
    now: datetime,
) -> dict[UUID, list[Found]]:
    """Return what the rules of review find about the new orders."""
    rows = zip(docs, ids, numbers, categories, strict=True)
    to_review: list[Seen] = []
    beside: list[Seen] = []
    for (doc, _content), order_id, number, kinds in rows:
        if doc.state != "cancelled":
            seen = seen_of(doc, order_id, number, kinds, now)
            (to_review if is_to_review(doc) else beside).append(seen)
    return reasons_in_new(home.workspace_id, to_review, beside, home.review)


def write_changed(
    home: Home, docs: Docs, categorise: Categorise, now: datetime, *, keep_before: bool = False
) -> list[Changed]:
    """Lay the documents over the stored orders, which are locked for it, and store what is different.

    With `keep_before` each change tells how the order was before it.
    """
    ids = [doc.external_id for doc, _ in docs]
    orders = CustomerOrder.objects.filter(
        workspace_id=home.workspace_id, store_id=home.store_id, external_id__in=ids
    )
    stored = {
        row["external_id"]: row
        for row in orders.order_by("id").select_for_update(no_key=True).values(*ORDER_COLUMNS)
    }
    lines = _stored_lines(home, [row["id"] for row in stored.values()])
    written: list[Merged] = []
    changed: list[Changed] = []
    for doc, content in docs:
        before = stored[doc.external_id]
        merged = merge(doc, content, before, lines[before["id"]], now=now, categorise=categorise)
        if merged.row != before:
            written.append(merged)
        changed.append(
            Changed(
                before["id"],
                doc,
                merged.is_stale,
                merged.changes,
                merged.needs_person,
                merged.move,
                len(merged.lines.new),
                before_text(before, merged.row, lines[before["id"]], merged.lines)
                if keep_before and merged.changes
                else "",
            )
        )
    update_rows(
        "intake_customerorder", SETTABLE, [[merged.row[name] for name in SETTABLE] for merged in written]
    )
    _write_lines(home, [(merged.row["id"], merged.lines) for merged in written])
    return changed


FIXED = {"id", "workspace_id", "store_id", "platform", "number", "external_id", "received_at"}
SETTABLE = ("id", "workspace_id", *(name for name in ORDER_COLUMNS if name not in FIXED))


def _stored_lines(home: Home, order_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    lines: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = OrderLine.objects.filter(workspace_id=home.workspace_id, order_id__in=order_ids)
    for row in rows.order_by("order_id", "position").values(*LINE_COLUMNS):
        lines[row["order_id"]].append(row)
    return lines


def _write_lines(home: Home, merged: Sequence[tuple[UUID, LinesMerged]]) -> None:
    removed = [line_id for _, lines in merged for line_id in lines.removed]
    moved = [row["id"] for _, lines in merged if lines.is_moved for row in lines.changed]
    changed = [row for _, lines in merged for row in lines.changed]
    new = [(order_id, one) for order_id, lines in merged for one in lines.new]
    if removed:
        OrderLine.objects.filter(workspace_id=home.workspace_id, id__in=removed).delete()
    if moved:
        _make_room(home, moved)
    settable = ("id", "workspace_id", "position", "category_id", *LINE_VALUES)
    update_rows("intake_orderline", settable, [[row[name] for name in settable] for row in changed])
    rows = [
        line_row(line_id, home.workspace_id, order_id, position, line, category_id)
        for line_id, (order_id, (position, line, category_id)) in zip(new_ids(len(new)), new, strict=True)
    ]
    insert_rows("intake_orderline", LINE_COLUMNS, rows)


def _make_room(home: Home, line_ids: Sequence[UUID]) -> None:
    """Move the lines behind all others, so that none takes the place of another while they change places."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_orderline SET position = position + 1000000 WHERE workspace_id = %s AND id = ANY(%s)",
            [home.workspace_id, list(line_ids)],
        )
