"""The small pieces of HTML that fill tables: icons, statuses, people, pictures.

Plain strings, because a list draws thousands of them.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from orderloom.ui.channels import mark

PALETTE = 6
PERSON_ICONS = {"carrier": "truck-delivery", "buyer": "user", "system": "bolt"}


@cache
def sprite_url() -> str:
    """Return the address of the one sprite file."""
    return static("vendor/sprite.svg")


def _html(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  every caller escapes what people wrote


def icon(name: str, cls: str = "") -> SafeString:
    """Return a line icon; `cls` is "s" for 14 px or "l" for 20 px."""
    size = f" {cls}" if cls else ""
    return _html(f'<svg class="i{size}" aria-hidden="true"><use href="{sprite_url()}#i-{name}"/></svg>')


def glyph(name: str, cls: str = "") -> SafeString:
    """Return a status glyph; `cls` is a tone such as "risk"."""
    return _html(
        f'<svg class="{f"g {cls}".rstrip()}" aria-hidden="true"><use href="{sprite_url()}#g-{name}"/></svg>'
    )


def status(tone: str, name: str, label: object, tint: bool = False) -> SafeString:
    """Return a status: glyph and word, on a tint only when somebody must act."""
    return _html(
        f'<span class="st {tone}{" tint" if tint else ""}"><svg class="g" aria-hidden="true">'
        f'<use href="{sprite_url()}#g-{name}"/></svg><span>{escape(label)}</span></span>'
    )


def shade(key: str) -> str:
    """Return the class of one of six colours, always the same for the same key."""
    return f"k{crc32(key.encode()) % PALETTE}"


def initials(name: str, people: bool = False) -> str:
    """Return what stands in an avatar: "LM" for Lin Mei, "林" for 林梅, one letter for a company."""
    words = name.split()
    if not words:
        return "?"
    first = words[0][0].upper()
    if people and len(words) > 1 and words[-1][0].isascii():
        return first + words[-1][0].upper()
    return first


def avatar(name: str, key: str = "", square: bool = False, size: str = "") -> SafeString:
    """Return an avatar: round for people, square for companies; `size` is "", "m" or "l"."""
    shape = f"{' sq' if square else ''}{f' {size}' if size else ''}"
    text = escape(initials(name, people=not square))
    return _html(f'<span class="av{shape} {shade(key or name)}" aria-hidden="true">{text}</span>')


def who(kind: str, name: object = "", key: str = "") -> SafeString:
    """Return whom something waits on. `kind`: you, staff, supplier, carrier, buyer, system or nobody."""
    text = str(name)
    if kind == "nobody":
        spoken = f'<span class="vh">{gettext("Nobody")}</span>'
        return _html(f'<span class="mute"><span aria-hidden="true">–</span>{spoken}</span>')
    if kind in PERSON_ICONS:
        return _html(f'<span class="who soft">{icon(PERSON_ICONS[kind])}<span>{escape(text)}</span></span>')
    shown = pgettext("waiting on", "You") if kind == "you" else text
    face = avatar(text or shown, key, square=kind == "supplier")
    ours = " us" if kind in ("you", "staff") else ""
    return _html(f'<span class="who{ours}">{face}<span>{escape(shown)}</span></span>')


def thumb(name: str, url: str = "", size: int = 24) -> SafeString:
    """Return a square picture of 24, 36, 72 or 84 px, or a tile with the first letter when there is none."""
    cls = "th" if size == 24 else f"th t{size}"
    if url:
        box = f'width="{size}" height="{size}"'
        return _html(f'<span class="{cls}"><img src="{escape(url)}" alt="" {box} loading="lazy"></span>')
    return _html(f'<span class="{cls} {shade(name)}" aria-hidden="true">{escape(initials(name))}</span>')


def channel(platform: str, label: object = "") -> SafeString:
    """Return the mark of a shop platform, followed by `label` (a buyer or a store) when one is given."""
    sign = mark(platform)
    name = sign.name or (pgettext("platform", "Other") if platform == "other" else gettext("By hand"))
    spoken = f'<span class="vh">{escape(name)}: </span><span class="ell">{escape(label)}</span>'
    shown = spoken if label else f"<span>{escape(name)}</span>"
    face = f'<i style="background:{sign.colour}" aria-hidden="true">{escape(sign.letter)}</i>'
    return _html(f'<span class="ch" title="{escape(name)}">{face}{shown}</span>')


def progress(value: int, total: int, tone: str = "") -> SafeString:
    """Return a bar with its numbers: 3/4. A full bar turns to "done" by itself."""
    share = min(100.0, 100 * value / total) if total else 0.0
    cls = f"pb grow {tone or ('done' if total and value >= total else '')}".rstrip()
    return _html(
        f'<span class="hs"><span class="{cls}" aria-hidden="true"><i style="width:{share:.1f}%"></i></span>'
        f'<span class="n mute">{value}/{total}</span></span>'
    )
