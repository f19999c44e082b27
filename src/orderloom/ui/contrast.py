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

# How red-blind and green-blind people see linear light (Machado, Oliveira, Fernandes 2009), as browsers emulate it.
SIGHTS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
PART = 0.9  # of the contrast for usual sight that has to be left
BESIDE = (("c1", "c5"),)  # series that stand beside each other in a chart
APART = 2.5


def tokens(css: str, marker: str) -> dict[str, str]:
    """Return the colours of the block that follows `marker`, for example "/*DARK*/"."""
    start = css.index(marker)
    start = css.index("{", css.index(":root", start))
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", css[start : css.index("}", start)]))


def light_of(colour: str, sight: str = "") -> tuple[float, ...]:
    """Return the linear red, green and blue of "#RRGGBB", from 0 to 1, as they are seen."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = tuple(c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    if not sight:
        return light
    mixed = (sum(part * one for part, one in zip(row, light, strict=True)) for row in SIGHTS[sight])
    return tuple(min(1.0, max(0.0, one)) for one in mixed)


def luminance(colour: str, sight: str = "") -> float:
    """Return the relative luminance of "#RRGGBB", 0 for black to 1 for white."""
    red, green, blue = light_of(colour, sight)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str, sight: str = "") -> float:
    """Return the contrast of two colours, from 1 to 21, for usual sight or one of SIGHTS."""
    low, high = sorted((luminance(one, sight), luminance(other, sight)))
    return (high + 0.05) / (low + 0.05)


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of the light and the dark theme by name."""
    css = SHEET.read_text()
    light = tokens(css, "/*LIGHT*/")
    return {"light": light, "dark": light | tokens(css, "/*DARK*/")}


def failures() -> list[str]:
    """Return a sentence for each pair that is too close, for usual sight and for those who see less."""
    asked = {"": PAIRS} | {
        sight: [(one, other, least * PART) for one, other, least in PAIRS]
        + [(one, other, APART) for one, other in BESIDE]
        for sight in SIGHTS
    }
    return [
        f"{theme} {sight}: {front} on {ground} is {found:.2f}, needs {least}"
        for theme, colours in themes().items()
        for sight, pairs in asked.items()
        for front, ground, least in pairs
        if (found := ratio(colours[front], colours[ground], sight)) < least
    ]


def main() -> int:
    """Print what fails and return how the process should end."""
    found = failures()
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
