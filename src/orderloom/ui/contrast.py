"""Checks that every pair of colours that meet in the interface can be told apart (WCAG 2.2 AA)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SHEET = Path(__file__).parent / "static/loom.css"
TEXT, GRAPHIC = 4.5, 3.0
TONES = ("wait", "work", "move", "done", "risk", "idle")
GROUNDS = ("surface", "hover", "selected")

PAIRS: list[tuple[str, str, float]] = [
    ("ink", "surface", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "hover", TEXT),
    *(("ink-3", ground, TEXT) for ground in ("surface", "bg", "surface-2", "hover", "selected")),
    *(("accent", ground, TEXT) for ground in ("surface", "bg", "accent-soft")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-bulk", "bulk", TEXT),
    ("on-risk", "risk", TEXT),
    ("field-line", "surface", GRAPHIC),
    ("bulk-focus", "bulk", GRAPHIC),
    *((f"{tone}-ink", f"{tone}-soft", TEXT) for tone in TONES),
    *((f"{tone}-ink", ground, TEXT) for tone in TONES for ground in GROUNDS),
    *((tone, "surface", GRAPHIC) for tone in TONES),
    *((f"c{number}", "surface", GRAPHIC) for number in (1, 2, 3, 4)),
    *((f"a{number}-ink", f"a{number}", TEXT) for number in range(6)),
]


def tokens(css: str, marker: str) -> dict[str, str]:
    """Return the colours of the block that follows `marker`, for example "/*DARK*/"."""
    start = css.index(marker)
    start = css.index("{", css.index(":root", start))
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", css[start : css.index("}", start)]))


def luminance(colour: str) -> float:
    """Return the relative luminance of "#RRGGBB", 0 for black to 1 for white."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of the light and the dark theme by name."""
    css = SHEET.read_text()
    light = tokens(css, "/*LIGHT*/")
    return {"light": light, "dark": light | tokens(css, "/*DARK*/")}


def failures() -> list[str]:
    """Return a sentence for each pair that is too close."""
    return [
        f"{theme}: {front} on {ground} is {ratio(colours[front], colours[ground]):.2f}, needs {least}"
        for theme, colours in themes().items()
        for front, ground, least in PAIRS
        if ratio(colours[front], colours[ground]) < least
    ]


def main() -> int:
    """Print what fails and return how the process should end."""
    found = failures()
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
