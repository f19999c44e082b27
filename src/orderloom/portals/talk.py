"""Messages and files as pages show them: who wrote, who reads it, and what can be opened."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from orderloom.kernel.errors import Invalid
from orderloom.messages.queries.thread import FileCard, MessageCard
from orderloom.ui.shapes import Entry

KILO, MEGA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file as a link; a picture has the address of its small copy and the size of the whole."""

    id: UUID
    name: str
    url: str
    size: str
    small_url: str = ""
    width: int | None = None
    height: int | None = None
    who: str = ""
    at: datetime | None = None
    readers: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message; `kind` is "in" (from them), "int" (only our team) or "" (from us to them)."""

    id: UUID
    who: str
    at: datetime
    text: str
    kind: str
    readers: str
    about: str
    files: tuple[FileLink, ...]

    @property
    def icon(self) -> str:
        """The mark on the line of the timeline."""
        return "lock" if self.kind == "int" else "message"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the stream: a message or a fact."""

    at: datetime
    bubble: Bubble | None = None
    entry: Entry | None = None


def size_words(size: int) -> str:
    """Return a file's size for people: "312 KB", "4.1 MB"."""
    if size < MEGA:
        return f"{max(1, round(size / KILO))} KB"
    return f"{size / MEGA:.1f} MB"


def file_link(
    file: FileCard, address: Callable[[UUID], str], message: MessageCard, who: str, readers: str
) -> FileLink:
    """Return the file as a link; `address` makes the address of a file's id."""
    url = address(file.id)
    return FileLink(
        id=file.id,
        name=file.name,
        url=url,
        size=size_words(file.size),
        small_url=f"{url}?small=1" if file.is_picture else "",
        width=file.width,
        height=file.height,
        who=who,
        at=message.created_at,
        readers=readers,
        hidden=message.company_id is None,
    )


def bubble_of(
    message: MessageCard, *, who: str, readers: str, about: str, kind: str, address: Callable[[UUID], str]
) -> Bubble:
    """Return the message as its reader sees it."""
    files = tuple(file_link(file, address, message, who, readers) for file in message.files)
    return Bubble(message.id, who, message.created_at, message.text, kind, readers, about, files)


def stream(bubbles: Iterable[Bubble], entries: Iterable[Entry]) -> list[Item]:
    """Return messages and facts together, the newest first."""
    items = [Item(one.at, bubble=one) for one in bubbles] + [Item(one.at, entry=one) for one in entries]
    return sorted(items, key=lambda item: item.at, reverse=True)


def sees_this(name: str) -> str:
    """Say who reads it: the supplier or merchant of this name; without a name only the team."""
    return _("%(name)s sees this") % {"name": name} if name else _("Only your team sees this")


def files_of(bubbles: Sequence[Bubble]) -> tuple[list[FileLink], list[FileLink]]:
    """Return the pictures and the other files of the messages, the newest first."""
    every = [file for bubble in bubbles for file in bubble.files]
    return [file for file in every if file.small_url], [file for file in every if not file.small_url]


def id_of(text: str) -> UUID | None:
    """Return the id that a form sends, or None for none. Raises Invalid."""
    try:
        return UUID(text) if text else None
    except ValueError as wrong:
        raise Invalid(_("This form is not complete. Load the page anew and try again.")) from wrong
