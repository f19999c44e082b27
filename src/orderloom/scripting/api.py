"""The SKU script over the API: its versions, the draft, publishing."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field, StringConstraints

from orderloom.identity.api_auth import actor_of
from orderloom.identity.queries import workspace_card
from orderloom.kernel import clock
from orderloom.kernel.wire import NO_ZERO, Shown, Told
from orderloom.scripting.commands import discard_draft, publish_draft, revert_to, save_draft
from orderloom.scripting.queries import published, versions

router = Router(tags=["script"])
Source = Annotated[str, StringConstraints(pattern=NO_ZERO, min_length=1, max_length=20_000)]


class SourceIn(Told):
    """Python, as the workspace writes it."""

    source: Source


class NumberIn(Told):
    """A version."""

    number: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class VersionOut(Shown):
    """A version of the script: draft, published or retired."""

    id: UUID
    number: int
    source: str
    status: str
    author: str
    created_at: datetime
    published_at: datetime | None


class Versions(Shown):
    """All versions, the newest first; `running` is the source that names tasks now, version 0 is the built-in one."""

    items: list[VersionOut]
    running_number: int
    running_source: str


class Number(Shown):
    """The number of a version."""

    number: int


@router.get("/script", response=Versions, operation_id="getScript", summary="Show the SKU script's versions")
def get_script(request: HttpRequest) -> Versions:
    """Show all versions of the SKU script, and the one that runs."""
    actor = actor_of(request)
    number, source = published(actor.workspace_id)
    items = [VersionOut.model_validate(version) for version in versions(actor)]
    return Versions(items=items, running_number=number, running_source=source)


@router.put("/script/draft", response=Number, operation_id="saveScriptDraft", summary="Save the draft")
def put_draft(request: HttpRequest, body: SourceIn) -> Number:
    """Keep the source as the draft; nothing runs it yet."""
    return Number(number=save_draft(actor=actor_of(request), source=body.source, now=clock.now()))


@router.delete(
    "/script/draft", response={204: None}, operation_id="discardScriptDraft", summary="Throw the draft away"
)
def delete_draft(request: HttpRequest) -> None:
    """Throw the draft away."""
    discard_draft(actor=actor_of(request), now=clock.now())


@router.post("/script/publish", response=Number, operation_id="publishScript", summary="Publish the draft")
def publish(request: HttpRequest) -> Number:
    """Let the draft run from now on, if it gives a usable and steady code; the version before is kept."""
    actor = actor_of(request)
    zone = workspace_card(actor.workspace_id).zone
    return Number(number=publish_draft(actor=actor, now=clock.now(), zone=zone))


@router.post(
    "/script/revert",
    response=Number,
    operation_id="revertScript",
    summary="Make an earlier version the draft",
)
def revert(request: HttpRequest, body: NumberIn) -> Number:
    """Make an earlier version's source the draft."""
    return Number(number=revert_to(actor=actor_of(request), number=body.number, now=clock.now()))
