"""Deliveries in the background; what fails is tried again, later and later."""

from uuid import UUID

from procrastinate.retry import RetryStrategy

from orderloom.kernel import clock
from orderloom.kernel.actor import system
from orderloom.kernel.jobs import job
from orderloom.notifications.commands.deliver import MOST_TRIES
from orderloom.notifications.commands.deliver import deliver as send


class NotYetDelivered(Exception):
    """Some messages did not go out; the job runs again for them."""


# A job that is given back because its worker was killed has used up an attempt without a try.
PATIENT = RetryStrategy(max_attempts=MOST_TRIES + 20, exponential_wait=3)


@job(queue="messages", retry=PATIENT)
def deliver(*, workspace_id: str, delivery_ids: list[str]) -> None:
    """Send the deliveries; raise when some have to be tried again."""
    failed = send(
        actor=system(UUID(workspace_id)),
        delivery_ids=[UUID(found) for found in delivery_ids],
        now=clock.now(),
    )
    if failed:
        raise NotYetDelivered(f"{len(failed)} of {len(delivery_ids)}")
