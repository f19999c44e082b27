"""The clock's ticks: every minute, workspace by workspace, on a queue of their own."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from orderloom.identity.models import SlugIndex
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.jobs import defer, job
from orderloom.kernel.tenancy import Hat, wear
from orderloom.production.commands.tick import MOST, tick
from orderloom.production.queries.clock import has_due


@app.periodic(cron="* * * * *")
@app.task(name="production.strike", queue="rescue", queueing_lock="production.strike")
def strike(timestamp: int) -> None:
    """Let the clock run in each workspace where something is due; one that fails keeps no other waiting."""
    now = clock.now()
    for workspace_id in SlugIndex.objects.values_list("workspace_id", flat=True):
        with wear(Hat.workspace(workspace_id)), transaction.atomic():
            if has_due(workspace_id, now):
                defer(run_clock, queueing_lock=f"clock {workspace_id}", workspace_id=workspace_id)


@job(queue="clock")
def run_clock(*, workspace_id: str) -> None:
    """Do all that is due in the workspace, piece by piece."""
    while tick(actor=system(UUID(workspace_id)), now=clock.now()) == MOST:
        pass
