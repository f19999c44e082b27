"""Routing in the background."""

from uuid import UUID

from django.db import transaction

from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.jobs import job
from orderloom.production.queries.queue import waiting_tasks
from orderloom.routing.commands.reroute import reroute_tasks
from orderloom.routing.commands.route import route_orders

CHUNK = 200


@job(queue="routing")
def route_chunk(*, workspace_id: str, order_ids: list[str]) -> None:
    """Route some of the orders of a large run."""
    route_orders(
        actor=system(UUID(workspace_id)), order_ids=[UUID(found) for found in order_ids], now=clock.now()
    )


@job(queue="routing")
def route_waiting(*, workspace_id: str) -> None:
    """Try every queued task of the workspace again."""
    with transaction.atomic():
        waiting = waiting_tasks(UUID(workspace_id))
    for start in range(0, len(waiting), CHUNK):
        reroute_tasks(
            actor=system(UUID(workspace_id)), task_ids=waiting[start : start + CHUNK], now=clock.now()
        )
