"""A text whose encoding is not certain: kept once, shown as it would read in each, and taken in the one chosen."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from orderloom.identity.middleware import AudienceRequest
from orderloom.intake.files import Upload, keep_file, path_of, shown_name
from orderloom.kernel.errors import NotFound
from orderloom.kernel.tables.encodings import CANDIDATES
from orderloom.kernel.tables.faults import FileRefused

PIECE = 1 << 16
HASH = re.compile(r"[0-9a-f]{64}")
NAMES = {
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp1252": "Windows-1252",
    "shift_jis": "Shift_JIS",
    "euc_kr": "EUC-KR",
    "utf-16-le": "UTF-16",
}


@dataclass(frozen=True, slots=True)
class InUtf8:
    """An uploaded text as UTF-8, told in which encoding it was saved."""

    upload: Upload
    encoding: str

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]:
        """Walk its bytes. Raises FileRefused when the text is not in that encoding."""
        return self._walk(chunk_size or PIECE)

    def _walk(self, size: int) -> Iterator[bytes]:
        decoder, lines = codecs.getincrementaldecoder(self.encoding)(), 1
        try:
            for piece in self.upload.chunks(size):
                text = decoder.decode(piece)
                lines += text.count("\n")
                yield text.encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError as wrong:
            raise FileRefused("file_encoding", encoding=self.encoding, line=lines) from wrong


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was uploaded before, as an upload."""

    path: Path
    name: str

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]:
        """Walk its bytes."""
        with self.path.open("rb") as file:
            while piece := file.read(chunk_size or PIECE):
                yield piece


@dataclass(frozen=True, slots=True)
class Reading:
    """How the text reads in one encoding."""

    encoding: str
    name: str
    preview: str


@dataclass(frozen=True, slots=True)
class Question:
    """The kept file, and how it reads in each encoding that is possible."""

    key: str
    name: str
    readings: tuple[Reading, ...]


def question_of(request: AudienceRequest, upload: Upload, name: str, refused: FileRefused) -> Question:
    """Keep the file and return what is to be asked about it."""
    kept = keep_file(request.workspace.id, upload)
    readings = tuple(Reading(code, NAMES.get(code, code), text) for code, text in refused.candidates)
    return Question(kept.digest, shown_name(name), readings)


def answered(request: AudienceRequest) -> InUtf8 | None:
    """Return the kept file in the encoding that was chosen for it; None when nothing was. Raises NotFound."""
    told = request.POST
    key, encoding = told.get("kept", ""), told.get("reads_as", "")
    if not key:
        return None
    path = path_of(f"imports/{request.workspace.id}/{key}")
    if not HASH.fullmatch(key) or encoding not in CANDIDATES or not path.is_file():
        raise NotFound
    return InUtf8(KeptFile(path, shown_name(told.get("kept_name", ""))), encoding)
