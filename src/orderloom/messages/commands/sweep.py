"""Clear the shelf of what no message names: files of transactions that never ended, drafts of killed processes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from orderloom.kernel.actor import Actor
from orderloom.kernel.commands import command
from orderloom.messages.models import Attachment
from orderloom.messages.shelf import DRAFT, SMALL_END, folder_of

ABANDONED = timedelta(days=1)  # a draft this old belongs to nobody any more
A_LOOK = 500
TAKE_SHELF = "SELECT pg_advisory_xact_lock(hashtextextended('messages ' || %s, 0))"


@command
def sweep_shelf(*, actor: Actor, now: datetime) -> int:
    """Remove the files of the workspace that belong to no message and return how many went."""
    folder = folder_of(actor.workspace_id)
    if not folder.is_dir():
        return 0
    with connection.cursor() as cursor:  # nobody puts a file away meanwhile
        cursor.execute(TAKE_SHELF, [str(actor.workspace_id)])
    gone = 0
    for paths in _by_the_piece(folder):
        named = _named(actor, {_digest(path) for path in paths})
        for path in paths:
            if _is_abandoned(path, now) if path.name.startswith(DRAFT) else _digest(path) not in named:
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _named(actor: Actor, digests: set[str]) -> set[str]:
    found = Attachment.objects.filter(workspace_id=actor.workspace_id, digest__in=digests)
    return set(found.values_list("digest", flat=True))


def _by_the_piece(folder: Path) -> Iterator[list[Path]]:
    paths: list[Path] = []
    for path in folder.iterdir():
        paths.append(path)
        if len(paths) == A_LOOK:
            yield paths
            paths = []
    yield paths


def _digest(path: Path) -> str:
    return path.name.removesuffix(SMALL_END)


def _is_abandoned(path: Path, now: datetime) -> bool:
    return path.exists() and path.stat().st_mtime < (now - ABANDONED).timestamp()
