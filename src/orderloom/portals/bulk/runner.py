"""Take a run to its end."""

from uuid import UUID

from orderloom.identity.queries import WorkspaceCard
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import Refusal
from orderloom.portals.bulk.commands import do_piece, fail_run, gather_run


def run_to_end(actor: Actor, workspace: WorkspaceCard, run_id: UUID) -> None:
    """Find the rows of the run and make its move with them piece by piece, until it ends or somebody stops it.

    Repeated after an interruption, it goes on with the first piece that is not done. Must be called outside a
    transaction, in the hat of the actor's workspace. What the move refuses as a whole is kept with the run. Raises
    NotFound.
    """
    try:
        run_through(actor, workspace, run_id)
    except Refusal as refusal:
        fail_run(actor=actor, run_id=run_id, code=refusal.code, now=clock.now())


def run_through(actor: Actor, workspace: WorkspaceCard, run_id: UUID) -> None:
    """Do the same and let a refusal pass; in one transaction with the run's beginning all of it stands or falls.

    Raises NotFound and what the move raises.
    """
    gather_run(actor=actor, workspace=workspace, run_id=run_id, now=clock.now())
    while do_piece(actor=actor, run_id=run_id, now=clock.now()):
        pass
