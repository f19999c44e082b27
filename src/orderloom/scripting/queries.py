"""The workspace's scripts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderloom.kernel.actor import Actor
from orderloom.kernel.reading import fetched
from orderloom.scripting.models import ScriptVersion
from orderloom.scripting.sku import DEFAULT_SOURCE

Published = tuple[int, str]
"""The number and source of a published version."""


def published(workspace_id: UUID, purpose: str = "sku") -> Published:
    """Return the number and source of the published version; 0 and the default script where there is none."""
    for number, source in fetched(PUBLISHED, [workspace_id, purpose]):
        return published_of(number, source)
    return published_of(None, None)


def published_of(number: int | None, source: str | None) -> Published:
    """Return what is in force where these columns were read of PUBLISHED_OF: the default script where it has no row."""
    return (0, DEFAULT_SOURCE) if number is None or source is None else (number, source)


PUBLISHED_OF = """
scripting_scriptversion v ON v.workspace_id = {workspace} AND v.purpose = {purpose} AND v.status = 'published'
"""
"""The published version `v` as a joined table of a statement."""
PUBLISHED = """
SELECT number, source FROM scripting_scriptversion WHERE workspace_id = %s AND purpose = %s AND status = 'published'
"""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a script as pages show it."""

    id: UUID
    number: int
    source: str
    status: str
    author: str
    created_at: datetime
    published_at: datetime | None


def versions(actor: Actor, purpose: str = "sku") -> list[Version]:
    """Return all versions, the newest first."""
    rows = ScriptVersion.objects.filter(workspace_id=actor.workspace_id, purpose=purpose).select_related(
        "author"
    )
    return [
        Version(
            row.id,
            row.number,
            row.source,
            row.status,
            str(row.author or ""),
            row.created_at,
            row.published_at,
        )
        for row in rows.order_by("-number")
    ]


def draft(actor: Actor, purpose: str = "sku") -> Version | None:
    """Return the draft, where there is one."""
    return next((version for version in versions(actor, purpose) if version.status == "draft"), None)
