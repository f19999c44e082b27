"""What a number or a code means: an order, a task, a parcel or a case of the workspace."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from orderloom.kernel.actor import Actor

MOST = 500  # numbers that may be pasted into a search at once
LONGEST = 17  # digits of a number of ours


@dataclass(frozen=True, slots=True)
class Called:
    """The words of a search as what they may be."""

    texts: tuple[str, ...]
    orders: tuple[int, ...]
    tasks: tuple[int, ...]
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that bears the number; `kind` is order, task, parcel or case."""

    kind: str
    order_id: UUID | None
    task_id: UUID | None
    label: str
    hint: str


def called(text: str) -> Called:
    """Read what was typed, or a pasted column of up to 500 numbers."""
    whole = " ".join(text.split())
    words = tuple(dict.fromkeys(whole.replace(",", " ").replace("，", " ").split()))[:MOST]
    texts = dict.fromkeys(
        form for word in (*words, whole) for form in (word, word.upper(), f"#{word}", word.removeprefix("#"))
    )
    joined = whole.replace(" ", "").upper()  # a tracking number may be written with gaps
    kinds: dict[str, list[int]] = {"SO": [], "T": [], "C": []}
    for word in words:
        kind, _dash, digits = word.upper().rpartition("-")
        if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST:
            for name in [kind] if kind else ["SO", "T"]:
                if name in kinds:
                    kinds[name].append(int(digits))
    return Called((*texts, joined), tuple(kinds["SO"]), tuple(kinds["T"]), tuple(kinds["C"]))


ORDERS = """
SELECT id FROM intake_customerorder WHERE workspace_id = %(here)s AND number = ANY(%(orders)s)
UNION SELECT id FROM intake_customerorder WHERE workspace_id = %(here)s AND external_number = ANY(%(texts)s)
UNION SELECT order_id FROM production_ordertask WHERE workspace_id = %(here)s AND sku = ANY(%(texts)s)
UNION SELECT order_id FROM production_ordertask WHERE workspace_id = %(here)s AND number = ANY(%(tasks)s)
UNION SELECT task.order_id FROM shipping_shipment AS parcel
    JOIN production_ordertask AS task ON task.id = parcel.task_id
    WHERE parcel.workspace_id = %(here)s AND parcel.tracking_number = ANY(%(texts)s)
LIMIT %(most)s
"""
TASKS = """
SELECT id FROM production_ordertask WHERE workspace_id = %(here)s AND number = ANY(%(tasks)s)
UNION SELECT id FROM production_ordertask WHERE workspace_id = %(here)s AND sku = ANY(%(texts)s)
UNION SELECT task.id FROM intake_customerorder AS o JOIN production_ordertask AS task ON task.order_id = o.id
    WHERE o.workspace_id = %(here)s AND task.workspace_id = %(here)s
    AND (o.number = ANY(%(orders)s) OR o.external_number = ANY(%(texts)s))
UNION SELECT task_id FROM shipping_shipment
    WHERE workspace_id = %(here)s AND tracking_number = ANY(%(texts)s)
LIMIT %(most)s
"""
PARCELS = """
SELECT id FROM shipping_shipment WHERE workspace_id = %(here)s AND tracking_number = ANY(%(texts)s)
UNION SELECT parcel.id FROM production_ordertask AS task JOIN shipping_shipment AS parcel ON parcel.task_id = task.id
    WHERE task.workspace_id = %(here)s AND (task.number = ANY(%(tasks)s) OR task.sku = ANY(%(texts)s))
UNION SELECT parcel.id FROM intake_customerorder AS o JOIN production_ordertask AS task ON task.order_id = o.id
    JOIN shipping_shipment AS parcel ON parcel.task_id = task.id
    WHERE o.workspace_id = %(here)s AND task.workspace_id = %(here)s
    AND (o.number = ANY(%(orders)s) OR o.external_number = ANY(%(texts)s))
LIMIT %(most)s
"""
HITS = """
(SELECT 'order', id, NULL::uuid, 'SO-' || number, buyer_name FROM intake_customerorder
    WHERE workspace_id = %(here)s AND number = ANY(%(orders)s) LIMIT 5)
UNION ALL (SELECT 'order', id, NULL, 'SO-' || number, external_number FROM intake_customerorder
    WHERE workspace_id = %(here)s AND external_number = ANY(%(texts)s) LIMIT 5)
UNION ALL (SELECT 'task', order_id, id, 'T-' || number, title FROM production_ordertask
    WHERE workspace_id = %(here)s AND number = ANY(%(tasks)s) LIMIT 5)
UNION ALL (SELECT 'task', order_id, id, sku, title FROM production_ordertask
    WHERE workspace_id = %(here)s AND sku = ANY(%(texts)s) LIMIT 5)
UNION ALL (SELECT 'parcel', task.order_id, task.id, parcel.tracking_number, task.title
    FROM shipping_shipment AS parcel JOIN production_ordertask AS task ON task.id = parcel.task_id
    WHERE parcel.workspace_id = %(here)s AND parcel.tracking_number = ANY(%(texts)s) LIMIT 5)
UNION ALL (SELECT 'case', order_id, task_id, 'C-' || number, kind FROM cases_case
    WHERE workspace_id = %(here)s AND number = ANY(%(cases)s) LIMIT 5)
"""


CUSTOMERS = """
SELECT DISTINCT ON (buyer_key) 'customer', id, NULL::uuid, buyer_name, 'SO-' || number FROM (
    SELECT buyer_key, id, buyer_name, number FROM intake_customerorder
    WHERE workspace_id = %(here)s AND buyer_key >= %(begins)s AND buyer_key < %(ends)s
    ORDER BY buyer_key LIMIT 200
) AS few ORDER BY buyer_key, number DESC LIMIT %(most)s
"""
LAST_SIGN = "\U0010ffff"


def orders_called(actor: Actor, text: str) -> list[UUID]:
    """Return the orders that bear one of the numbers: their own, the shop's, a task's, a SKU, a tracking number."""
    return [row[0] for row in _ask(ORDERS, actor, text)]


def tasks_called(actor: Actor, text: str) -> list[UUID]:
    """Return the tasks that bear one of the numbers: their own, a SKU, their order's, a tracking number."""
    return [row[0] for row in _ask(TASKS, actor, text)]


def parcels_called(actor: Actor, text: str) -> list[UUID]:
    """Return the parcels that bear one of the numbers: a tracking number, their task's, a SKU, their order's."""
    return [row[0] for row in _ask(PARCELS, actor, text)]


def hits(actor: Actor, text: str) -> list[Hit]:
    """Return what bears exactly this number or code, orders first."""
    return [Hit(*row) for row in _ask(HITS, actor, text)]


def customers_called(actor: Actor, text: str, most: int) -> list[Hit]:
    """Return customers whose name begins so, each with a recent order of theirs."""
    begins = text.strip().lower()
    if len(begins) < 2:
        return []
    told: dict[str, Any] = {
        "here": actor.workspace_id,
        "begins": begins,
        "ends": begins + LAST_SIGN,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, told)
        return [Hit(*row) for row in cursor.fetchall()]


def _ask(statement: str, actor: Actor, text: str) -> list[tuple[Any, ...]]:
    asked = called(text)
    values: dict[str, Any] = {
        "here": actor.workspace_id,
        "texts": list(asked.texts),
        "orders": list(asked.orders),
        "tasks": list(asked.tasks),
        "cases": list(asked.cases),
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
