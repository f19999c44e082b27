"""Reads and writes a package's django.po so that two runs give the same file: no dates, no line numbers."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from orderloom.ui.words.message import Message

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Orderloom\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Translations = dict[Message, str]


def read(path: Path) -> tuple[Translations, set[Message]]:
    """Return a catalog's translations and the messages that are marked fuzzy; empty when there is no file."""
    if not path.exists():
        return {}, set()
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh_Hans")
    texts: Translations = {}
    fuzzy: set[Message] = set()
    for entry in catalog:
        if not entry.id:
            continue
        singular, plural = (entry.id, "") if isinstance(entry.id, str) else (entry.id[0], entry.id[1])
        message = Message(singular, plural, entry.context or "")
        text = entry.string
        texts[message] = text if isinstance(text, str) else next(iter(text or ()), "")
        if entry.fuzzy:
            fuzzy.add(message)
    return texts, fuzzy


def text_of(messages: Iterable[Message], known: Translations) -> str:
    """Return the catalog's file: every message in order, translated where a translation is known."""
    catalog = Catalog(locale="zh_Hans", fuzzy=False)
    for message in sorted(messages):
        text = known.get(message, "")
        ids = (message.singular, message.plural) if message.plural else message.singular
        catalog.add(ids, (text,) if message.plural else text, context=message.context or None)
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    return HEADER + buffer.getvalue().decode()
