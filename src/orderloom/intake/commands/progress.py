"""What the tasks tell of their orders: production works it out, and these two write it down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from orderloom.intake.events import OrderCompleted, OrderInFulfilment, OrdersCompleted
from orderloom.intake.rules import CANCELLED_UPSTREAM, CHANGED_UPSTREAM
from orderloom.intake.states import OrderStage, OrderStatus, WaitsOn
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.bulk import arrays
from orderloom.kernel.events import Event, announce, fact_of, gather

FACTS: dict[str, type[OrderInFulfilment | OrderCompleted]] = {
    OrderStatus.IN_FULFILMENT.value: OrderInFulfilment,
    OrderStatus.COMPLETED.value: OrderCompleted,
}


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """Where an order stands by its tasks, who has the ball, and by when."""

    order_id: UUID
    status: OrderStatus
    stage: OrderStage
    waits_on: WaitsOn
    waits_name: str
    due_at: datetime | None


APPLY = """
WITH told AS (
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
        AS t(id, status, stage, waits_on, waits_name, due_at)
), chosen AS (
    SELECT o.id, o.status AS before, o.exception FROM intake_customerorder o JOIN told t ON t.id = o.id
    WHERE o.workspace_id = %s AND o.status IN ('purchasing', 'in_fulfilment', 'completed')
      AND ((o.status, o.stage, o.waits_name) <> (t.status, t.stage, t.waits_name)
        OR o.due_at IS DISTINCT FROM t.due_at
        OR o.exception = '' AND o.waits_on <> t.waits_on)
    ORDER BY o.id FOR NO KEY UPDATE OF o
)
UPDATE intake_customerorder o
SET status = t.status, stage = t.stage, waits_name = t.waits_name, due_at = t.due_at,
    waits_on = CASE WHEN o.exception = '' THEN t.waits_on ELSE o.waits_on END,
    completed_at = CASE WHEN t.status = 'completed' THEN coalesce(o.completed_at, %s) END,
    row_version = o.row_version + 1
FROM told t, chosen c
WHERE o.id = t.id AND c.id = o.id AND o.workspace_id = %s
RETURNING o.id, c.before, t.status
"""
COLUMNS = ("order_id", "status", "stage", "waits_on", "waits_name", "due_at")


def apply_progress(*, workspace_id: UUID, rows: Sequence[OrderProgress], now: datetime) -> tuple[UUID, ...]:
    """Write down where the orders stand, and return those for which anything changed.

    Part of the command that calls it, in the hat of the workspace. An order with an exception keeps waiting on the
    merchant. A change of status is a fact of the timeline; completed orders are announced together.
    """
    if not rows:
        return ()
    columns = arrays([[getattr(row, name) for name in COLUMNS] for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(APPLY, [*columns, workspace_id, now, workspace_id])
        changed = cursor.fetchall()
    _tell(
        system(workspace_id),
        [(order_id, after) for order_id, before, after in changed if before != after],
        now,
    )
    return tuple(order_id for order_id, _, _ in changed)


def _tell(actor: Actor, moved: Sequence[tuple[UUID, str]], now: datetime) -> None:
    events: list[Event] = [FACTS[after](order_id=order_id) for order_id, after in moved if after in FACTS]
    gather([fact_of(actor, event, now) for event in events])
    completed = tuple(order_id for order_id, after in moved if after == OrderStatus.COMPLETED)
    if completed:
        announce(actor, OrdersCompleted(order_ids=completed), at=now)


def flag_orders(*, workspace_id: UUID, exceptions: Mapping[UUID, str]) -> None:
    """Mark each order with the code of what stands against it; an empty code takes the mark off.

    What the channel has marked stays until a person has dealt with it. Part of the command that calls it, in the hat
    of the workspace.
    """
    if not exceptions:
        return
    told = arrays(list(exceptions.items()))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH told AS (SELECT * FROM unnest(%s::uuid[], %s::text[]) AS t(id, code)), "
            "chosen AS (SELECT o.id FROM intake_customerorder o JOIN told t ON t.id = o.id "
            "WHERE o.workspace_id = %s AND o.exception NOT IN (t.code, %s, %s) ORDER BY o.id FOR NO KEY UPDATE OF o) "
            "UPDATE intake_customerorder o SET exception = t.code, row_version = o.row_version + 1, "
            "waits_on = CASE WHEN t.code <> '' THEN 'merchant' ELSE o.waits_on END "
            "FROM told t, chosen c WHERE o.id = t.id AND c.id = o.id AND o.workspace_id = %s",
            [*told, workspace_id, CHANGED_UPSTREAM, CANCELLED_UPSTREAM, workspace_id],
        )
