"""Many tasks at once: each row has its own outcome, and what one of them is refused touches no other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound, Refusal
from orderloom.negotiation.commands.talks import speaker
from orderloom.production.commands.door import OpenTask, by_workspace
from orderloom.production.commands.table import Table, sat_at

Deed = Callable[[Table, OpenTask], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one task: done, or why it was refused."""

    task_id: UUID
    refusal: Refusal | None = None


def at_table(
    actor: Actor, deeds: Mapping[UUID, Deed], now: datetime, *, for_supplier: bool = False
) -> list[Outcome]:
    """Do each deed to its task, workspace by workspace; part of a command. `for_supplier`: staff speak in its place."""
    who = speaker(actor, for_supplier=for_supplier)
    found: dict[UUID, Outcome] = {}
    for workspace_id, ids in by_workspace(actor, list(deeds)).items():
        with sat_at(actor, who, workspace_id, ids, now) as table:
            for task_id, task in table.tasks.items():
                try:
                    deeds[task_id](table, task)
                except Refusal as refusal:
                    found[task_id] = Outcome(task_id, refusal)
                else:
                    found[task_id] = Outcome(task_id)
    return [found.get(task_id) or Outcome(task_id, NotFound()) for task_id in deeds]


def only(outcomes: Iterable[Outcome]) -> None:
    """Raise what the one outcome was refused for."""
    for one in outcomes:
        if one.refusal is not None:
            raise one.refusal
