"""Uploaded files: kept under a name that is their own content's hash, never under the name somebody gave them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Protocol
from uuid import UUID

from django.conf import settings

PIECE = 1 << 20
MOST_NAME = 255


class Upload(Protocol):
    """A file that a browser has sent."""

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]:
        """Walk its bytes."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a file is kept and what it holds."""

    key: str
    digest: str
    size: int

    @property
    def path(self) -> Path:
        """The place on disk."""
        return path_of(self.key)


def path_of(key: str) -> Path:
    """Return where the file with this key is."""
    return Path(settings.MEDIA_ROOT) / key


def keep_file(workspace_id: UUID, source: Path | Upload) -> StoredFile:
    """Store the bytes for the workspace, once however often they come, and return where."""
    folder = Path(settings.MEDIA_ROOT) / "imports" / str(workspace_id)
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with draft.open("xb") as out:
            for piece in _pieces(source):
                digest.update(piece)
                size += len(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        name = digest.hexdigest()
        draft.replace(folder / name)
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile(f"imports/{workspace_id}/{name}", name, size)


def _pieces(source: Path | Upload) -> Iterator[bytes]:
    if not isinstance(source, Path):
        yield from source.chunks()
        return
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def shown_name(name: str) -> str:
    """Return a file's name without folders and control characters, for people to recognise it."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in last if one.isprintable())[:MOST_NAME] or "file"


def rows_in(path: Path) -> int | None:
    """Estimate the rows of a text table by its line breaks, to show progress; None for other files."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith(b"PK") or head.lstrip()[:1] in (b"{", b"["):
            return None
        file.seek(0)
        breaks = returns = 0
        while piece := file.read(PIECE):
            breaks += piece.count(b"\n")
            returns += piece.count(b"\r")
    return max(0, (breaks or returns) - 1)
