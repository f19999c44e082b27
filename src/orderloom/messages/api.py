"""Messages and files over the API: for the staff of a workspace, and for the supplier that has the task."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from orderloom.identity.api_auth import ANYONE, STAFF, actor_of
from orderloom.intake.queries.orders import visible_orders
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor, Party
from orderloom.kernel.errors import NotFound
from orderloom.kernel.paging import newest_first
from orderloom.kernel.wire import Cursor, Limit, Page, Shown, Told
from orderloom.messages.commands.post import tell_other_side, tell_team
from orderloom.messages.queries.thread import (
    FileCard,
    MessageCard,
    cards,
    visible_file,
    visible_messages,
)
from orderloom.messages.rules import MOST_TEXT
from orderloom.messages.serving import answer_with
from orderloom.messages.states import Audience
from orderloom.production.queries.tasks import visible_task

router = Router(tags=["messages"], auth=ANYONE)
Words = Annotated[str, Field(max_length=MOST_TEXT, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]


class MessageIn(Told):
    """What is said."""

    text: Annotated[Words, Field(min_length=1)]


class FilesIn(Told):
    """What is said of the files."""

    text: Words = ""


class MessagesAsked(Told):
    """Which page."""

    cursor: Cursor = ""
    limit: Limit = 50


class FileOut(Shown):
    """A file of a message; a picture has its size in pixels, and neither time nor place of the camera."""

    id: UUID
    name: str
    kind: str
    digest: str
    size: int
    width: int | None
    height: int | None


class MessageOut(Shown):
    """A message and who reads it: the team alone, or the supplier of the task as well."""

    id: UUID
    order_id: UUID
    task_id: UUID | None
    audience: Audience
    party: Party
    author: str
    text: str
    created_at: datetime
    files: list[FileOut]


def _file(card: FileCard) -> FileOut:
    return FileOut.model_validate(card)


def _out(actor: Actor, card: MessageCard) -> MessageOut:
    """Return the message; a supplier does not learn who of the merchant's people wrote it."""
    hidden = actor.party is Party.SUPPLIER and not card.from_supplier
    own = {name: getattr(card, name) for name in MessageOut.model_fields if name not in ("author", "files")}
    return MessageOut(
        **own, author="" if hidden else card.author_name, files=[_file(file) for file in card.files]
    )


def _one(actor: Actor, message_id: UUID) -> MessageOut:
    (card,) = cards(actor, visible_messages(actor).filter(id=message_id))
    return _out(actor, card)


def _page(actor: Actor, asked: MessagesAsked, **narrow: Any) -> Page[MessageOut]:
    rows, next_cursor = newest_first(visible_messages(actor).filter(**narrow), asked.cursor, asked.limit)
    return Page[MessageOut](items=[_out(actor, card) for card in cards(actor, rows)], next_cursor=next_cursor)


@router.get(
    "/orders/{uuid:order_id}/messages",
    response=Page[MessageOut],
    auth=STAFF,
    operation_id="listOrderMessages",
    summary="List the messages about an order",
)
def order_messages(request: HttpRequest, order_id: UUID, asked: Query[MessagesAsked]) -> Page[MessageOut]:
    """List the team's own messages about the order and those with its suppliers, the newest first."""
    actor = actor_of(request)
    if not visible_orders(actor).filter(id=order_id).exists():
        raise NotFound
    return _page(actor, asked, order_id=order_id)


@router.post(
    "/orders/{uuid:order_id}/messages",
    response={201: MessageOut},
    auth=STAFF,
    operation_id="tellTeam",
    summary="Write to the team",
)
def write_to_team(request: HttpRequest, order_id: UUID, body: MessageIn) -> MessageOut:
    """Write about an order; no supplier reads it."""
    actor = actor_of(request)
    return _one(actor, tell_team(actor=actor, order_id=order_id, text=body.text, now=clock.now()))


@router.post(
    "/orders/{uuid:order_id}/files",
    response={201: MessageOut},
    auth=STAFF,
    operation_id="showTeam",
    summary="Send files to the team",
)
def files_to_team(
    request: HttpRequest, order_id: UUID, told: Form[FilesIn], files: File[list[UploadedFile]]
) -> MessageOut:
    """Add files to an order, with words; no supplier gets them."""
    actor = actor_of(request)
    made = tell_team(actor=actor, order_id=order_id, text=told.text, files=files, now=clock.now())
    return _one(actor, made)


@router.get(
    "/tasks/{uuid:task_id}/messages",
    response=Page[MessageOut],
    operation_id="listTaskMessages",
    summary="List the messages of a task",
)
def task_messages(request: HttpRequest, task_id: UUID, asked: Query[MessagesAsked]) -> Page[MessageOut]:
    """List what the merchant and the task's present supplier have written to each other, the newest first."""
    actor = actor_of(request)
    task = visible_task(actor, task_id)
    if task.company_id is None:
        return Page[MessageOut](items=[], next_cursor=None)
    return _page(actor, asked, task_id=task_id, company_id=task.company_id)


@router.post(
    "/tasks/{uuid:task_id}/messages",
    response={201: MessageOut},
    operation_id="tellOtherSide",
    summary="Write to the other side of a task",
)
def write_to_other_side(request: HttpRequest, task_id: UUID, body: MessageIn) -> MessageOut:
    """Write about a task: staff to the supplier that has it, the supplier to the merchant."""
    actor = actor_of(request)
    return _one(actor, tell_other_side(actor=actor, task_id=task_id, text=body.text, now=clock.now()))


@router.post(
    "/tasks/{uuid:task_id}/files",
    response={201: MessageOut},
    operation_id="showOtherSide",
    summary="Send files to the other side of a task",
)
def files_to_other_side(
    request: HttpRequest, task_id: UUID, told: Form[FilesIn], files: File[list[UploadedFile]]
) -> MessageOut:
    """Send photos and files about a task: staff to the supplier that has it, the supplier to the merchant."""
    actor = actor_of(request)
    made = tell_other_side(actor=actor, task_id=task_id, text=told.text, files=files, now=clock.now())
    return _one(actor, made)


BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/files/{uuid:file_id}",
    operation_id="getFile",
    summary="Fetch a file",
    openapi_extra={"responses": {200: {"description": "The file", "content": BYTES}}},
)
def get_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Fetch the bytes of a file of a message that the caller may read."""
    return answer_with(*visible_file(actor_of(request), file_id))
