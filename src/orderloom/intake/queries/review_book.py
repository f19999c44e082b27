"""The rules of review in force, and what they have to look up: other orders of a customer, blocked buyers."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from orderloom.intake.review.kinds import Book, ReviewKind, book_of
from orderloom.intake.review.seen import Blocked, Known, Seen, Twin, customer_key, item_of, signs_of
from orderloom.kernel.reading import fetched

RULES = """
(SELECT jsonb_object_agg(rule.kind, jsonb_build_array(rule.is_on, rule.params))::text
    FROM intake_reviewrule rule WHERE rule.workspace_id = {workspace}),
EXISTS (SELECT FROM intake_blockedbuyer blocked WHERE blocked.workspace_id = {workspace})
"""
"""Two columns of a statement; `{workspace}` is the expression for the workspace there."""
BOOK = f"""
SELECT {RULES.format(workspace="here.id")},
    coalesce((SELECT rule.confirm_by_itself AND rule.must_be_paid FROM intake_purchaserule rule
        WHERE rule.workspace_id = here.id), false)
FROM (SELECT %s::uuid AS id) AS here
"""  # noqa: S608  constants of ours are put in; values are parameters
TWINS = """
WITH o AS MATERIALIZED (
    SELECT id, workspace_id, number, placed_at, buyer_name, buyer_email, buyer_phone, ship_postal
    FROM intake_customerorder
    WHERE workspace_id = %s AND buyer_key = ANY(%s::text[]) AND placed_at BETWEEN %s AND %s AND status <> 'cancelled'
)
SELECT o.id, o.number, o.placed_at, o.buyer_name, o.buyer_email, o.buyer_phone, o.ship_postal,
    (SELECT array_agg(ARRAY[l.sku, l.title, l.variant]) FROM intake_orderline l
     WHERE l.order_id = o.id AND l.workspace_id = o.workspace_id)
FROM o
"""  # line by line of each order: whatever the statistics say, no plan walks all lines for each
BLOCKED = """
SELECT by, folded, value, why FROM intake_blockedbuyer WHERE workspace_id = %s AND folded = ANY(%s)
"""


def book(workspace_id: UUID) -> Book:
    """Return the rules in force, in one statement."""
    ((rules, has_blocked, asks),) = fetched(BOOK, [workspace_id])
    return read_book(rules, has_blocked=has_blocked, asks_for_payment=asks)


def read_book(rules: str | None, *, has_blocked: bool, asks_for_payment: bool) -> Book:
    """Return the book from what RULES has given."""
    stored = json.loads(rules) if rules else {}
    return book_of(stored, asks_for_payment=asks_for_payment, has_blocked=has_blocked)


def known_for(workspace_id: UUID, orders: Sequence[Seen], book: Book) -> Known:
    """Look up what the rules of the book need to know of the orders, in one statement for each rule that asks."""
    known = Known(twins=defaultdict(list), blocked={})
    if ReviewKind.DUPLICATE in book.asked:
        for customer, twin in _twins(workspace_id, orders, book.rules[ReviewKind.DUPLICATE]):
            known.twins[customer].append(twin)
    if ReviewKind.BLOCKED in book.asked:
        signs = {folded for order in orders for _by, folded in signs_of(order)}
        for by, folded, value, why in fetched(BLOCKED, [workspace_id, sorted(signs)]):
            known.blocked[by, folded] = Blocked(by, value, why)
    return known


def add_twins(known: Known, orders: Sequence[Seen]) -> None:
    """Let orders that are not stored yet know of each other."""
    for one in orders:
        if one.customer:
            items = frozenset(line.item for line in one.lines)
            known.twins.setdefault(one.customer, []).append(Twin(one.id, one.number, one.placed_at, items))


def _twins(workspace_id: UUID, orders: Sequence[Seen], params: Mapping[str, Any]) -> list[tuple[str, Twin]]:
    names = sorted({order.buyer_name.lower() for order in orders if order.buyer_name})
    if not names:
        return []
    within = timedelta(hours=float(params["hours"]))
    first, last = min(one.placed_at for one in orders), max(one.placed_at for one in orders)
    found = []
    rows = fetched(TWINS, [workspace_id, names, first - within, last + within])
    for order_id, number, placed_at, name, email, phone, postal, lines in rows:
        items = frozenset(item_of(*texts) for texts in lines or ())
        found.append((customer_key(name, email, phone, postal), Twin(order_id, number, placed_at, items)))
    return found
