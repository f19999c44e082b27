"""An order follows its tasks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from orderloom.intake.commands.progress import OrderProgress, apply_progress
from orderloom.production.queries.progress import parts_of
from orderloom.production.rules import TaskPart, progress


def follow_orders(*, workspace_id: UUID, order_ids: Sequence[UUID], now: datetime) -> None:
    """Work out what the orders show from their tasks and write it where it changed; part of a command."""
    follow_new(workspace_id=workspace_id, parts=parts_of(workspace_id, order_ids), now=now)


def follow_new(*, workspace_id: UUID, parts: Mapping[UUID, Sequence[TaskPart]], now: datetime) -> None:
    """Do the same for orders whose tasks are at hand: those that had none until now."""
    rows = []
    for order_id, told in parts.items():
        shown = progress(told)
        rows.append(
            OrderProgress(order_id, shown.status, shown.stage, shown.waits_on, shown.waits_name, shown.due_at)
        )
    apply_progress(workspace_id=workspace_id, rows=rows, now=now)
