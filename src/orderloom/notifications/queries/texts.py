"""The workspace's own words for notices."""

from uuid import UUID

from orderloom.notifications.models import MessageText
from orderloom.notifications.words import Words


def own_words(workspace_id: UUID, language: str) -> dict[str, Words]:
    """Return the workspace's own words in the language, by kind of notice."""
    rows = MessageText.objects.filter(workspace_id=workspace_id, language=language)
    return {kind: Words(subject, text) for kind, subject, text in rows.values_list("kind", "subject", "text")}


def own_words_for(workspace_id: UUID, kind: str, language: str) -> Words | None:
    """Return the workspace's own words for one kind of notice, or None."""
    rows = MessageText.objects.filter(workspace_id=workspace_id, kind=kind, language=language)
    found = rows.values_list("subject", "text").first()
    return Words(*found) if found else None
