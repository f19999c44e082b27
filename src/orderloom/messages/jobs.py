"""The nightly clearing of the shelves."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from orderloom.identity.models import SlugIndex
from orderloom.kernel.actor import system
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.sweep import sweep_shelf


@app.periodic(cron="47 3 * * *")
@app.task(name="messages.sweep", queue="rescue", queueing_lock="messages.sweep")
def sweep(timestamp: int) -> None:
    """Remove files that belong to no message, workspace by workspace."""
    now = datetime.fromtimestamp(timestamp, UTC)
    for workspace_id in SlugIndex.objects.values_list("workspace_id", flat=True):
        with wear(Hat.workspace(workspace_id)):
            sweep_shelf(actor=system(workspace_id), now=now)
