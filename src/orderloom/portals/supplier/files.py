"""What a task is made from, in one go: the merchant's files, its slip and its label, sent as a ZIP while it is read."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_GET

from orderloom.identity.middleware import AudienceRequest
from orderloom.kernel import clock
from orderloom.kernel.errors import NotFound
from orderloom.messages.queries.thread import FileCard, messages_of_task
from orderloom.messages.shelf import path_of
from orderloom.production.queries.tasks import visible_task
from orderloom.shipping.papers.facts import sheets_of
from orderloom.shipping.papers.paper import Paper, pdf_of

PIECE = 256 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of all files: the archive of the same files is the same


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive: its name there, and where it is or what it holds."""

    name: str
    source: Path | bytes


@require_GET
def everything(request: AudienceRequest, task_id: UUID) -> StreamingHttpResponse:
    """Send the merchant's files of the task, with its slip and label once it is accepted. Raises NotFound."""
    task = visible_task(request.actor, task_id)
    found = messages_of_task(request.actor, task_id)
    given = [file for message in reversed(found) if not message.from_supplier for file in message.files]
    parts = named([(file, path_of(task.workspace_id, file.digest)) for file in given])
    if sheets := sheets_of(request.actor, [task_id]):
        now = clock.now()
        parts += [Part(f"{paper.value}.pdf", pdf_of(paper, sheets, now=now)) for paper in Paper]
    if not parts:
        raise NotFound
    headers = {
        "Content-Disposition": f'attachment; filename="T-{task.number}.zip"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(archive(parts), content_type="application/zip", headers=headers)


def named(files: Sequence[tuple[FileCard, Path]]) -> list[Part]:
    """Return the files under names that any system can write: none leads out of the folder, none stands twice."""
    parts: list[Part] = []
    taken = {f"{paper.value}.pdf" for paper in Paper}
    for file, path in files:
        if not path.is_file():
            continue
        stem, dot, end = safe_name(file.name).rpartition(".")
        base, count = (stem or end), 1
        name = f"{base}{dot and stem and '.' + end}"
        while name.casefold() in taken:
            count += 1
            name = f"{base}-{count}{dot and stem and '.' + end}"
        taken.add(name.casefold())
        parts.append(Part(name, path))
    return parts


def safe_name(name: str) -> str:
    """Return a name without folders, control characters and leading dots."""
    plain = get_valid_filename(name.replace("/", "_").replace("\\", "_").strip(". ") or "file")
    return plain.lstrip(".")[:120] or "file"


class _Pipe:
    """Holds what the archive writes until it is taken."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        """Keep a piece."""
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is held is taken piece by piece."""

    def take(self) -> bytes:
        """Return what is held, and hold it no more."""
        taken, self.held = bytes(self.held), bytearray()
        return taken


def archive(parts: Sequence[Part]) -> Iterator[bytes]:
    """Walk the bytes of the archive; one piece of one file is in memory at a time."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as book:  # type: ignore[call-overload]  # cannot seek
        for part in parts:
            with book.open(zipfile.ZipInfo(part.name, EARLIEST), "w", force_zip64=True) as out:
                if isinstance(part.source, bytes):
                    out.write(part.source)
                else:
                    with part.source.open("rb") as file:
                        while piece := file.read(PIECE):
                            out.write(piece)
                            yield pipe.take()
            yield pipe.take()
    yield pipe.take()
