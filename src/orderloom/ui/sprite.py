"""Builds the one sprite file: the Tabler icons that are used, and our status glyphs.

Runs by itself, before anything is installed: `python src/orderloom/ui/sprite.py [icons] [target]`.
A new icon is one more line in icons.txt; a test fails on a name that nothing uses.
"""

import argparse
import math
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ICONS = HERE.parents[2] / "node_modules/@tabler/icons/icons/outline"
TARGET = HERE / "static/vendor/sprite.svg"

NAMES = (HERE / "icons.txt").read_text().split()

RING = '<circle cx="7" cy="7" r="5.9" fill="none" stroke="currentColor" stroke-width="1.5"/>'
DISC = '<circle cx="7" cy="7" r="6.6" fill="currentColor"/>'
KNOCKED_OUT = 'fill="none" stroke="var(--surface,#fff)" stroke-linecap="round" stroke-linejoin="round"'
THIN = 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"'


def pie(share: float) -> str:
    """Return a ring filled clockwise from the top by `share` of one."""
    angle = 2 * math.pi * share
    x, y = 7 + 3.7 * math.sin(angle), 7 - 3.7 * math.cos(angle)
    return f'{RING}<path d="M7 7V3.3A3.7 3.7 0 {int(share > 0.5)} 1 {x:.2f} {y:.2f}Z" fill="currentColor"/>'


GLYPHS = {
    "draft": RING.replace("/>", ' stroke-dasharray="2.3 1.8"/>'),
    "review": f'{RING}<path d="M7 3.9V7l2 1.4" {THIN}/>',
    "buy": pie(0.25),
    "make": pie(0.5),
    "ready": pie(0.75),
    "ship": f'{DISC}<path d="M4 7h5.4M7.2 4.6 9.6 7 7.2 9.4" stroke-width="1.6" {KNOCKED_OUT}/>',
    "done": f'{DISC}<path d="m4.2 7.2 1.9 1.9 3.7-4" stroke-width="1.6" {KNOCKED_OUT}/>',
    "cancel": f'{RING}<path d="m5 5 4 4M9 5 5 9" {THIN}/>',
    "hold": f'{RING}<path d="M5.6 5v4M8.4 5v4" {THIN}/>',
    "exc": '<path d="M7 .9 13.6 12.6a.6.6 0 0 1-.5.9H.9a.6.6 0 0 1-.5-.9Z" fill="currentColor"/>'
    f'<path d="M7 5v3.6M7 10.9v.1" stroke-width="1.6" {KNOCKED_OUT}/>',
    "refuse": '<path d="M4.2.8h5.6l3.4 3.4v5.6l-3.4 3.4H4.2L.8 9.8V4.2Z" fill="currentColor"/>'
    f'<path d="M4.4 7h5.2" stroke-width="1.8" {KNOCKED_OUT}/>',
}


def line_icon(name: str, icons: Path) -> str:
    """Return one icon as a symbol. Raises FileNotFoundError when Tabler has no such icon."""
    source = (icons / f"{name}.svg").read_text()
    inner = re.sub(r"<svg[^>]*>|</svg>|<!--.*?-->", "", source, flags=re.DOTALL)
    inner = re.sub(r'<path stroke="none"[^>]*/>', "", " ".join(inner.split()))
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{inner.strip()}</symbol>'


def build(icons: Path = ICONS) -> str:
    """Return the whole sprite as SVG."""
    lines = [line_icon(name, icons) for name in sorted(NAMES)]
    marks = [f'<symbol id="g-{name}" viewBox="0 0 14 14">{body}</symbol>' for name, body in GLYPHS.items()]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(lines + marks)}</svg>'


def main() -> int:
    """Write the sprite and return 0, or say which icon is missing and return 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("icons", nargs="?", type=Path, default=ICONS)
    parser.add_argument("target", nargs="?", type=Path, default=TARGET)
    paths = parser.parse_args()
    try:
        sprite = build(paths.icons)
    except FileNotFoundError as missing:
        sys.stderr.write(f"no such icon: {missing.filename}\n")
        return 1
    paths.target.parent.mkdir(parents=True, exist_ok=True)
    paths.target.write_text(sprite)
    return 0


if __name__ == "__main__":
    sys.exit(main())
