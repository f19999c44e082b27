"""Ask for a list as a file that a job writes, and say when it is there."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.kernel.errors import NotAllowed
from orderloom.kernel.jobs import defer
from orderloom.notifications.commands.notify import notify
from orderloom.portals.models import ListExport

KEPT = timedelta(days=7)
JOB = "portals.export_jobs.write_export"


def path_of(key: str) -> Path:
    """Return where the file with this key is."""
    return Path(settings.MEDIA_ROOT) / key


@command
def ask_for_export(
    *, actor: Actor, list_name: str, query: str, kind: str, language: str, slug: str, now: datetime
) -> UUID:
    """Have the list written to a file, for the person who asks; older files of the workspace go. Raises NotAllowed."""
    if actor.user_id is None:
        raise NotAllowed
    drop_old(actor.workspace_id, now)
    export = ListExport.objects.create(
        workspace_id=actor.workspace_id,
        user_id=actor.user_id,
        list=list_name,
        query=query,
        language=language,
        kind=kind,
        created_at=now,
    )
    defer(JOB, workspace_id=actor.workspace_id, export_id=export.id, slug=slug)
    return export.id


def drop_old(workspace_id: UUID, now: datetime) -> None:
    """Remove the files that are older than a week; each goes when its row is gone for good."""
    rows = ListExport.objects.filter(workspace_id=workspace_id, created_at__lt=now - KEPT)
    keys = [key for key in rows.values_list("file_key", flat=True) if key]
    rows.delete()

    def unlink() -> None:
        for key in keys:
            path_of(key).unlink(missing_ok=True)

    transaction.on_commit(unlink)


@command
def note_export(*, export_id: UUID, workspace_id: UUID, file_key: str, rows: int, now: datetime) -> None:
    """Keep where the file is and tell the person who asked; told once, however often the job ran."""
    export = ListExport.objects.select_for_update().get(workspace_id=workspace_id, id=export_id)
    if export.finished_at is not None:
        return
    export.file_key, export.rows, export.finished_at, export.status = file_key, rows, now, "done"
    export.save(update_fields=["file_key", "rows", "finished_at", "status"])
    notify(
        workspace_id=workspace_id,
        user_ids=[export.user_id],
        kind="list_exported",
        facts={"count": rows, "list": export.list, "kind": export.kind, "export_id": str(export.id)},
        now=now,
        level="know",
    )
