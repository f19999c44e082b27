"""Send what is waiting, and keep what came of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from orderloom.cases.commands.keep import open_case
from orderloom.cases.kinds import CaseKind
from orderloom.identity.queries import Reader, readers
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.notifications.commands.lead import led
from orderloom.notifications.models import Delivery
from orderloom.notifications.ports import CHANNELS
from orderloom.notifications.queries.texts import own_words_for
from orderloom.notifications.words import words

MOST_TRIES = 8
GONE = "the person has no sign-in any more"  # kept for the log; nobody has to do anything


def deliver(*, actor: Actor, delivery_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Send each waiting delivery once and return those that failed and may be tried again.

    Each is locked, sent and marked in a transaction of its own: a crash between sending and marking sends one message
    twice at worst, and never loses one.
    """
    return [delivery_id for delivery_id in delivery_ids if not _one(actor, delivery_id, now)]


def _one(actor: Actor, delivery_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("notice")
            .filter(workspace_id=actor.workspace_id, id=delivery_id, status="waiting")
            .first()
        )
        if row is None:
            return True
        found = readers([row.notice.user_id])
        if found:
            _try(actor, row, found[0], now)
        else:
            row.status, row.error = "given_up", GONE
        row.save(update_fields=["tries", "error", "status", "sent_at"])
        if found and row.status == "given_up":
            give_up(
                actor=actor, delivery_id=row.id, now=now
            )  # in the same transaction: never without its case
    return row.status != "waiting"


def _try(actor: Actor, row: Delivery, reader: Reader, now: datetime) -> None:
    row.tries += 1
    try:
        own = own_words_for(row.workspace_id, row.notice.kind, reader.language)
        said = words(row.notice.kind, row.notice.facts, reader.language, own)
        said, link = led(actor, row.notice, said, now)
        CHANNELS[row.channel].send(row.address, said, link)
    except (OSError, ValueError) as trouble:
        row.error = str(trouble).replace("\0", "")[:500]
        row.status = "given_up" if row.tries >= MOST_TRIES else "waiting"
    else:
        row.status, row.sent_at, row.error = "sent", now, ""


@command
def give_up(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Make a message that could not be delivered a case."""
    row = Delivery.objects.select_related("notice").get(workspace_id=actor.workspace_id, id=delivery_id)
    facts = {"address": row.address, "error": row.error}
    open_case(
        actor=actor, kind=CaseKind.NOT_DELIVERED, subject_id=row.notice.user_id, facts=facts, now=now,
        order_id=row.notice.order_id,
    )  # fmt: skip
