"""A made-up language: every text that is translated is 40 % longer, has marks on its vowels, and stands in brackets.

The brackets are characters that take no room.
"""

import re
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CODE = "eo"  # Django must know a language's name; nobody uses this one
ROOT = Path(__file__).parents[2]
OPEN, CLOSE = "\u2062", "\u2063"
MARKED = str.maketrans("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ")
VOWEL = re.compile(r"([áéíóúý])(?!\1)")
HELD = re.compile(r"(%\(\w+\)[#0-9.]*[sdf]|%[sdf%]|\{\w*\}|<[^>]*>|&#?\w+;)")
LONGER = 1.4
FORMATS = ("date format",)  # what these hold are letters that stand for parts of a date


def pseudo(text: str) -> str:
    """Return the text in the made-up language; what a program puts into it stays as it is."""
    own = [part if HELD.fullmatch(part) else part.translate(MARKED) for part in HELD.split(text)]
    shown = "".join(part for part in own if not HELD.fullmatch(part))
    missing = round(len(shown) * (LONGER - 1))
    for place, part in enumerate(own):
        if missing > 0 and not HELD.fullmatch(part):
            own[place], count = VOWEL.subn(r"\1\1", part, count=missing)
            missing -= count
    return f"{OPEN}{''.join(own)}{'~' * max(0, missing)}{CLOSE}"


def _sources() -> list[Path]:
    ours = sorted((ROOT / "src/orderloom").glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))
    theirs = [Path(module.__file__).parent for module in (django, allauth)]
    return ours + [
        path for place in theirs for path in sorted(place.rglob("locale/en/LC_MESSAGES/django.po"))
    ]


def build(place: Path) -> Path:
    """Write the language's catalogue below a directory, as Django looks for it, and return the directory."""
    made = Catalog(locale="eo", charset="utf-8")
    for path in _sources():
        with path.open("rb") as file:
            for one in read_po(file):
                if not one.id:
                    continue
                ids = one.id if isinstance(one.id, tuple) else (one.id,)
                told = ids if one.context in FORMATS else tuple(map(pseudo, ids))
                made.add(one.id, told if isinstance(one.id, tuple) else told[0], context=one.context)
    folder = place / CODE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as out:
        write_mo(out, made)
    return place
