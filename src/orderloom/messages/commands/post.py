"""Write a message: to the team, or to the other side of one task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.commands import command
from orderloom.kernel.errors import Invalid, NotFound, Refusal
from orderloom.kernel.events import record
from orderloom.messages.events import MessagePosted
from orderloom.messages.models import Attachment, Message
from orderloom.messages.permissions import WRITE
from orderloom.messages.rules import MOST_TEXT, digest_of
from orderloom.messages.shelf import Draft, Sent, drafts_of, put_away
from orderloom.messages.states import Audience
from orderloom.production.commands.door import opened
from orderloom.production.queries.tasks import visible_task

HOLD_SHELF = "SELECT pg_advisory_xact_lock_shared(hashtextextended('messages ' || %s, 0))"


class NobodyReads(Refusal):
    """The task is with no supplier, so that nobody would read what is written to it."""

    code = "no_supplier"
    message = _("No supplier has this task now. Write to your team, or assign the task first.")


@dataclass(frozen=True, slots=True)
class _Place:
    """What the message is about, and the company that reads it, if any."""

    workspace_id: UUID
    order_id: UUID
    task_id: UUID | None = None
    company_id: UUID | None = None


@command
def tell_team(
    *,
    actor: Actor,
    order_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[Sent] = (),
    once: UUID | None = None,
) -> UUID:
    """Write about an order to the team alone and return the message's id; what bears the same `once` is written once.

    Raises NotAllowed, NotFound, Invalid.
    """
    actor.require(WRITE)
    if actor.party is Party.SUPPLIER or not visible_orders(actor).filter(id=order_id).exists():
        raise NotFound
    with drafts_of(actor.workspace_id, files) as drafts:
        return _post(actor, _Place(actor.workspace_id, order_id), _said(text, drafts), drafts, once, now)


@command
def tell_other_side(
    *,
    actor: Actor,
    task_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[Sent] = (),
    once: UUID | None = None,
) -> UUID:
    """Write about a task, staff to its supplier and the supplier to the merchant, and return the message's id.

    What bears the same `once` is written once. Raises NotAllowed, NotFound, NobodyReads, Invalid.
    """
    if actor.party is not Party.SUPPLIER:
        actor.require(WRITE)
    seen = visible_task(actor, task_id)
    with drafts_of(seen.workspace_id, files) as drafts:
        words = _said(text, drafts)
        with opened(actor, task_id, now) as task:  # the offer cannot move to another supplier in between
            row = task.row
            if row.company_id is None:
                raise NobodyReads
            place = _Place(row.workspace_id, row.order_id, row.id, row.company_id)
            return _post(actor, place, words, drafts, once, now)


def _said(text: str, drafts: Sequence[Draft]) -> str:
    words = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not words and not drafts:
        raise Invalid(fields={"text": _("Write something, or add a file.")})
    if len(words) > MOST_TEXT:
        raise Invalid(fields={"text": _("A message has at most 4,000 characters.")})
    return words


def _post(
    actor: Actor, place: _Place, text: str, drafts: Sequence[Draft], once: UUID | None, now: datetime
) -> UUID:
    before = _sent_before(actor, place, once)
    if before is not None:
        return before
    row = Message.objects.create(
        workspace_id=place.workspace_id,
        order_id=place.order_id,
        task_id=place.task_id,
        company_id=place.company_id,
        audience=Audience.SUPPLIER if place.company_id else Audience.TEAM,
        party=actor.party,
        author_id=actor.user_id,
        author_name=actor.name,
        text=text,
        once=once,
        created_at=now,
    )
    _attach(row, drafts)
    record(
        actor,
        MessagePosted(
            order_id=place.order_id,
            task_id=place.task_id,
            company_id=place.company_id,
            subject_id=row.id,
            audience=row.audience,
            digest=digest_of(text, [draft.digest for draft in drafts]),
            files=len(drafts),
        ),
        at=now,
    )
    return row.id


def _sent_before(actor: Actor, place: _Place, once: UUID | None) -> UUID | None:
    """Return the message that was sent under this name already; a name that somebody else used is not known here."""
    if once is None:
        return None
    with connection.cursor() as cursor:  # of two that arrive together the second waits here for the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('message ' || %s, 0))", [str(once)])
    found = Message.objects.filter(workspace_id=place.workspace_id, once=once).first()
    if found is None:
        return None
    if (found.order_id, found.company_id, found.author_id) != (
        place.order_id,
        place.company_id,
        actor.user_id,
    ):
        raise Invalid(fields={"once": _("This belongs to another message. Send it anew.")})
    return found.id


def _attach(row: Message, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    with connection.cursor() as cursor:  # until the rows are there nobody clears the shelf
        cursor.execute(HOLD_SHELF, [str(row.workspace_id)])
    put_away(row.workspace_id, drafts)
    Attachment.objects.bulk_create(
        Attachment(
            workspace_id=row.workspace_id,
            message_id=row.id,
            name=draft.name,
            kind=draft.kind,
            digest=draft.digest,
            size=draft.size,
            width=draft.pixels.width if draft.pixels else None,
            height=draft.pixels.height if draft.pixels else None,
        )
        for draft in drafts
    )
