"""Background jobs of intake."""

from uuid import UUID

from orderloom.intake.commands import review_waiting as reviewing
from orderloom.intake.commands import run_import as reading
from orderloom.intake.commands import undo_import as undoing
from orderloom.kernel.actor import system
from orderloom.kernel.clock import now
from orderloom.kernel.jobs import job


@job(queue="imports")
def run_import(*, workspace_id: str, run_id: str) -> None:
    """Read an imported file; repeated, it goes on where it was left."""
    reading.run_import(actor=system(UUID(workspace_id)), run_id=UUID(run_id), now=now())


@job(queue="imports")
def undo_import(*, workspace_id: str, run_id: str) -> None:
    """Undo an import part by part; repeated, it goes on where it was left."""
    who = system(UUID(workspace_id))
    while not undoing.undo_part(actor=who, run_id=UUID(run_id), now=now()).is_over:
        pass


@job(queue="default")
def review_waiting(*, workspace_id: str) -> None:
    """Look at all orders that wait, by the rules as they are now; repeated, it changes nothing more."""
    reviewing.review_waiting(actor=system(UUID(workspace_id)), now=now())
