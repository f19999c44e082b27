"""What may be written and attached, and to whom the next message goes unless its writer says otherwise."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

MOST_TEXT = 4000
MOST_FILES = 10
MOST_BYTES = 25 * 1024 * 1024  # of one file

# The first bytes of pictures that browsers draw and that cannot hold a program.
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
# Photos that browsers cannot draw; they hold the place where they were taken.
PHONE_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1")


def picture_kind(head: bytes) -> str:
    """Return the media type of a picture by its first 16 bytes, or an empty text for anything else."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), "")


def is_phone_photo(head: bytes) -> bool:
    """Tell whether the first 16 bytes are those of a HEIC photo."""
    return head[4:8] == b"ftyp" and head[8:12] in PHONE_BRANDS


def digest_of(text: str, files: Iterable[str]) -> str:
    """Return the SHA-256 over the words and the digests of the files."""
    return hashlib.sha256("\n".join([*files, text]).encode()).hexdigest()


def reader_after(last: UUID | None, tasks: Sequence[UUID]) -> UUID | None:
    """Return the task whose supplier reads the next message, or None for the team alone.

    That is whoever read the `last` one; never somebody more, and the team alone when that task is no longer there.
    """
    return last if last in tasks else None
