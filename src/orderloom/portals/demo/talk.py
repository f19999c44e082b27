"""What the demo's merchant and suppliers write to each other."""

from datetime import datetime, timedelta
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.tenancy import Hat, wear
from orderloom.messages.commands.post import tell_other_side, tell_team

EVERY = 3  # one of so many tasks that are being made is written about


def talk_about(
    staff: Actor, supplier: Actor, task_id: UUID, order_id: UUID, number: int, at: datetime
) -> None:
    """Let the team note something, and the two sides of every third task write to each other."""
    if number % EVERY:
        return
    tell_team(
        actor=staff,
        order_id=order_id,
        text="A wholesale buyer who comes back often. Upgrade the freight if this slips.",
        now=at,
    )
    tell_other_side(
        actor=staff, task_id=task_id, text="Does the promised day still hold?", now=at + timedelta(hours=1)
    )
    with wear(Hat.supplier(supplier.company_id)):
        tell_other_side(
            actor=supplier,
            task_id=task_id,
            text="One came out with a flaw and is being made again tonight. The day holds.",
            now=at + timedelta(hours=3),
        )
