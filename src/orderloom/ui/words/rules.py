"""The rules for words: terms of the glossary, punctuation, tone, placeholders."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orderloom.ui.words.message import Message

GLOSSARY = Path(__file__).parents[1] / "glossary.csv"
HAN = r"[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}[”’）】]?[,;:?!()]\s*[“‘（]?{HAN}|{HAN}[,;:?!]$")
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrf]|\{(\w*)(?::[^}]*)?\}")
TONE_EN = re.compile(r"\b(please|successfully|oops)\b|!(?!=)", re.IGNORECASE)
TONE_ZH = re.compile(r"(?<![申邀])请(?!求)|成功|进行操作|您|！")
SPACED = re.compile(rf"{HAN} +[A-Za-z0-9]|[A-Za-z0-9] +{HAN}")


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the glossary; `never` are words that must not be used for it."""

    key: str
    english: str
    chinese: str
    never: tuple[str, ...]


@cache
def glossary(path: Path = GLOSSARY) -> tuple[Term, ...]:
    """Return the terms of the glossary."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        return tuple(
            Term(line["key"], line["EN"], line["zh-Hans"], tuple(filter(None, line["never-use"].split("|"))))
            for line in lines
        )


def _is_han(text: str) -> bool:
    return re.search(HAN, text) is not None


def forbidden(english: str, chinese: str) -> Iterator[str]:
    """Yield a sentence for each word that the glossary or the tone rules forbid."""
    for term in glossary():
        for word in term.never:
            if _is_han(word) and word in chinese:
                yield f"{word}: say {term.chinese}"
            elif not _is_han(word) and re.search(rf"\b{re.escape(word)}\b", english, re.IGNORECASE):
                yield f"{word}: say {term.english}"
    if found := TONE_EN.search(english):
        yield f"{found[0]!r} is not our tone"
    if found := TONE_ZH.search(chinese):
        yield f"{found[0]!r} is not our tone"


def placeholders(text: str) -> list[str]:
    """Return what is filled into a text, in a fixed order."""
    return sorted(found[0] for found in PLACEHOLDER.finditer(text.replace("%%", "")))


def faults(message: Message, text: str) -> Iterator[str]:
    """Yield a sentence for each rule that a translation breaks."""
    if not text:
        yield "is not translated"
        return
    yield from forbidden(f"{message.singular} {message.plural}", text)
    if HALF_WIDTH.search(text):
        yield f"has half-width punctuation beside Chinese: {text}"
    if SPACED.search(PLACEHOLDER.sub("", text)):
        yield f"has a typed space between Chinese and Latin, which the browser sets: {text}"
    wanted = (placeholders(message.singular), placeholders(message.plural or message.singular))
    if placeholders(text) not in wanted:
        yield f"fills in {placeholders(text)}, the English {wanted[0]}"
