"""The sentence at the bottom left that says what was done and offers Undo."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise


def toast(
    request: HttpRequest,
    text: str | Promise,
    undo: str = "",
    failed: bool = False,
    more: tuple[str, str] | None = None,
) -> None:
    """Show `text` on the next page (or in this swap); a POST to `undo` takes it back.

    `more` is a link to further words: its label and its address.
    """
    level = messages.ERROR if failed else messages.SUCCESS
    tags = " ".join([undo or "-", more[1], more[0]]) if more else undo  # addresses hold no blanks
    messages.add_message(request, level, str(text), extra_tags=tags, fail_silently=True)


def undo_url(tags: str) -> str:
    """Return the address that takes it back, or a blank."""
    address = tags.partition(" ")[0]
    return "" if address == "-" else address


def more_link(tags: str) -> tuple[str, str] | None:
    """Return the label and the address of the link to further words."""
    _undo, address, label = [*tags.split(" ", 2), "", ""][:3]
    return (label, address) if address else None
