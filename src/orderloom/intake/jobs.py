"""Background jobs of intake."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from orderloom.identity.models import SlugIndex, User
from orderloom.identity.queries import staff_actor
from orderloom.intake.commands import drafts
from orderloom.intake.commands import review_waiting as reviewing
from orderloom.intake.commands import run_import as reading
from orderloom.intake.commands import undo_import as undoing
from orderloom.intake.permissions import CANCEL, IMPORT
from orderloom.kernel.actor import Actor, system
from orderloom.kernel.clock import now
from orderloom.kernel.errors import NotFound
from orderloom.kernel.jobs import job
from orderloom.kernel.tenancy import Hat, wear


@job(queue="imports")
def run_import(*, workspace_id: str, run_id: str) -> None:
    """Read an imported file; repeated, it goes on where it was left."""
    reading.run_import(actor=system(UUID(workspace_id)), run_id=UUID(run_id), now=now())


@job(queue="imports")
def undo_import(*, workspace_id: str, run_id: str, by: str = "") -> None:
    """Undo an import part by part for the person who asked; repeated, it goes on where it was left."""
    who = _person(UUID(workspace_id), by)
    while not undoing.undo_part(actor=who, run_id=UUID(run_id), now=now()).is_over:
        pass


@job(queue="default")
def review_waiting(*, workspace_id: str) -> None:
    """Look at all orders that wait, by the rules as they are now; repeated, it changes nothing more."""
    reviewing.review_waiting(actor=system(UUID(workspace_id)), now=now())


def _person(workspace_id: UUID, user_id: str) -> Actor:
    """Return the member, else the system when the person has left or lost the right since."""
    if not user_id:
        return system(workspace_id)
    try:
        with transaction.atomic():
            slug = SlugIndex.objects.values_list("slug", flat=True).get(workspace_id=workspace_id)
            who = staff_actor(User.objects.get(id=user_id), slug)[0]
    except NotFound:
        return system(workspace_id)
    return who if who.can(IMPORT) and who.can(CANCEL) else system(workspace_id)


@app.periodic(cron="23 3 * * *")
@app.task(name="intake.forget_drafts", queue="rescue", queueing_lock="intake.forget_drafts")
def forget_drafts(timestamp: int) -> None:
    """Delete the rows that could not go in and have waited for 30 days, workspace by workspace."""
    for workspace_id in SlugIndex.objects.values_list("workspace_id", flat=True):
        with wear(Hat.workspace(workspace_id)):
            drafts.forget_drafts(datetime.fromtimestamp(timestamp, UTC))
