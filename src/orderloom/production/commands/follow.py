"""An order follows its tasks."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from orderloom.intake.commands.progress import OrderProgress, apply_progress
from orderloom.production.queries.progress import parts_of
from orderloom.production.rules import progress


def follow_orders(*, workspace_id: UUID, order_ids: Sequence[UUID], now: datetime) -> None:
    """Work out what the orders show from their tasks and write it where it changed; part of a command."""
    rows = []
    for order_id, parts in parts_of(workspace_id, order_ids).items():
        shown = progress(parts)
        rows.append(
            OrderProgress(order_id, shown.status, shown.stage, shown.waits_on, shown.waits_name, shown.due_at)
        )
    apply_progress(workspace_id=workspace_id, rows=rows, now=now)
