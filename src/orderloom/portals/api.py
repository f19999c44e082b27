"""What joins several stages over the API: the timeline, and the SKU script tried on real lines."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from orderloom.identity.api_auth import actor_of
from orderloom.kernel import clock
from orderloom.kernel.wire import Cursor, Page, Shown, Told
from orderloom.portals.queries.events import event_feed
from orderloom.routing.queries.trial import try_script
from orderloom.scripting.api import SourceIn
from orderloom.scripting.permissions import EDIT

router = Router()


class EventsAsked(Told):
    """Whose events, and after which place."""

    order_id: UUID | None = None
    task_id: UUID | None = None
    cursor: Cursor = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class EventOut(Shown):
    """Something that happened: who did it, to what, and the values that matter."""

    id: UUID
    cursor: str
    at: datetime
    kind: str
    party: str
    actor_id: UUID | None
    actor_name: str
    order_id: UUID | None
    task_id: UUID | None
    subject_id: UUID | None
    company_id: UUID | None
    data: dict[str, Any]


class TriedOut(Shown):
    """One line and what the script made of it."""

    order_id: UUID
    order_number: str
    title: str
    sku: str | None
    fault: str | None
    repeated: bool


class TrialOut(Shown):
    """What the script made of the newest lines."""

    items: list[TriedOut]
    failures: int
    milliseconds: float


@router.get(
    "/events",
    response=Page[EventOut],
    operation_id="listEvents",
    summary="Follow what happens",
    tags=["events"],
)
def list_events(request: HttpRequest, asked: Query[EventsAsked]) -> Page[EventOut]:
    """List what happened after the cursor, the oldest first; ask again with the last event's cursor to follow on."""
    found = event_feed(
        actor_of(request),
        after=asked.cursor,
        order_id=asked.order_id,
        task_id=asked.task_id,
        limit=asked.limit + 1,
    )
    rows = found[: asked.limit]
    return Page[EventOut](
        items=[EventOut.model_validate(row) for row in rows],
        next_cursor=rows[-1].cursor if len(found) > asked.limit else None,
    )


@router.post(
    "/script/try",
    response=TrialOut,
    operation_id="tryScript",
    summary="Try a script on the newest lines",
    tags=["script"],
)
def try_it(request: HttpRequest, body: SourceIn) -> TrialOut:
    """Run the script for the newest order lines; nothing of it is kept."""
    actor = actor_of(request)
    actor.require(EDIT)
    trial = try_script(actor, body.source, now=clock.now())
    items = [
        TriedOut(
            order_id=line.order_id,
            order_number=f"SO-{line.order_number}",
            title=line.title,
            sku=line.result.sku or None,
            fault=str(line.result.fault.message) if line.result.fault else None,
            repeated=line.is_repeated,
        )
        for line in trial.lines
    ]
    return TrialOut(items=items, failures=trial.failures, milliseconds=trial.milliseconds)
