"""Parts that hold other markup: `{% card %}...{% endcard %}` and its kin."""

from __future__ import annotations

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def card(
    content: str,
    title: object = "",
    id: str = "",
    count: object = "",
    link: str = "",
    link_label: object = "",
    flush: bool = False,
) -> SafeString:
    """Return a card with a heading; `flush` leaves out the padding, for a table inside."""
    facts = {"title": title, "id": id, "count": count, "link": link, "link_label": link_label, "flush": flush}
    return render_to_string("ui/parts/card.html", {**facts, "content": content})


def dialog(content: str, id: str, title: object, wide: bool = False, open: bool = False) -> SafeString:
    """Return a dialog (on the phone: a sheet from the bottom); `data-open="id"` opens it, `open` at once."""
    facts = {"id": id, "title": title, "wide": wide, "open": open}
    return render_to_string("ui/parts/dialog.html", {**facts, "content": content})


def menu(
    content: str, id: str, label: object, icon: str = "", kind: str = "", only_icon: bool = False
) -> SafeString:
    """Return a button with a popover menu; the content is links, buttons, `<hr>` and `<p class="cap">`."""
    facts = {"id": id, "label": label, "icon": icon, "kind": kind, "only_icon": only_icon}
    return render_to_string("ui/parts/menu.html", {**facts, "content": content})


def note(
    content: str, head: object, text: object = "", tone: str = "wait", icon: str = "clock", live: bool = False
) -> SafeString:
    """Return the ball banner: who must act (`head`), on what (`text`); the content is its buttons.

    `tone` is wait, risk, info, done or idle.
    """
    facts = {"head": head, "text": text, "tone": tone, "icon": icon, "live": live}
    return render_to_string("ui/parts/note.html", {**facts, "content": content})


def bulk(content: str, form: str, total: int = 0) -> SafeString:
    """Return the bar that appears with the first selected row of the form with id `form`."""
    return render_to_string("ui/parts/bulk.html", {"form": form, "total": total, "content": content})


BLOCKS: dict[str, Callable[..., SafeString]] = {
    "card": card,
    "dialog": dialog,
    "menu": menu,
    "note": note,
    "bulk": bulk,
}
