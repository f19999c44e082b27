"""What was written about an order or a task, as far as the reader may see it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from orderloom.intake.permissions import SEE
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.messages.models import Attachment, Message
from orderloom.production.queries.tasks import visible_task

MOST = 200  # messages that a page shows; the API has all


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file of a message."""

    id: UUID
    message_id: UUID
    name: str
    kind: str
    digest: str
    size: int
    width: int | None
    height: int | None

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown."""
        return self.width is not None


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message; `company_id` is the supplier company that reads it, none for the team's own."""

    id: UUID
    order_id: UUID
    task_id: UUID | None
    company_id: UUID | None
    audience: str
    party: str
    author_id: UUID | None
    author_name: str
    text: str
    created_at: datetime
    files: tuple[FileCard, ...]

    @property
    def from_supplier(self) -> bool:
        """Tell whether the supplier wrote it."""
        return self.party == Party.SUPPLIER


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Return what the actor may read: staff all of the workspace, a supplier what bears its company.

    Raises NotAllowed.
    """
    if actor.party is Party.SUPPLIER:
        return Message.objects.filter(company_id=actor.company_id)
    actor.require(SEE)
    return Message.objects.filter(workspace_id=actor.workspace_id)


def visible_files(actor: Actor) -> QuerySet[Attachment]:
    """Return the files of what the actor may read. Raises NotAllowed."""
    if actor.party is Party.SUPPLIER:
        return Attachment.objects.filter(message__company_id=actor.company_id)
    actor.require(SEE)
    return Attachment.objects.filter(workspace_id=actor.workspace_id)


def visible_file(actor: Actor, file_id: UUID) -> tuple[UUID, FileCard]:
    """Return one file and its workspace. Raises NotFound, NotAllowed."""
    row = visible_files(actor).filter(id=file_id).first()
    if row is None:
        raise NotFound
    return row.workspace_id, file_card(row)


def messages_of_order(actor: Actor, order_id: UUID) -> list[MessageCard]:
    """Return the newest messages of the order, the newest first, in two statements. Raises NotAllowed."""
    return cards(actor, visible_messages(actor).filter(order_id=order_id).order_by("-id")[:MOST])


def messages_of_task(actor: Actor, task_id: UUID) -> list[MessageCard]:
    """Return the newest messages between the merchant and the task's present supplier, the newest first.

    Raises NotFound, NotAllowed.
    """
    task = visible_task(actor, task_id)
    found = visible_messages(actor).filter(task_id=task_id, company_id=task.company_id)
    return cards(actor, found.exclude(company_id=None).order_by("-id")[:MOST])


def cards(actor: Actor, rows: Iterable[Message]) -> list[MessageCard]:
    """Return the messages with their files."""
    found = list(rows)
    files: dict[UUID, list[FileCard]] = defaultdict(list)
    for row in visible_files(actor).filter(message_id__in=[one.id for one in found]).order_by("id"):
        files[row.message_id].append(file_card(row))
    return [
        MessageCard(
            row.id, row.order_id, row.task_id, row.company_id, row.audience, row.party, row.author_id,
            row.author_name, row.text, row.created_at, tuple(files[row.id]),
        )
        for row in found
    ]  # fmt: skip


def file_card(row: Attachment) -> FileCard:
    """Return the file as pages and programs show it."""
    return FileCard(row.id, row.message_id, row.name, row.kind, row.digest, row.size, row.width, row.height)
