"""Which thing a failing script's case is about."""

from uuid import UUID, uuid5


def script_subject(workspace_id: UUID, version: int) -> UUID:
    """Return a stable id for one version of the workspace's SKU script: one case for it, however many lines fail."""
    return uuid5(workspace_id, f"sku script {version}")
