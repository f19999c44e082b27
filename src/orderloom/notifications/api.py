"""The workspace's own words for notices over the API."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import StringConstraints

from orderloom.identity.api_auth import actor_of
from orderloom.identity.models import LANGUAGES
from orderloom.identity.permissions import SEE
from orderloom.kernel import clock
from orderloom.kernel.actor import Actor
from orderloom.kernel.errors import NotFound
from orderloom.kernel.wire import NO_CONTROLS, Shown, Told
from orderloom.notifications.commands.texts import LONGEST, reset_message_text, set_message_text
from orderloom.notifications.queries.texts import own_words
from orderloom.notifications.words import SUBJECTS, Words, default_words, placeholders

router = Router(tags=["messages"])


class MessageTextOut(Shown):
    """What a kind of notice says in a language: the workspace's own words, or ours."""

    kind: str
    language: str
    subject: str
    text: str
    is_own: bool
    placeholders: list[str]


class MessageTexts(Shown):
    """All kinds of notices in both languages."""

    items: list[MessageTextOut]


class MessageTextIn(Told):
    """Own words; names in curly brackets are placeholders."""

    subject: Annotated[
        str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=LONGEST["subject"])
    ]
    text: Annotated[str, StringConstraints(pattern=NO_CONTROLS, min_length=1, max_length=LONGEST["text"])]


def _texts(actor: Actor) -> list[MessageTextOut]:
    actor.require(SEE)
    found = []
    for language, _name in LANGUAGES:
        own = own_words(actor.workspace_id, language)
        for kind in SUBJECTS:
            words = own.get(kind) or default_words(kind, language)
            found.append(
                MessageTextOut(
                    kind=kind,
                    language=language,
                    subject=words.subject,
                    text=words.text,
                    is_own=kind in own,
                    placeholders=placeholders(kind),
                )
            )
    return found


@router.get(
    "/message-texts", response=MessageTexts, operation_id="listMessageTexts", summary="List what notices say"
)
def list_texts(request: HttpRequest) -> MessageTexts:
    """List what each kind of notice says, in both languages."""
    return MessageTexts(items=_texts(actor_of(request)))


@router.put(
    "/message-texts/{slug:kind}/{slug:language}",
    response=MessageTextOut,
    operation_id="setMessageText",
    summary="Set what a kind of notice says",
)
def put_text(request: HttpRequest, kind: str, language: str, body: MessageTextIn) -> MessageTextOut:
    """Make the words the workspace's own for this kind of notice."""
    actor, told = actor_of(request), Words(body.subject, body.text)
    set_message_text(actor=actor, kind=kind, language=language, told=told, now=clock.now())
    for one in _texts(actor):
        if (one.kind, one.language) == (kind, language):
            return one
    raise NotFound


@router.delete(
    "/message-texts/{slug:kind}/{slug:language}",
    response={204: None},
    operation_id="resetMessageText",
    summary="Go back to our words",
)
def delete_text(request: HttpRequest, kind: str, language: str) -> None:
    """Go back to our words for this kind of notice."""
    reset_message_text(actor=actor_of(request), kind=kind, language=language, now=clock.now())
