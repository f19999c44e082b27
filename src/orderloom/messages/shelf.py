"""Files of messages on disk: first under a name of their own, then under their content's hash, once for a workspace."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orderloom.intake.files import PIECE, Upload, shown_name
from orderloom.kernel.errors import Invalid
from orderloom.messages.pictures import Size, write_clean
from orderloom.messages.rules import MOST_BYTES, MOST_FILES, is_phone_photo, picture_kind

HEAD = 16
PLAIN = "application/octet-stream"
SMALL_END = ".small.webp"
DRAFT = "."


class Sent(Upload, Protocol):
    """A file that somebody sends."""

    @property
    def name(self) -> str | None:
        """What its sender calls it."""

    @property
    def size(self) -> int | None:
        """How many bytes it has, as far as that is known."""


@dataclass(slots=True)
class Draft:
    """A file that is on disk and not yet part of a message."""

    name: str
    kind: str
    path: Path
    digest: str
    size: int
    pixels: Size | None = None
    beside: list[Path] = field(default_factory=list)  # what must go when the draft goes
    small: Path | None = None


def folder_of(workspace_id: UUID) -> Path:
    """Return where the files of the workspace's messages are."""
    return Path(settings.MEDIA_ROOT) / "messages" / str(workspace_id)


def path_of(workspace_id: UUID, digest: str, *, small: bool = False) -> Path:
    """Return where a file is, or the small copy of a picture."""
    return folder_of(workspace_id) / f"{digest}{SMALL_END if small else ''}"


@contextmanager
def drafts_of(workspace_id: UUID, files: Sequence[Sent]) -> Iterator[list[Draft]]:
    """Write the files as drafts, pictures clean; what was not put on the shelf is gone when the block ends.

    Raises Invalid (too many, too large, empty, not readable).
    """
    if len(files) > MOST_FILES:
        raise Invalid(fields={"files": _("A message takes 10 files. Send the rest with another one.")})
    made: list[Draft] = []
    try:
        for file in files:
            _draft(folder_of(workspace_id), file, made)
        yield made
    finally:
        for draft in made:
            for path in draft.beside:
                path.unlink(missing_ok=True)


def put_away(workspace_id: UUID, drafts: Sequence[Draft]) -> None:
    """Give the drafts their places; the caller holds the shelf until its rows are there."""
    for draft in drafts:
        if draft.small:
            draft.small.replace(path_of(workspace_id, draft.digest, small=True))
        draft.path.replace(path_of(workspace_id, draft.digest))


def _draft(folder: Path, file: Sent, made: list[Draft]) -> None:
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(fields={"files": _("A file may have 25 megabytes. Send a smaller one.")})
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / f"{DRAFT}{token_hex(8)}"
    draft = Draft(shown_name(file.name or "file"), PLAIN, raw, "", 0, beside=[raw])
    made.append(draft)
    head = _write(raw, file)
    if is_phone_photo(head):
        raise Invalid(fields={"files": _("This picture cannot be read. Send it as JPEG or PNG.")})
    if kind := picture_kind(head):
        clean, small = raw.with_name(f"{raw.name}.clean"), raw.with_name(f"{raw.name}.small")
        draft.beside += [clean, small]
        draft.pixels = write_clean(raw, clean, small, kind)
        draft.kind, draft.path, draft.small = kind, clean, small
    draft.digest, draft.size = _settle(draft.path)


def _write(target: Path, file: Sent) -> bytes:
    """Write the file and return its first bytes. Raises Invalid (larger than it said, or empty)."""
    size, head = 0, b""
    with target.open("xb") as out:
        for piece in file.chunks():
            head = head or piece[:HEAD]
            size += len(piece)
            if size > MOST_BYTES:
                raise Invalid(fields={"files": _("A file may have 25 megabytes. Send a smaller one.")})
            out.write(piece)
    if not size:
        raise Invalid(fields={"files": _("This file is empty.")})
    return head


def _settle(path: Path) -> tuple[str, int]:
    """Return hash and size of what was written, once it is safely on disk."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
        os.fsync(file.fileno())
        return digest.hexdigest(), file.tell()
