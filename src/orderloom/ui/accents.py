"""A workspace's own accent: whether it can be read on our grounds, and the nearest colour that can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from orderloom.ui.contrast import TEXT, ratio, themes

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
GROUNDS = ("surface", "bg")  # on which the accent is text
STEPS = 512
INKS = ("#FFFFFF", "#10142A")


@dataclass(frozen=True, slots=True)
class Accent:
    """The four variables of one theme."""

    accent: str
    hover: str
    soft: str
    on: str


def lowest_contrast(colour: str, theme: str) -> float:
    """Return the lowest contrast of the colour as text on the grounds of the theme, "light" or "dark"."""
    grounds = _themes()[theme]
    return min(ratio(colour, grounds[name]) for name in GROUNDS)


def passes(colour: str, theme: str) -> bool:
    """Test whether the colour can be read as text in the theme."""
    return lowest_contrast(colour, theme) >= TEXT


def nearest(colour: str, theme: str) -> str:
    """Return the colour itself when it can be read, else the nearest one of its hue that can."""
    if passes(colour, theme):
        return colour.upper()
    end = "#000000" if theme == "light" else "#FFFFFF"
    return next(found for found in _way(colour, end) if passes(found, theme))


def other_theme(colour: str) -> str:
    """Return what stands for a light theme's colour in the dark: the same hue, bright enough."""
    return nearest(colour, "dark")


def variables(colour: str, theme: str) -> Accent:
    """Return the four variables that make the colour the accent of the theme."""
    surface = _themes()[theme]["surface"]
    on = max(INKS, key=lambda ink: ratio(ink, colour))
    away = INKS[1] if on == INKS[0] else INKS[0]  # hover moves away from the words on it
    hover = mixed(colour, away, 0.16)
    for part in (0.12, 0.10, 0.08, 0.06, 0.04, 0.02, 0):
        soft = mixed(surface, colour, part)
        if ratio(colour, soft) >= TEXT:
            break
    return Accent(colour.upper(), hover, soft, on)


def stylesheet(light: str, dark: str) -> str:
    """Return the style sheet that sets the accent; blank colours leave a theme as it is."""
    rules = []
    if light:
        rules.append(f":root{{{_declared(variables(light, 'light'))}}}")
    if dark:
        told = _declared(variables(dark, "dark"))
        rules.append(f':root[data-theme="dark"]{{{told}}}')
        rules.append(f"@media (prefers-color-scheme: dark){{:root:not([data-theme]){{{told}}}}}")
    return "\n".join(rules)


def mixed(one: str, other: str, part: float) -> str:
    """Return a colour between two: `part` of the way to the other, from 0 to 1."""
    channels = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in channels)


def _way(colour: str, end: str) -> Iterator[str]:
    for step in range(1, STEPS + 1):
        yield mixed(colour, end, step / STEPS)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _declared(told: Accent) -> str:
    return (
        f"--accent:{told.accent};--accent-hover:{told.hover};--accent-soft:{told.soft};--on-accent:{told.on}"
    )


@lru_cache(maxsize=1)
def _themes() -> dict[str, dict[str, str]]:
    return themes()
