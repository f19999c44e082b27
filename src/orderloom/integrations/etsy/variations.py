"""Etsy's `Variations` cell: options that the buyer chose and text that the buyer wrote, in one string.

`Size: Large,Personalization: Ann, Bob & Zoë: 2026` has no escaping; the personalisation stands last and
runs to the end, commas and all.
"""

import re

from orderloom.intake.canonical import Personalisation

PAIR = re.compile(r"(?P<label>[^:,]{1,45}):[ ]?")
NEXT_PAIR = re.compile(r",[ ]?(?=[^:,]{1,45}:)")
PERSONAL = re.compile(
    r"personali[sz]|custom|engrav|monogram|inscri|your text|message|个性化|定制|刻字|留言", re.IGNORECASE
)


def split_variations(raw: str) -> tuple[str, tuple[Personalisation, ...]]:
    """Return the chosen options as text, and what the buyer wrote, byte for byte, then the whole cell."""
    options: list[str] = []
    rest = raw
    while rest:
        pair = PAIR.match(rest)
        if pair and PERSONAL.search(pair["label"]):
            written: Personalisation = (pair["label"].strip(), rest[pair.end() :], "text")
            return ", ".join(options), (written, ("Variations", raw, "source"))
        following = NEXT_PAIR.search(rest, pair.end() if pair else 0)
        options.append(rest[: following.start()] if following else rest)
        rest = rest[following.end() :] if following else ""
    return raw.strip(), ()
