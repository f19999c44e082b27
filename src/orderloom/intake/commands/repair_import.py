"""Say what the cells of an imported file mean, once for all like rows, before anything of it is stored."""

from datetime import datetime
from uuid import UUID

from orderloom.intake.commands.start_import import locked_run
from orderloom.intake.models import ImportStatus
from orderloom.intake.permissions import IMPORT
from orderloom.intake.repairs import Repair, repairs_of, with_repair
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import IllegalMove


@command
def repair_import(*, actor: Actor, run_id: UUID, repair: Repair, now: datetime) -> None:
    """Let the repair hold for the file; it takes the place of an earlier answer to the same question.

    Raises NotAllowed, NotFound, IllegalMove once the reading has begun.
    """
    del now
    actor.require(IMPORT)
    run = locked_run(actor, run_id)
    if run.status != ImportStatus.UPLOADED or run.queued_at is not None:
        raise IllegalMove
    run.repairs = [one.as_json() for one in with_repair(repairs_of(run.repairs), repair)]
    run.save(update_fields=["repairs"])


@command
def take_off_repair(*, actor: Actor, run_id: UUID, repair: Repair, now: datetime) -> None:
    """Let the file say again what it says. Raises NotAllowed, NotFound, IllegalMove once the reading has begun."""
    del now
    actor.require(IMPORT)
    run = locked_run(actor, run_id)
    if run.status != ImportStatus.UPLOADED or run.queued_at is not None:
        raise IllegalMove
    run.repairs = [one.as_json() for one in repairs_of(run.repairs) if not repair.settles(one)]
    run.save(update_fields=["repairs"])
