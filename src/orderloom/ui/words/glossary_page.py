"""Writes docs/glossary.md from the glossary, so that there is one source of terms."""

from __future__ import annotations

from pathlib import Path

from orderloom.ui.words.rules import Term, glossary

PAGE = Path(__file__).parents[4] / "docs/glossary.md"
HEAD = """\
# Glossary

One word for one thing, in English and Chinese. Made by `python -m orderloom.ui.words update` from
`src/orderloom/ui/glossary.csv`; a word of the last column fails `python -m orderloom.ui.words check`.

| key | English | 简体中文 | never |
| --- | --- | --- | --- |
"""


def _line(term: Term) -> str:
    return f"| `{term.key}` | {term.english} | {term.chinese} | {', '.join(term.never)} |\n"


def page() -> str:
    """Return the page."""
    return HEAD + "".join(_line(term) for term in glossary())


def outdated(path: Path = PAGE) -> bool:
    """Say whether the page in the repository differs; an installation without docs has none."""
    return path.parent.is_dir() and (not path.exists() or path.read_text(encoding="utf-8") != page())


def write(path: Path = PAGE) -> None:
    """Write the page anew."""
    path.write_text(page(), encoding="utf-8")
