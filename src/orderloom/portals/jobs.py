"""Background jobs of the pages: what takes too long to wait for."""

from uuid import UUID

from django.db import transaction

from orderloom.identity.models import Workspace
from orderloom.identity.queries import staff_actor
from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.errors import NotFound
from orderloom.kernel.jobs import job
from orderloom.portals import export_jobs as _export_jobs  # noqa: F401  declares its job
from orderloom.portals.bulk.commands import fail_run
from orderloom.portals.bulk.runner import run_to_end
from orderloom.portals.models import BulkRun


@job(queue="default")
def run_bulk(*, workspace_id: str, run_id: str) -> None:
    """Take a run over many rows to its end, on behalf of the person who began it, who is told how it ended.

    Repeated after an interruption, it goes on with what is left.
    """
    here = UUID(workspace_id)
    with transaction.atomic():
        run = BulkRun.objects.select_related("user").get(workspace_id=here, id=UUID(run_id))
        slug = Workspace.objects.values_list("slug", flat=True).get(id=here)
    try:
        actor, workspace = staff_actor(run.user, slug)
    except NotFound as gone:  # no member of the workspace any more
        fail_run(actor=system(here), run_id=run.id, code=gone.code, now=clock.now())
        return
    run_to_end(actor, workspace, run.id)
