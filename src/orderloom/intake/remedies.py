"""What could be meant by a cell that cannot go in: the answers to choose from, the likely one first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from orderloom.intake.countries import country_code
from orderloom.kernel.tables.faults import BadValue
from orderloom.kernel.tables.moments import DAY_FIRST, MONTH_FIRST, parse_moment

CATEGORY, COUNTRY = "category_unknown", "country_unknown"
Kind = Literal["text", "number", "choice", "country", "dates"]
Choice = tuple[str, str | Promise]
BY_COLUMN = frozenset({"moment_ambiguous"})
"""One answer settles the whole column, whatever its cells say."""
SINGLE = frozenset(
    {"order_number_missing", "order_repeated", "line_repeated", "currency_mixed", "cell_overflow", "text_too_long",
     "number_damaged", "cell_long_number", "text_control"}
)  # fmt: skip
"""Each row needs an answer of its own."""
STATES: Sequence[Choice] = (
    ("ready", pgettext_lazy("order in a file", "Ready to buy")),
    ("pending", pgettext_lazy("order in a file", "Not paid yet")),
    ("shipped", pgettext_lazy("order in a file", "Shipped already")),
    ("cancelled", pgettext_lazy("order in a file", "Cancelled")),
)
CURRENCIES = (
    "USD", "EUR", "GBP", "CNY", "JPY", "HKD", "TWD", "AUD", "CAD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK",
    "BRL", "MXN", "INR", "KRW", "SGD", "THB", "VND", "MYR", "PHP", "IDR", "AED", "SAR", "ZAR", "TRY",
)  # fmt: skip
CURRENCY_WORDS = {
    "$": "USD", "US$": "USD", "DOLLAR": "USD", "DOLLARS": "USD", "US DOLLAR": "USD", "美元": "USD", "美金": "USD",
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "欧元": "EUR", "£": "GBP", "POUND": "GBP", "STERLING": "GBP",
    "英镑": "GBP", "¥": "CNY", "￥": "CNY", "RMB": "CNY", "YUAN": "CNY", "人民币": "CNY", "元": "CNY", "CNH": "CNY",
    "YEN": "JPY", "日元": "JPY", "港币": "HKD", "HK$": "HKD", "A$": "AUD", "C$": "CAD", "R$": "BRL", "₹": "INR",
    "₩": "KRW", "加元": "CAD", "澳元": "AUD",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remedy:
    """How a person answers: by choosing, by a number or by a text. `suggestion` may be taken by one click."""

    kind: Kind
    choices: tuple[Choice, ...] = ()
    suggestion: str = ""


def remedy_for(
    code: str,
    value: str,
    categories: Mapping[str, str] | None = None,
    otherwise: Mapping[str, str] | None = None,
) -> Remedy | None:
    """Return how such a cell can be answered for all like rows, or None when each row needs a look.

    `categories` are the workspace's, by id, for lines whose category nobody knows; `otherwise` are the same in another
    language, in which the file may name them.
    """
    if code in SINGLE:
        return None
    if code in ("quantity_invalid", "quantity_not_positive", "value_missing"):
        return Remedy("number", suggestion=_pieces(value))
    if code == "moment_ambiguous":
        return Remedy("dates", choices=_both_ways(value))
    if code == "currency_unknown":
        return Remedy("choice", tuple((one, one) for one in CURRENCIES), _currency(value))
    if code == "state_unknown":
        return Remedy("choice", tuple(STATES))
    if code == COUNTRY:
        return Remedy("country", suggestion=_country(value))
    if code == CATEGORY:
        known = categories or {}
        likely = _nearest(value, known) or _nearest(value, otherwise or {})
        return Remedy("choice", tuple(known.items()), likely) if known else None
    return Remedy("text", suggestion=_date(value) if code == "moment_invalid" else _amount(code, value))


def _pieces(value: str) -> str:
    """Return the only number in the cell, without its sign; a blank cell most likely stands for one piece."""
    if not value.strip():
        return "1"
    found = re.findall(r"\d+(?:[.,]\d+)?", value)
    return found[0] if len(found) == 1 and found[0].isdigit() and int(found[0]) else ""


def _both_ways(value: str) -> tuple[Choice, ...]:
    return tuple((order, _read(value, order)) for order in (DAY_FIRST, MONTH_FIRST))


def _read(value: str, order: str) -> str:
    try:
        return parse_moment(value, order).date().isoformat()
    except BadValue:
        return ""


def _date(value: str) -> str:
    """Return the date in the cell when only marks around it disturb."""
    plain = re.sub(r"[^\d:T年月日/.\- ]", "", value).strip(" -/.")
    try:
        found = parse_moment(plain, None).isoformat(" ") if plain != value else ""
    except BadValue:
        return ""
    return found.removesuffix(" 00:00:00")


def _amount(code: str, value: str) -> str:
    if code != "number_invalid":
        return ""
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", value)
    return found[0].replace(",", "") if len(found) == 1 else ""


def _currency(value: str) -> str:
    plain = value.strip().upper()
    if plain in CURRENCY_WORDS:
        return CURRENCY_WORDS[plain]
    return next((one for one in CURRENCIES if one in plain), "")


def countries(language: str = "") -> dict[str, str]:
    """Return the countries by code, in the language, else the reader's, and in its order."""
    language = language or ("zh_Hans" if (get_language() or "").startswith("zh") else "en")
    names = Locale.parse(language).territories
    found = {code: name for code, name in names.items() if country_code(code) == code}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _country(value: str) -> str:
    shown = countries()
    names = {name.lower(): code for tongue in ("en", "zh_Hans") for code, name in countries(tongue).items()}
    close = get_close_matches(value.lower().strip(), names, n=1, cutoff=0.75)
    return shown[names[close[0]]] if close else ""


def _nearest(value: str, known: Mapping[str, str]) -> str:
    """Return the category whose name, or whose last name, comes nearest."""
    names: dict[str, str] = {}
    for key, path in known.items():
        names.setdefault(path.rsplit(" > ", 1)[-1].lower(), key)
        names.setdefault(path.lower(), key)
    close = get_close_matches(value.lower().strip(), names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""
