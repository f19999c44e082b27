"""Say who changed a field since somebody saw it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from orderloom.intake.rows import SHIP_TO
from orderloom.kernel.errors import Conflict
from orderloom.kernel.models import TimelineEvent

KINDS = (
    "OrderEdited",
    "OrderUpdated",
    "DueDateChanged",
    "OwnersChosen",
    "LineCategorised",
    "LineQuantityChanged",
)
MOST_EVENTS = 100  # a change that is further back was hardly made while somebody looked at the field
LINE_FIELDS = {"LineCategorised": "category", "LineQuantityChanged": "quantity"}


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that holds something else than was seen; who changed it and when, where that is still known."""

    field: str
    theirs: object
    by: str = ""
    at: datetime | None = None


def conflict(
    workspace_id: UUID,
    order_id: UUID,
    theirs: Mapping[str, object],
    subject_id: UUID | None = None,
    **facts: Any,
) -> Conflict:
    """Return the refusal that names, for each field and what it holds now, the one who changed it last.

    `subject_id` is the line that the fields are of.
    """
    events = TimelineEvent.objects.filter(workspace_id=workspace_id, order_id=order_id, kind__in=KINDS)
    if subject_id:
        events = events.filter(subject_id=subject_id)
    rows = list(events.order_by("-id").values_list("kind", "data", "actor_name", "at")[:MOST_EVENTS])
    clashes = tuple(_clash(name, value, rows) for name, value in theirs.items())
    names = list(dict.fromkeys(one.by for one in clashes if one.by))
    if not names:
        return Conflict(clashes=clashes, **facts)
    text = _("%(name)s changed this order in the meantime. Look at it again and repeat your change.")
    return Conflict(text % {"name": ", ".join(names)}, clashes=clashes, **facts)


def _clash(name: str, value: object, rows: Sequence[tuple[str, str, str, datetime]]) -> Clash:
    for kind, data, who, at in rows:
        if name in fields_of(kind, json.loads(data)):
            return Clash(name, value, who, at)
    return Clash(name, value)


def fields_of(kind: str, data: dict[str, Any]) -> set[str]:
    """Return which fields a fact of the timeline has changed; of an address, its pieces where they are known."""
    if kind == "DueDateChanged":
        return {"ship_by"}
    if kind == "OwnersChosen":
        return {"owners"}
    if kind in LINE_FIELDS:
        return {LINE_FIELDS[kind]}
    changed = set(data.get("changes", ())) - set(data.get("needs_person", ()))
    pieces = {name for name, (before, after) in data.get("columns", {}).items() if before != after}
    return changed | pieces | (set() if pieces or "ship_to" not in changed else set(SHIP_TO))
