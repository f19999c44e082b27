"""Send what is waiting, and keep what came of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from orderloom.cases.commands.keep import open_case
from orderloom.cases.kinds import CaseKind
from orderloom.identity.queries import Reader, readers
from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.tenancy import Hat, wear
from orderloom.notifications.channels import CHANNELS
from orderloom.notifications.commands.merge import told_together
from orderloom.notifications.commands.notify import send_later
from orderloom.notifications.commands.ways import safe
from orderloom.notifications.models import Delivery, Way
from orderloom.notifications.pacing import BETWEEN
from orderloom.notifications.ports import Gone
from orderloom.notifications.queries.people import opened
from orderloom.production.models import OrderTask

MOST_TRIES = 11  # with pauses of 3, 9, 27 ... seconds: a day
GONE = "the person has no sign-in any more"  # kept for the log; nobody has to do anything
TAKEN_AWAY = "the person has taken the address away"
CHANGED = ("tries", "error", "status", "sent_at")


def deliver(*, actor: Actor, delivery_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Send each waiting delivery once and return those that failed and may be tried again.

    Each is locked, sent and marked in a transaction of its own: a crash between sending and marking sends one message
    twice at worst, and never loses one. What is in the same bundle goes out with it, as one message.
    """
    return [delivery_id for delivery_id in delivery_ids if not _one(actor, delivery_id, now)]


def _one(actor: Actor, delivery_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        waiting = Delivery.objects.filter(workspace_id=actor.workspace_id, status="waiting").filter(
            Q(due_at=None) | Q(due_at__lte=now)
        )
        _alone(waiting, delivery_id)
        locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("notice")
        row = locked.filter(id=delivery_id).first()
        if row is None or _too_soon(row, now):
            return True
        group = [row]
        if row.bundle:
            group += locked.filter(bundle=row.bundle, channel=row.channel).exclude(id=row.id).order_by("id")
        found = readers([row.notice.user_id])
        if found:
            _try(actor, group, found[0], now)
        else:
            row.status, row.error = "given_up", GONE
        _keep(group, row)
        if row.status == "given_up" and row.error not in (GONE, TAKEN_AWAY) and not _is_over(row):
            give_up(
                actor=actor, delivery_id=row.id, now=now
            )  # in the same transaction: never without its case
    return row.status != "waiting"


def _alone(waiting: QuerySet[Delivery], delivery_id: UUID) -> None:
    """Wait until no other worker sends of the same bundle; what it sent is then not waiting any more."""
    bundle = waiting.filter(id=delivery_id).values_list("bundle", flat=True).first()
    if bundle:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notices {bundle}"])


def _too_soon(row: Delivery, now: datetime) -> bool:
    """Tell whether the address had word of the task within half an hour; then the rest comes together, later."""
    if not row.bundle or row.bundle.startswith("digest"):
        return False
    sent = Delivery.objects.filter(
        workspace_id=row.workspace_id, bundle=row.bundle, channel=row.channel, status="sent"
    )
    last: datetime | None = sent.aggregate(last=Max("sent_at"))["last"]
    if last is None or last + BETWEEN <= now:
        return False
    row.due_at = last + BETWEEN
    row.save(update_fields=["due_at"])
    send_later(row.workspace_id, row.id, row.bundle, row.due_at)
    return True


def _try(actor: Actor, group: Sequence[Delivery], reader: Reader, now: datetime) -> None:
    """Send the group as one message; a failure counts as a try of the first alone, whose job comes again."""
    row = group[0]
    to = {"address": row.address} if row.way_id is None else opened(row.way_id)
    if to is None:
        row.status, row.error = "given_up", TAKEN_AWAY
        return
    row.tries += 1
    try:
        said, link = told_together(actor, [one.notice for one in group], reader, now)
        CHANNELS[row.channel].send(to, said, link, str(row.id))
    except Gone as trouble:
        row.status, row.error = "given_up", f"{OVER}{trouble}"
        with wear(Hat.person(reader.id)):
            Way.objects.filter(user_id=reader.id, id__in=[row.way_id]).delete()
    except (OSError, ValueError) as trouble:
        row.error = safe(str(trouble), {} if row.way_id is None else to)
        row.status = "given_up" if row.tries >= MOST_TRIES else "waiting"
    else:
        row.status, row.sent_at, row.error = "sent", now, ""


OVER = "gone: "  # a device that unsubscribed itself: nobody has to do anything


def _is_over(row: Delivery) -> bool:
    return row.error.startswith(OVER)


def _keep(group: Sequence[Delivery], row: Delivery) -> None:
    """Mark what came of it: of the first, and of those that went with it or will not go any more."""
    row.save(update_fields=CHANGED)
    for one in group[1:]:
        if row.status != "waiting":
            one.status, one.sent_at, one.error = row.status, row.sent_at, row.error
            one.save(update_fields=CHANGED)


@command
def give_up(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Make a message that could not be delivered a case."""
    row = Delivery.objects.select_related("notice").get(workspace_id=actor.workspace_id, id=delivery_id)
    facts = {"address": row.address, "error": row.error}
    open_case(
        actor=actor, kind=CaseKind.NOT_DELIVERED, subject_id=row.notice.user_id, facts=facts, now=now,
        order_id=row.notice.order_id or _order_of(row),
    )  # fmt: skip


def _order_of(row: Delivery) -> UUID | None:
    tasks = OrderTask.objects.filter(workspace_id=row.workspace_id, id__in=[row.notice.task_id])
    return tasks.values_list("order_id", flat=True).first()
