"""What everybody must be able to see on a page: whole texts, marks with words, edges in the system's own colours."""

import re
from pathlib import Path

from playwright.sync_api import Page

LOOK = Path(__file__).with_name("sight.js").read_text(encoding="utf-8")
ZOOMED = 640  # the width in CSS pixels of a window of 1280 that is zoomed to 200 %
NARROW = 320
TALL = 2400
PLAIN = re.compile(
    r"\b(?:[A-Z]{1,4}-[\w-]+|CSV|XLSX|Excel|API|SKU|UTC|USD|Ctrl|Esc|https?://\S+|\S+@\S+)\b|#[0-9A-F]{6}\b"
    r"|\bol_\S+|\b[A-Z][a-z]+/[A-Z]\w+|\{\w+\}.*|\d+ [A-Z][a-z]{2}\b"
)
"""What is the same in all languages: numbers of things, formats, keys, currencies, addresses, zones, colours."""
SAID_OTHERWISE = ("Orderloom", "English", "简体中文", "Another carrier", "oapi.dingtalk.com …")
"""Names: ours, those of languages in themselves, of carriers, which have two of their own, and of a robot's host."""


def too_wide(page: Page) -> list[str]:
    """Return where the page is wider than its window: as it is, zoomed to 200 %, and on the narrowest phone."""
    size = page.viewport_size
    assert size is not None
    page.evaluate(LOOK)
    found = []
    for width in dict.fromkeys((size["width"], ZOOMED, NARROW)):
        page.set_viewport_size({"width": width, "height": size["height"]})
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found.append(f"{over} pixels wider than a window of {width}: {page.evaluate('sight.widest()')}")
    page.set_viewport_size(size)
    return found


def unseen(page: Page) -> list[str]:
    """Return what is lost without colours, or with the system's own."""
    page.evaluate(LOOK)
    found: list[str] = page.evaluate("sight.wordless()")
    page.emulate_media(forced_colors="active")
    found += page.evaluate("sight.faint()")
    page.emulate_media(forced_colors="none")
    return found


def badly_set(page: Page) -> list[str]:
    """Return which texts are cut off or covered."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": TALL})
    page.evaluate(LOOK)
    found: list[str] = page.evaluate("[...sight.clipped(), ...sight.covered()]")
    page.set_viewport_size(size)
    return found


def untranslated(page: Page, data: tuple[str, ...]) -> list[str]:
    """Return the texts outside of the made-up language's brackets that are none of the data."""
    page.evaluate(LOOK)
    found: list[tuple[str, str]] = page.evaluate("sight.bare()")
    return [
        f"not translated: {text[:80]} in {where}"
        for text, where in found
        if not any(word in text for word in (*data, *SAID_OTHERWISE))
        and re.search(r"[^\W\d_]{3,}", PLAIN.sub("", text))
    ]
