"""The workspace's scripts."""

from uuid import UUID

from orderloom.scripting.models import ScriptVersion
from orderloom.scripting.sku import DEFAULT_SOURCE


def published(workspace_id: UUID, purpose: str = "sku") -> tuple[int, str]:
    """Return the number and source of the published version; 0 and the default script where there is none."""
    rows = ScriptVersion.objects.filter(workspace_id=workspace_id, purpose=purpose, status="published")
    found = rows.values_list("number", "source").first()
    return found if found is not None else (0, DEFAULT_SOURCE)
