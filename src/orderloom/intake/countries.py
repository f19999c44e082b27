"""Countries by the names that files use, in English and Chinese."""

from functools import cache

from babel import Locale

ALIASES = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "america": "US",
    "eire": "IE",
    "holland": "NL",
    "the netherlands": "NL",
    "rsa": "ZA",
    "korea": "KR",
    "republic of korea": "KR",
    "russian federation": "RU",
    "viet nam": "VN",
    "czech republic": "CZ",
    "turkey": "TR",
    "uae": "AE",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "taiwan": "TW",
    "channel islands": "",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
    "香港": "HK",
    "澳门": "MO",
    "台湾": "TW",
    "美国": "US",
    "英国": "GB",
}


@cache
def _names() -> dict[str, str]:
    """Return every known name in lower case with its code."""
    names: dict[str, str] = {}
    for language in ("zh_Hans", "en"):
        territories = Locale.parse(language).territories
        names |= {
            name.lower(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()
        }
    codes = {
        code.lower(): code
        for code in names.values()
        if code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
    }
    return {
        name: code for name, code in (names | codes | ALIASES).items() if code in codes.values() or code == ""
    }


def country_code(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country named by code or by name, or an empty text."""
    return _names().get(text.strip().lower(), "")
