"""The sentence at the bottom left that says what was done and offers Undo."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise


def toast(request: HttpRequest, text: str | Promise, undo: str = "", failed: bool = False) -> None:
    """Show `text` on the next page (or in this swap); a POST to `undo` takes it back."""
    level = messages.ERROR if failed else messages.SUCCESS
    messages.add_message(request, level, str(text), extra_tags=undo, fail_silently=True)
