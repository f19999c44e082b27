"""Which carrier people mean when they write its name."""

import re
import unicodedata
from functools import cache

from orderloom.shipping.carriers.recognition import CARRIERS

_SIGNS = re.compile(r"[\W_]+")
_USUAL_EN = re.compile(r"\b(?:express|logistics|delivery|courier|parcel|international|group)\b")
_USUAL_ZH = ("快递", "速递", "速运", "物流", "快运", "国际", "集团", "公司")


def carrier_named(text: str) -> str:
    """Return the code of the carrier: by its code or its name in English or Chinese, whole or without the usual words.

    A blank when no carrier is called so, or several are.
    """
    plain = _plain(text)
    if not plain:
        return ""
    names = _names()
    found = names.get(plain) or names.get(_short(text)) or frozenset()
    return next(iter(found)) if len(found) == 1 else ""


@cache
def _names() -> dict[str, frozenset[str]]:
    """Return the codes of the carriers by each of their names; a whole name counts before a shortened one."""
    whole: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for code, carrier in CARRIERS.items():
        for name in (code, carrier.name_en, carrier.name_zh):
            whole.setdefault(_plain(name), set()).add(code)
            short.setdefault(_short(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in {**short, **whole}.items() if name}


def _plain(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _short(text: str) -> str:
    words = _USUAL_EN.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    for usual in _USUAL_ZH:
        words = words.replace(usual, "")
    return _SIGNS.sub("", words)
