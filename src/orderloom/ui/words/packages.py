"""One package's texts: what its code asks for, what its catalog has, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orderloom.ui.words import catalog
from orderloom.ui.words.message import Message, in_python
from orderloom.ui.words.rules import faults
from orderloom.ui.words.templates import in_template, unmarked

ROOT = Path(__file__).parents[2]
SKIPPED = {"tests", "migrations", "locale", "static", "__pycache__"}


def packages(root: Path = ROOT) -> list[Path]:
    """Return the directories of the packages, in order."""
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))


def po_path(package: Path) -> Path:
    """Return where the package's Chinese is."""
    return package / "locale/zh_Hans/LC_MESSAGES/django.po"


def _files(package: Path, *suffixes: str) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        if path.suffix in suffixes and not SKIPPED & set(path.relative_to(package).parts):
            yield path


def wanted(package: Path) -> set[Message]:
    """Return every message that the package's code and templates ask for."""
    found: set[Message] = set()
    for path in _files(package, ".py"):
        found.update(in_python(path.read_text(encoding="utf-8")))
    for path in _files(package, ".html", ".txt"):
        found.update(in_template(path.read_text(encoding="utf-8")))
    return found


def update(package: Path) -> bool:
    """Bring the package's catalog up to date and return whether the file changed; translations stay."""
    messages, path = wanted(package), po_path(package)
    known, _ = catalog.read(path)
    if not messages and not path.exists():
        return False
    text = catalog.text_of(messages, known)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def problems(package: Path) -> Iterator[str]:
    """Yield a sentence for each text of the package that is missing, left over or against the rules."""
    known, fuzzy = catalog.read(po_path(package))
    messages = wanted(package)
    for message in sorted(messages):
        for fault in faults(message, known.get(message, "")):
            yield f"{package.name}: {message.singular!r} {fault}"
    for message in sorted(known.keys() - messages):
        yield f"{package.name}: {message.singular!r} is in the catalog and nothing uses it"
    for message in sorted(fuzzy & messages):
        yield f"{package.name}: {message.singular!r} is fuzzy"
    for path in _files(package, ".html"):
        for line, text in unmarked(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(ROOT.parent)}:{line}: outside translate tags: {text}"


def contradictions(directories: list[Path]) -> Iterator[str]:
    """Yield a sentence for each text that two packages translate differently: only one would be shown."""
    seen: dict[Message, tuple[str, str]] = {}
    for package in directories:
        for message, text in catalog.read(po_path(package))[0].items():
            first, before = seen.setdefault(message, (package.name, text))
            if text and before and text != before:
                both = f"{before!r} in {first} and {text!r} in {package.name}"
                yield f"{message.singular!r} is {both}: give it a context"
