"""Finds the texts of templates: those to be translated, and those that somebody forgot to mark."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.utils.translation.template import templatize

from orderloom.ui.words.message import Message

LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?(?:\s*,\s*{LITERAL})?")
HIDDEN = re.compile(
    r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{%\s*block\s+(?:body_class|kind|width)\s*%}.*?{%\s*endblock",
    re.DOTALL,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
SPOKEN = {"placeholder", "title", "aria-label", "alt", "aria-description"}
SILENT = {"script", "style", "code", "pre", "kbd", "svg", "title"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "use"}
PROPER = re.compile(r"Orderloom|English|简体中文|SKU|Python|UTC|API|CSV|XLSX|URL|ID|x-icon")


def in_template(source: str) -> Iterator[Message]:
    """Yield the messages of a template: translate, trans, blocktranslate with all it can, and _("...")."""
    for found in CALL.finditer(templatize(source)):
        texts = [ast.literal_eval(text) for text in found.groups()[1:] if text]
        match found[1], texts:
            case (("gettext" | "_"), [singular, *_]):
                yield Message(singular)
            case "pgettext", [context, singular, *_]:
                yield Message(singular, context=context)
            case "ngettext", [singular, plural, *_]:
                yield Message(singular, plural)
            case "npgettext", [context, singular, plural]:
                yield Message(singular, plural, context)


class _Visible(HTMLParser):
    """Collects what a reader sees or hears, with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent = 0
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that are read out."""
        self.silent += tag in SILENT and tag not in VOID
        for name, value in attrs:
            if name in SPOKEN:
                self._note(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element that closes itself, without counting it as open."""
        for name, value in attrs:
            if name in SPOKEN:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element whose text is not for readers."""
        if tag in SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        """Look at the text between tags."""
        if not self.silent:
            self._note(data)

    def _note(self, text: str) -> None:
        if WORD.search(PROPER.sub("", text)):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def unmarked(source: str) -> list[tuple[int, str]]:
    """Return the visible texts that stand outside translate tags, with their lines."""

    def blank(found: re.Match[str]) -> str:
        return " " + "\n" * found[0].count("\n")

    parser = _Visible()
    parser.feed(TAG.sub(blank, HIDDEN.sub(blank, source)))
    return parser.found
